#include "netprobe/diagnosis/uploads.h"

#include <algorithm>

namespace netprobe {

namespace {

/// One address of each family has a trial, which stands for the others. A proxy's are all one.
std::optional<Family> family_of(const Observation& seen) {
  return seen.proxy || !seen.address ? std::nullopt : std::optional(seen.address->family());
}

/// What those of the trials that were examined say, where they agree.
std::optional<bool> common_answer(const Attempts& attempts, const Experiments& experiments,
                                  const std::vector<AttemptIndex>& trials, Experiment kind) {
  std::optional<bool> common;
  for (const AttemptIndex trial : trials) {
    const auto own = experiments.answered(attempts[trial], kind);
    if (own && common && *own != *common) {
      return std::nullopt;
    }
    common = own ? own : common;
  }
  return common;
}

}  // namespace

const Observation* passed_beside(const Attempts& attempts, const Observation& trial) {
  const ProbeTask* const task = attempts.task_of(trial);
  if (task == nullptr || !task->varies) {
    return nullptr;
  }
  for (const AttemptIndex index : attempts.of(*task->varies)) {
    const Observation& other = attempts[index];
    if (is_ok(other) && (trial.proxy || other.address == trial.address)) {
      return &other;
    }
  }
  return nullptr;
}

bool is_same_way(const ProbeTask& one, const ProbeTask& other) {
  return one.host == other.host && one.port == other.port && one.route == other.route;
}

bool is_varied_by(const Attempts& attempts, const RowProbe& probe, const ProbeTask& trial) {
  const std::vector<ProbeTask>& tasks = attempts.plan().tasks;
  return trial.varies && *trial.varies < tasks.size() &&
         std::any_of(probe.tasks.begin(), probe.tasks.end(), [&](TaskId id) {
           return id < tasks.size() && is_same_way(tasks[id], tasks[*trial.varies]);
         });
}

Uploads::Uploads(const Attempts& attempts, const Experiments& experiments) : attempts_(attempts) {
  const std::vector<Observation>& all = attempts.all();
  for (AttemptIndex index = 0; index < all.size(); ++index) {
    const ProbeTask* const task = attempts.task_of(all[index]);
    if (task != nullptr && task->control == ControlKind::upload &&
        failed_with(all[index], Cause::http_timeout) &&
        passed_beside(attempts, all[index]) != nullptr) {
      hung_.push_back(index);
    }
  }
  judge(attempts, experiments);
}

void Uploads::judge(const Attempts& attempts, const Experiments& experiments) {
  std::map<WayOut, std::vector<AttemptIndex>> trials;
  for (const AttemptIndex index : hung_) {
    trials[way_out_of(attempts[index])].push_back(index);
  }
  for (const auto& [way, hung] : trials) {
    const auto said = [&, &those = hung](Experiment kind) {
      return common_answer(attempts, experiments, those, kind);
    };
    const bool passes_again = std::any_of(hung.begin(), hung.end(), [&](AttemptIndex trial) {
      return experiments.answered(attempts[trial], Experiment::repeat) == true;
    });
    End& end = ends_[way];
    end = passes_again ? End::none : End::undecided;
    if (said(Experiment::repeat) != false) {
      continue;
    }
    const bool by_proxy = way.first != RouteKind::direct;
    // A proxy now and then passes on small what it read small: one that hung tells that the packets
    // do not vanish on the way to the proxy, where all would pass.
    const bool any_small_hung = std::any_of(hung.begin(), hung.end(), [&](AttemptIndex trial) {
      return experiments.answered(attempts[trial], Experiment::small_segments) == false;
    });
    const auto small_passes = said(Experiment::small_segments);
    const auto short_passes = said(Experiment::short_upload);
    if (small_passes == true) {
      end = End::near;
    } else if ((by_proxy ? any_small_hung : small_passes == false) && short_passes) {
      end = *short_passes ? End::too_long : by_proxy ? End::behind : End::everywhere;
    }
  }
}

std::optional<AttemptIndex> Uploads::hung(const Observation& passed) const {
  const End end = end_of(passed);
  if (end != End::near && end != End::behind) {
    return std::nullopt;
  }
  const ProbeTask* const task = attempts_.get().task_of(passed);
  const auto found = std::find_if(hung_.begin(), hung_.end(), [&](AttemptIndex index) {
    const Observation& trial = attempts_.get()[index];
    return task != nullptr && family_of(trial) == family_of(passed) &&
           is_same_way(*attempts_.get().task_of(trial), *task);
  });
  return found == hung_.end() ? std::nullopt : std::optional(*found);
}

Uploads::End Uploads::end_of(const Observation& trial) const {
  const auto found = ends_.find(way_out_of(trial));
  return found == ends_.end() ? End::none : found->second;
}

}  // namespace netprobe
