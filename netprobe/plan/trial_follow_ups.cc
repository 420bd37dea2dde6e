#include "netprobe/core/domain.h"
#include "netprobe/plan/follow_ups.h"
#include "netprobe/plan/trials.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace netprobe {

namespace {

/// With the rest of the request, one full segment of an Ethernet and a little more: nobody refuses
/// so few bytes, and where they hang too it is no limit on requests.
constexpr int short_padding = 1400;

/// Of a kind, on a route.
constexpr int most_of_a_kind = 2;

class TrialFollowUpPlanner {
 public:
  TrialFollowUpPlanner(const ProbePlan& plan, std::span<const Observation> seen)
      : plan_(plan), seen_(seen) {}

  std::vector<ProbeTask> plan() && {
    for (const Observation& failed : seen_) {
      const ProbeTask& trial = plan_.tasks[failed.task];
      if (trial.is_trial() && failed.failure && is_in_doubt(trial, *failed.failure) &&
          passes_beside(trial, failed) &&
          ++examined_[{*trial.control, failed.proxy.value_or("")}] <= most_of_a_kind) {
        examine(trial, failed);
      }
    }
    return std::move(tasks_);
  }

 private:
  /// Could it be chance, or something else than it looks like? What a proxy, a certificate or a
  /// TLS version says of itself could not.
  static bool is_in_doubt(const ProbeTask& trial, const Failure& failure) {
    return trial.control == ControlKind::upload
               ? failure.cause == Cause::http_timeout
               : failure.cause == Cause::tls_reset || failure.cause == Cause::tls_timeout;
  }

  [[nodiscard]] bool passes_beside(const ProbeTask& trial, const Observation& failed) const {
    return std::any_of(seen_.begin(), seen_.end(), [&](const Observation& other) {
      return trial.varies == other.task && other.outcome == Outcome::ok &&
             (failed.proxy || other.address == failed.address);
    });
  }

  void examine(const ProbeTask& trial, const Observation& failed) {
    add(again(trial, failed, Experiment::repeat));
    if (trial.control == ControlKind::upload) {
      ProbeTask small = again(trial, failed, Experiment::small_segments);
      small.maximum_segment = safe_segment;
      add(std::move(small));
      ProbeTask less = again(trial, failed, Experiment::short_upload);
      less.padding = short_padding;
      add(std::move(less));
    }
    if (trial.control == ControlKind::unlisted_name && !failed.proxy) {
      add_elsewhere(trial, failed);
    }
  }

  static ProbeTask again(const ProbeTask& trial, const Observation& failed, Experiment experiment) {
    ProbeTask task = trial;
    if (!failed.proxy) {
      task.host.clear();
      task.address = failed.address;
    }
    task.expectation = Expectation::verified;
    task.identity = {};
    task.control.reset();
    task.varies.reset();
    task.follow_up = FollowUp{experiment, failed.task, failed.path};
    return task;
  }

  /// The same name at a stranger's address: a filter cuts it there too, a server that knows no such
  /// name of its own does not sit there.
  void add_elsewhere(const ProbeTask& trial, const Observation& failed) {
    const std::string owner = owner_domain(trial.server_name);
    const auto found = std::find_if(seen_.begin(), seen_.end(), [&](const Observation& other) {
      const ProbeTask& task = plan_.tasks[other.task];
      return other.outcome == Outcome::ok && !other.proxy && other.address && !task.is_trial() &&
             other.address->family() == failed.address->family() &&
             other.address != failed.address && other.reached >= Depth::tls &&
             task.port == trial.port && owner_domain(task.host) != owner;
    });
    if (found != seen_.end()) {
      ProbeTask task = again(trial, failed, Experiment::name_elsewhere);
      task.address = found->address;
      add(std::move(task));
    }
  }

  void add(ProbeTask task) {
    task.id = static_cast<TaskId>(plan_.tasks.size() + tasks_.size());
    tasks_.push_back(std::move(task));
  }

  const ProbePlan& plan_;
  std::span<const Observation> seen_;
  std::map<std::pair<ControlKind, std::string>, int> examined_;
  std::vector<ProbeTask> tasks_;
};

}  // namespace

std::vector<ProbeTask> plan_trial_follow_ups(const ProbePlan& plan,
                                             std::span<const Observation> seen) {
  return TrialFollowUpPlanner(plan, seen).plan();
}

}  // namespace netprobe
