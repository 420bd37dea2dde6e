#include "netprobe/plan/task_list.h"

#include <fmt/format.h>

namespace netprobe {

TaskId TaskList::add(ProbeTask task) {
  const std::string target =
      fmt::format("{} {} {}", task.host, task.address ? task.address->to_string() : "", task.port);
  const auto [first, last] = by_target_.equal_range(target);
  for (auto candidate = first; candidate != last; ++candidate) {
    const ProbeTask& known = tasks_[candidate->second];
    task.id = known.id;
    if (task == known) {
      return known.id;
    }
  }
  task.id = static_cast<TaskId>(tasks_.size());
  by_target_.emplace(target, task.id);
  tasks_.push_back(std::move(task));
  return tasks_.back().id;
}

}  // namespace netprobe
