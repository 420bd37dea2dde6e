#include "netprobe/plan/task_list.h"

#include <fmt/format.h>

namespace netprobe {

TaskId TaskList::add(ProbeTask task) {
  const std::string target =
      fmt::format("{} {} {}", task.host, task.address ? task.address->to_string() : "", task.port);
  const bool asked_for_comparison = task.comparison;
  const auto [first, last] = by_target_.equal_range(target);
  for (auto candidate = first; candidate != last; ++candidate) {
    ProbeTask& known = tasks_[candidate->second];
    const bool comparison = asked_for_comparison && known.comparison;
    task.id = known.id;
    task.comparison = known.comparison;
    if (task == known) {
      known.comparison = comparison;  // who needs the answer waits for it
      return known.id;
    }
  }
  task.comparison = asked_for_comparison;
  task.id = static_cast<TaskId>(tasks_.size());
  by_target_.emplace(target, task.id);
  tasks_.push_back(std::move(task));
  return tasks_.back().id;
}

}  // namespace netprobe
