#include "netprobe/plan/proxy_follow_ups.h"

#include "netprobe/core/domain.h"
#include "netprobe/core/text.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace netprobe {

namespace {

constexpr std::size_t most_per_proxy_cause = 2;

bool speaks_http(const Proxy& proxy) {
  return proxy.scheme == ProxyScheme::http || proxy.scheme == ProxyScheme::https;
}

/// Is there an answer of the proxy's to read, of which the attempt kept a part only?
bool has_more_to_say(Cause cause) {
  switch (cause) {
    case Cause::proxy_denied:
    case Cause::proxy_auth_required:
    case Cause::proxy_not_http:
    case Cause::proxy_upstream_dns:
    case Cause::proxy_upstream_timeout:
    case Cause::proxy_upstream_refused:
    case Cause::proxy_upstream_failed:
      return true;
    default:
      return false;
  }
}

/// Would the address in place of the name tell more: a rule for names, or a proxy's own resolver?
bool asks_for_address(Cause cause) {
  return cause == Cause::proxy_denied || cause == Cause::proxy_upstream_dns;
}

/// Tasks whose proxy is the way in force for some row that is no mere comparison.
std::set<TaskId> tasks_in_force(const ProbePlan& plan) {
  std::set<TaskId> tasks;
  for (const PlannedRow& row : plan.rows) {
    for (const RowProbe& probe : row.probes) {
      if (!row.comparison) {
        tasks.insert(probe.in_force.begin(), probe.in_force.end());
      }
    }
  }
  return tasks;
}

/// The host's own address, as the direct way found it.
std::optional<IpAddress> address_of(const ProbePlan& plan, std::span<const Observation> seen,
                                    const std::string& host) {
  const auto found = std::find_if(seen.begin(), seen.end(), [&](const Observation& one) {
    return one.route == RouteKind::direct && one.address && plan.tasks[one.task].host == host &&
           one.address->family() == Family::ipv4;
  });
  return found == seen.end() ? std::nullopt : found->address;
}

/// A password goes out in clear only where Basic was asked for, by the caller or by the proxy.
bool takes_basic(const Proxy& proxy, const Observation& seen) {
  const auto offered =
      seen.proxy_answer ? seen.proxy_answer->schemes_offered : std::vector<std::string>();
  return proxy.auth == ProxyAuth::basic ||
         (proxy.auth == ProxyAuth::any &&
          std::any_of(offered.begin(), offered.end(), [](const std::string& scheme) {
            return equals_ignoring_case(scheme, "Basic");
          }));
}

/// One CONNECT, sent as any request is: its answer is then read to the end.
ProbeTask connect_answer(const ProbeTask& failed, const Observation& seen) {
  const Proxy& proxy = *failed.route.proxy;
  ProbeTask task;
  const auto literal = IpAddress::parse(proxy.address.host);
  task.host = literal ? "" : proxy.address.host;
  task.address = literal;
  task.server_name = task.host;
  task.port = proxy.address.port;
  task.protocol = proxy.scheme == ProxyScheme::https ? Protocol::https : Protocol::http;
  task.depth = Depth::http;
  task.expectation = Expectation::verified;
  task.connect_for =
      HostPort{failed.host.empty() ? failed.address->to_string() : failed.host, failed.port}
          .to_string();
  if (takes_basic(proxy, seen)) {
    task.credentials = proxy.credentials;
  }
  task.follow_up = FollowUp{Experiment::connect_answer, failed.id, seen.path};
  return task;
}

ProbeTask by_address(const ProbeTask& failed, const IpAddress& address, FollowUp why) {
  ProbeTask task = failed;
  task.server_name = failed.server_name.empty() ? failed.host : failed.server_name;
  task.host.clear();
  task.address = address;
  task.depth = Depth::tls;
  task.expectation = Expectation::verified;
  task.identity = {};
  task.follow_up = why;
  return task;
}

}  // namespace

std::vector<ProbeTask> plan_proxy_follow_ups(const ProbePlan& plan,
                                             std::span<const Observation> seen) {
  const std::set<TaskId> in_force = tasks_in_force(plan);
  std::map<std::pair<std::string, Cause>, std::set<std::string>> owners;
  std::vector<ProbeTask> tasks;
  for (const Observation& failed : seen) {
    const ProbeTask& task = plan.tasks[failed.task];
    if (!failed.failure || failed.failure->stage != Stage::proxy_connect || !task.route.proxy ||
        !speaks_http(*task.route.proxy) || !has_more_to_say(failed.failure->cause) ||
        task.protocol == Protocol::http || !in_force.contains(task.id)) {
      continue;
    }
    auto& known = owners[{failed.proxy.value_or(""), failed.failure->cause}];
    if (known.size() >= most_per_proxy_cause || !known.insert(owner_domain(task.host)).second) {
      continue;
    }
    tasks.push_back(connect_answer(task, failed));
    const auto address = task.host.empty() ? std::nullopt : address_of(plan, seen, task.host);
    if (address && asks_for_address(failed.failure->cause) && task.protocol == Protocol::https) {
      tasks.push_back(
          by_address(task, *address, {Experiment::by_address, failed.task, failed.path}));
    }
  }
  return tasks;
}

}  // namespace netprobe
