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
  bool is_extended = false;            ///< FindProxyForURLEx was asked, which Windows calls
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

/// What is wrong with the text before any engine sees it, as a clause; empty when nothing is.
std::string obvious_pac_problem(std::string_view script, const PacSandbox& sandbox);

/// A list of many thousand targets is no fault of the script: it is given more time then.
Millis fair_pac_time(const PacSandbox& sandbox, std::size_t questions);

}  // namespace netprobe
