#include "netprobe/cli/host_lookup.h"

#include "netprobe/cli/last_report.h"
#include "netprobe/core/catalog.h"
#include "netprobe/core/text.h"
#include "netprobe/probe/prober.h"

#include <fmt/format.h>

#include <cstdio>

namespace netprobe {

namespace {

tl::unexpected<Error> no_address(const std::string& host, std::string_view why) {
  return usage_error(fmt::format(
      "DESTINATION: found \"{}\", {}; expected an address, a prefix or a service tag, a report "
      "that has the host (--from), or --dns, which looks it up",
      printable(host, 200), why));
}

void add_addresses(const Observation& seen, IpSet& addresses) {
  if (seen.address) {
    addresses = addresses | IpSet::range(*seen.address, *seen.address);
  }
  for (const ResolvedAddress& resolved :
       seen.dns ? seen.dns->addresses : std::vector<ResolvedAddress>()) {
    addresses = addresses | IpSet::range(resolved.address, resolved.address);
  }
}

Result<IpSet> from_report(const std::string& file, const std::string& host,
                          const EnvironmentVariables& environment) {
  const auto report = saved_or_last_report(file, "nsg explain", environment);
  if (!report) {
    return file.empty() ? no_address(host, "and no run of netprobe check has kept a report here")
                        : tl::unexpected(report.error());
  }
  IpSet addresses = addresses_in(*report, host);
  return addresses.empty() ? no_address(host, "of which the report knows no address")
                           : Result<IpSet>(std::move(addresses));
}

Result<IpSet> from_resolvers(const std::string& host) {
  if (host.starts_with("*.")) {
    return no_address(host, "which no resolver knows, since it is a pattern");
  }
  auto prober = Prober::create({});
  if (!prober) {
    return tl::unexpected(prober.error());
  }
  ProbePlan plan;
  ProbeTask task;
  task.host = host;
  task.protocol = Protocol::dns;
  task.depth = Depth::dns;
  task.expectation = Expectation::verified;
  plan.tasks.push_back(task);
  IpSet addresses;
  std::string why = "which the resolvers do not know";
  for (const Observation& seen : prober->run(plan).observations) {
    add_addresses(seen, addresses);
    why = seen.failure
              ? fmt::format("of which --dns says: {}", printable(seen.failure->detail, 300))
              : why;
  }
  return addresses.empty() ? no_address(host, why) : Result<IpSet>(std::move(addresses));
}

}  // namespace

IpSet addresses_in(const Report& report, const std::string& host) {
  IpSet addresses;
  for (const Observation& seen : report.observations) {
    if (seen.task >= report.plan.tasks.size() || seen.route != RouteKind::direct) {
      continue;
    }
    const std::string& asked = report.plan.tasks[seen.task].host;
    const bool is_meant = equals_ignoring_case(asked, host) ||
                          (host.starts_with("*.") && wildcard_covers(host, asked));
    if (is_meant && !asked.empty()) {
      add_addresses(seen, addresses);
    }
  }
  return addresses;
}

HostLookup host_lookup(const LookupSource& source, const EnvironmentVariables& environment) {
  return [source, &environment](const std::string& host) {
    return source.ask_resolvers ? from_resolvers(host)
                                : from_report(source.report, host, environment);
  };
}

}  // namespace netprobe
