#include "netprobe/child_tasks.h"

#include "netprobe/probe/child_task.h"
#include "netprobe/run_pac_script.h"

namespace netprobe {

void do_child_task(std::span<const std::string> words) {
  const auto task = child_task(words);
  if (!task) {
    return;
  }
  if (*task == pac_task_name) {
    do_pac_task();
  }
  do_probe_task(*task, words);
}

}  // namespace netprobe
