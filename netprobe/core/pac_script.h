#pragma once

#include <string>
#include <vector>

namespace netprobe {

/// A host for which a PAC script does not say where to go.
struct PacFailure {
  std::string host;
  std::string problem;  ///< "line 3: ReferenceError: …"
  bool operator==(const PacFailure&) const = default;
};

/// A PAC script that was to decide the routes, and what came of it.
struct PacScript {
  std::string source;        ///< "--pac" or "--wpad"
  std::string location;      ///< its URL or file
  std::string content_type;  ///< as it was served; empty for a file
  std::string problem;       ///< why it decides nothing; empty when it does
  std::vector<PacFailure> failures;
  std::vector<std::string> looked_up;  ///< names that it had the resolver asked for
  bool operator==(const PacScript&) const = default;
};

/// How reports and reasons call it: "--pac /etc/proxy.pac".
inline std::string pac_source(const PacScript& script) {
  return script.source + " " + script.location;
}

/// One place where WPAD was looked for.
struct WpadTry {
  std::string url;
  std::string problem;  ///< why there is no script; empty for the one that was taken
  bool operator==(const WpadTry&) const = default;
};

}  // namespace netprobe
