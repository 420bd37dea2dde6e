#include "netprobe/plan/name_follow_ups.h"

#include "netprobe/core/name_answers.h"

#include <algorithm>
#include <string>
#include <utility>

namespace netprobe {

namespace {

constexpr std::size_t most = 8;

bool can_be_tried(const IpAddress& address) {
  return !address.is_unspecified() && !address.is_multicast();
}

/// Has the run itself been there, directly, for that name?
bool was_tried(const ProbePlan& plan, std::span<const Observation> seen, const std::string& host,
               const IpAddress& address) {
  return std::any_of(seen.begin(), seen.end(), [&](const Observation& one) {
    return one.address == address && one.route == RouteKind::direct && !one.follow_up &&
           plan.tasks[one.task].host == host && !is_name_control(plan.tasks[one.task]);
  });
}

/// The task of a control, made to the address that was given to it.
ProbeTask attempt_at(const ProbePlan& plan, const Observation& control, const IpAddress& address) {
  ProbeTask task = plan.tasks[control.task];
  const bool by_system = task.control == ControlKind::name_service;
  task.follow_up = FollowUp{by_system ? Experiment::name_service : Experiment::other_resolver,
                            control.task, control.path};
  task.server_name = task.server_name.empty() ? task.host : task.server_name;
  task.host.clear();
  task.address = address;
  task.control.reset();
  task.dns_server.clear();
  task.by_name_service = false;
  task.depth = std::min(plan.depth, task.protocol == Protocol::https ? Depth::tls : Depth::tcp);
  return task;
}

}  // namespace

std::vector<ProbeTask> plan_name_follow_ups(const ProbePlan& plan,
                                            std::span<const Observation> seen) {
  std::vector<ProbeTask> tasks;
  for (const NameDifference& difference : name_differences(plan, seen)) {
    const auto address = address_to_try(*difference.control);
    const std::string& host = plan.tasks[difference.control->task].host;
    const bool is_wanted = plan.depth != Depth::dns && address && can_be_tried(*address) &&
                           !was_tried(plan, seen, host, *address) && tasks.size() < most;
    if (!is_wanted) {
      continue;
    }
    ProbeTask task = attempt_at(plan, *difference.control, *address);
    tasks.push_back(std::move(task));
  }
  return tasks;
}

}  // namespace netprobe
