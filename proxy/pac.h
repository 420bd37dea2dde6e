#pragma once

#include "netprobe/core/time.h"
#include "netprobe/core/vocabulary.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// What a PAC script is asked: the arguments of FindProxyForURL.
struct PacQuestion {
  std::string url;
  std::string host;  ///< a name, or an address without brackets
  auto operator<=>(const PacQuestion&) const = default;
};

/// The question for a host as browsers put it: of HTTPS they show the script no path, and name the
/// port where it is not the protocol's own. A bare connect counts as HTTPS, as it does for a proxy.
PacQuestion pac_question(std::string_view host, std::uint16_t port, Protocol protocol,
                         std::string_view path);

/// What became of one question. `problem` is set exactly when there is no answer.
struct PacReply {
  std::string answer;
  std::string problem;
  bool operator==(const PacReply&) const = default;
};

struct PacOutcome {
  std::string problem;            ///< why the script answers nothing at all; empty when it does
  std::vector<PacReply> replies;  ///< one per question, unless there is a problem
  std::vector<std::string> looked_up;  ///< names that it asked the resolver for, at most 50
  bool interrupted = false;            ///< by SIGINT or SIGTERM
  bool operator==(const PacOutcome&) const = default;
};

/// What a script may do and use up.
struct PacSandbox {
  bool look_up = true;     ///< names, by the system's resolver; else none has an address
  std::string my_address;  ///< what myIpAddress() answers
  std::size_t script_bytes = std::size_t{1024} * 1024;  ///< what browsers take at most
  Millis time{5000};                                    ///< for all questions together
  std::size_t memory = std::size_t{256} * 1024 * 1024;
};

/// Asks the script (pacparser) all questions, in a child process, because a script may never
/// return, eat all memory or break the engine.
///
/// A problem is a clause: "line 3: SyntaxError: …", "it defines no function FindProxyForURL". The
/// host for which a script does not return is told in its reply, and those after it have none. The
/// engine knows the JavaScript of 2000 (ECMAScript 3).
PacOutcome run_pac_script(std::string_view script, const std::vector<PacQuestion>& questions,
                          const PacSandbox& sandbox);

}  // namespace netprobe
