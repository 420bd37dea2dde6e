#pragma once

#include "netprobe/core/plan.h"

#include <map>
#include <string>
#include <vector>

namespace netprobe {

/// The tasks of a plan under construction. Adding an equal task again gives the first one's id, so
/// that rows share attempts instead of repeating them.
class TaskList {
 public:
  /// `task.id` is set here.
  TaskId add(ProbeTask task);
  [[nodiscard]] std::vector<ProbeTask> take() && { return std::move(tasks_); }

 private:
  std::vector<ProbeTask> tasks_;
  std::multimap<std::string, TaskId>
      by_target_;  // finds candidates without comparing with every task
};

}  // namespace netprobe
