#include "netprobe/plan/status_addresses.h"

#include "netprobe/core/url.h"

#include <set>
#include <string>
#include <utility>

namespace netprobe {

namespace {

constexpr std::size_t most_hosts = 8;

/// A name in public use: literal addresses and single labels are nobody's revocation list.
bool is_public_name(const std::string& host) {
  return is_host_name(host) && host.find('.') != std::string::npos && !IpAddress::parse(host);
}

ProbeTask request_of(const Url& url, const Route& route, const Observation& shown) {
  ProbeTask task;
  task.host = task.server_name = url.address.host;
  task.port = url.address.port;
  task.protocol = Protocol::http;
  task.path = url.path;
  task.route = route;
  task.expectation = Expectation::verified;
  task.follow_up = FollowUp{Experiment::status_address, shown.task, shown.path};
  return task;
}

}  // namespace

std::vector<ProbeTask> plan_status_addresses(const ProbePlan& plan,
                                             std::span<const Observation> seen,
                                             const RouteChooser& routes) {
  std::set<std::string> known;
  for (const ProbeTask& task : plan.tasks) {
    if (task.protocol == Protocol::http) {
      known.insert(task.host);
    }
  }
  std::vector<ProbeTask> tasks;
  for (const Observation& shown : seen) {
    if (!shown.tls || shown.tls->anchor_kind == AnchorKind::unverified || shown.control) {
      continue;
    }
    for (const CertificateFacts& certificate : shown.tls->chain) {
      for (const std::string& address : certificate.status_addresses) {
        const auto url = parse_url(address);
        if (!url || !is_public_name(url->address.host) || tasks.size() >= most_hosts ||
            !known.insert(url->address.host).second) {
          continue;
        }
        const HostRoutes found =
            routes({url->address.host, url->address.port, Protocol::http, url->path});
        if (!found.in_force.empty()) {
          tasks.push_back(request_of(*url, found.tested[found.in_force.front()], shown));
        }
      }
    }
  }
  return tasks;
}

}  // namespace netprobe
