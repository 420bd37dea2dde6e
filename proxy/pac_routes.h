#pragma once

#include "netprobe/core/pac_script.h"
#include "netprobe/core/route.h"
#include "proxy/pac.h"
#include "proxy/pac_answer.h"
#include "proxy/routes.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace netprobe {

/// What the script says of one URL.
struct PacDecision {
  std::vector<PacEntry> entries;  ///< in the script's order; none exactly when there is a problem
  std::string answer;             ///< as it came
  std::string problem;
  bool operator==(const PacDecision&) const = default;
};

/// What a script says of everything that it was asked.
struct PacDecisions {
  std::string source;        ///< "--pac /etc/proxy.pac", for reasons and reports
  std::string problem;       ///< why it decides nothing; empty when it does
  bool is_extended = false;  ///< see PacOutcome
  std::map<PacQuestion, PacDecision> of;
  std::vector<Proxy>
      named;  ///< every proxy in any answer, each once, in the order of the questions
  bool operator==(const PacDecisions&) const = default;
};

/// Which user a proxy that the script names is told of.
struct PacIdentity {
  std::optional<Credentials> credentials;
  ProxyAuth auth = ProxyAuth::any;
};

PacDecisions pac_decisions(std::string source, const std::vector<PacQuestion>& questions,
                           const PacOutcome& outcome, const PacIdentity& identity);

/// The routes of a host where a PAC script decides, given those of the system's settings alone
/// (`routes_for` without `--proxy`): each proxy of the answer is tested, the answer's list is in
/// force in its order, and direct and the system's proxy are tested to compare. A host that is sent
/// directly is tried through the first proxies that the script names for others, to compare.
///
/// Where the script fails, for the host or altogether, the client goes directly: so it is with
/// browsers and with Windows. `only` is `--route`, as for `routes_for`: of what it leaves, the
/// first is in force.
HostRoutes routes_by_pac(HostRoutes system, const PacDecisions& decisions,
                         const PacQuestion& question, const std::vector<RouteKind>& only);

/// The entries of `environment.proxies`: where the script is from, with each proxy that it names.
std::vector<ProxySetting> list_pac_settings(const PacDecisions& decisions);

/// The hosts for which the script fails, each once.
std::vector<PacFailure> pac_failures(const PacDecisions& decisions);

}  // namespace netprobe
