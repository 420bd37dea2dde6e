#pragma once

#include "netprobe/cli/late_sources.h"
#include "netprobe/cli/nsg_destination.h"
#include "netprobe/core/report.h"

#include <string>

namespace netprobe {

/// Where `nsg explain` has a host's addresses from.
struct LookupSource {
  std::string report;          ///< a file; empty: the last report
  bool ask_resolvers = false;  ///< neither: they are looked up now
};

/// Standard error is told which report was asked.
HostLookup host_lookup(const LookupSource& source, const EnvironmentVariables& environment);

/// What a run learnt of a host's addresses, or of all hosts below a wildcard: directly, since a
/// proxy connects to what it looks up itself.
IpSet addresses_in(const Report& report, const std::string& host);

}  // namespace netprobe
