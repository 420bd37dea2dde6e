#include "netprobe/plan/follow_ups.h"

#include "netprobe/core/domain.h"
#include "netprobe/plan/failures.h"
#include "netprobe/plan/name_follow_ups.h"
#include "netprobe/plan/proxy_follow_ups.h"
#include "netprobe/plan/trials.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace netprobe {

namespace {

constexpr std::array<std::uint16_t, 3> other_ports = {80, 443, 8443};

constexpr std::size_t most_resolvers = 3;

/// A connect is one packet, and cheap to repeat: how many of them fail tells a rule from loss.
constexpr int connect_repeats = 2;

/// The failed attempt again, at the very address where it failed.
ProbeTask at_same_address(const Failures& failures, const Observation& failed, Depth depth,
                          Experiment experiment) {
  ProbeTask task = failures.task_of(failed);
  task.server_name = failures.name_of(failed);
  task.host.clear();
  task.address = failed.address;
  task.depth = std::min(task.depth, depth);
  task.expectation = Expectation::verified;
  task.identity = {};
  task.comparison = false;
  task.control.reset();
  task.follow_up = FollowUp{experiment, failed.task, failed.path};
  return task;
}

class Planner {
 public:
  Planner(const ProbePlan& plan, std::span<const Observation> seen,
          std::span<const std::string> resolvers)
      : plan_(plan),
        failures_(plan, seen),
        resolvers_(resolvers.first(std::min(most_resolvers, resolvers.size()))) {}

  std::vector<ProbeTask> plan() && {
    for (const Observation* failed : failures_.chosen()) {
      if (failed->address) {
        add_for(*failed);
      } else if (failed->failure->stage == Stage::dns && !failures_.task_of(*failed).host.empty()) {
        add_resolvers(*failed);
      }
    }
    for (const Observation* silent : failures_.silent_samples()) {
      add_hops(*silent);
    }
    return std::move(tasks_);
  }

 private:
  void add_for(const Observation& failed) {
    switch (failed.failure->cause) {
      case Cause::tcp_timeout:
      case Cause::tcp_reset:
        for (int repeat = 0; repeat < connect_repeats; ++repeat) {
          add_repeat(failed, Depth::tcp);
        }
        add_other_ports(failed);
        add_hops(failed);
        break;
      case Cause::tls_timeout:
        add_repeat(failed, Depth::tls);
        add_small_segments(failed);
        add_names(failed);
        break;
      case Cause::tls_reset:
        add_repeat(failed, Depth::tls);
        add_names(failed);
        break;
      case Cause::tcp_unreachable:
      case Cause::tcp_prohibited:
        add_other_ports(failed);
        break;
      case Cause::http_timeout:
      case Cause::http_reset:
        add_repeat(failed, Depth::http);
        break;
      default:
        break;
    }
  }

  void add(ProbeTask task) {
    task.id = static_cast<TaskId>(plan_.tasks.size() + tasks_.size());
    tasks_.push_back(std::move(task));
  }

  void add_repeat(const Observation& failed, Depth depth) {
    add(at_same_address(failures_, failed, depth, Experiment::repeat));
  }

  /// What does each server say by itself, and is it UDP or TCP that is in the way? And what would
  /// a program be told, which asks the system's name service and not one server?
  void add_resolvers(const Observation& failed) {
    if (plan_.resolvers.empty()) {
      ProbeTask task = at_same_address(failures_, failed, Depth::dns, Experiment::name_service);
      task.host = failures_.task_of(failed).host;
      task.by_name_service = true;
      add(std::move(task));
    }
    for (const std::string& server : resolvers_) {
      for (const bool over_tcp : {false, true}) {
        ProbeTask task = at_same_address(failures_, failed, Depth::dns, Experiment::other_resolver);
        task.host = failures_.task_of(failed).host;
        task.dns_server = server;
        task.dns_over_tcp = over_tcp;
        add(std::move(task));
      }
    }
  }

  void add_other_ports(const Observation& failed) {
    for (const std::uint16_t port : other_ports) {
      ProbeTask task = at_same_address(failures_, failed, Depth::tcp, Experiment::other_port);
      if (std::exchange(task.port, port) != port) {
        add(std::move(task));
      }
    }
  }

  void add_small_segments(const Observation& failed) {
    ProbeTask task = at_same_address(failures_, failed, Depth::tls, Experiment::small_segments);
    task.maximum_segment = safe_segment;
    add(std::move(task));
  }

  /// Is it the name, or the address? A name that works elsewhere is tried here, and this one there.
  void add_names(const Observation& failed) {
    const std::string name = failures_.name_of(failed);
    ProbeTask other = at_same_address(failures_, failed, Depth::tls, Experiment::other_name);
    const Observation* const passing =
        failures_.passing(Depth::tls, failed.address->family(), other.port, owner_domain(name));
    other.server_name = passing != nullptr ? failures_.name_of(*passing) : control_name();
    if (!other.server_name.empty() && other.server_name != name) {
      add(std::move(other));
    }
    ProbeTask nameless = at_same_address(failures_, failed, Depth::tls, Experiment::no_name);
    nameless.server_name.clear();
    add(std::move(nameless));
    if (passing != nullptr && !name.empty()) {
      ProbeTask elsewhere =
          at_same_address(failures_, failed, Depth::tls, Experiment::name_elsewhere);
      elsewhere.address = passing->address;
      add(std::move(elsewhere));
    }
  }

  [[nodiscard]] std::string control_name() const {
    const auto control = std::find_if(
        plan_.tasks.begin(), plan_.tasks.end(),
        [](const ProbeTask& task) { return task.control == ControlKind::unrelated_host; });
    return control == plan_.tasks.end() ? std::string() : control->host;
  }

  /// How far do packets get, towards the address that is silent and towards one that works?
  void add_hops(const Observation& failed) {
    add_hop_limits(failed, Experiment::hop);
    const Observation* const passing =
        failures_.passing(Depth::tcp, failed.address->family(), failures_.task_of(failed).port, "");
    if (passing != nullptr && traced_.insert(failed.address->family()).second) {
      add_hop_limits(*passing, Experiment::passing_hop);
    }
  }

  void add_hop_limits(const Observation& seen, Experiment experiment) {
    for (int hop = 1; hop <= most_hops; ++hop) {
      ProbeTask task = at_same_address(failures_, seen, Depth::tcp, experiment);
      task.hop_limit = hop;
      add(std::move(task));
    }
  }

  const ProbePlan& plan_;
  Failures failures_;
  std::span<const std::string> resolvers_;
  std::vector<ProbeTask> tasks_;
  std::set<Family> traced_;  ///< families whose passing path was measured
};

}  // namespace

std::vector<ProbeTask> plan_follow_ups(const ProbePlan& plan, std::span<const Observation> seen,
                                       std::span<const std::string> resolvers) {
  std::vector<ProbeTask> tasks = Planner(plan, seen, resolvers).plan();
  for (ProbeTask& task : plan_proxy_follow_ups(plan, seen)) {
    task.id = static_cast<TaskId>(plan.tasks.size() + tasks.size());
    tasks.push_back(std::move(task));
  }
  for (ProbeTask& task : plan_name_follow_ups(plan, seen)) {
    task.id = static_cast<TaskId>(plan.tasks.size() + tasks.size());
    tasks.push_back(std::move(task));
  }
  for (ProbeTask& task : plan_trial_follow_ups(plan, seen)) {
    task.id = static_cast<TaskId>(plan.tasks.size() + tasks.size());
    tasks.push_back(std::move(task));
  }
  return tasks;
}

}  // namespace netprobe
