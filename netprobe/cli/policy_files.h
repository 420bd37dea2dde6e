#pragma once

#include "netprobe/core/diagnosis.h"
#include "netprobe/core/result.h"
#include "netprobe/core/service_tags.h"
#include "netprobe/core/vocabulary.h"
#include "netprobe/policy/policy.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// The options that name exported rules, routes and tags.
struct PolicyFiles {
  std::string cloud;  ///< empty: that of the tag file, else the public one
  std::vector<std::string> nsg;
  std::string route_table;
  std::string service_tags;
  bool takes_subnets = false;        ///< `nsg` may name exported subnets too
  std::vector<std::string> sources;  ///< addresses or prefixes that this machine sends from
};

/// What was read from them.
struct PolicySources {
  Cloud cloud = Cloud::public_cloud;
  ServiceTags tags;
  std::vector<RuleSet> rule_sets;
  std::optional<RouteTable> routes;
  std::vector<Cidr> machine;
  std::vector<SubnetExport> subnets;
};

/// Reads them all. The first thing that is wrong ends it, with the option or file, the place in it,
/// what was found, and what was expected.
Result<PolicySources> read_policy_files(const PolicyFiles& files);

/// Rules and routes, ready to be asked about these tags too.
Result<Policy> make_policy(PolicySources sources, std::vector<std::string> tags);

}  // namespace netprobe
