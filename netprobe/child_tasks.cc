#include "netprobe/child_tasks.h"

#include "netprobe/probe/child_task.h"
#include "netprobe/run_pac_script.h"

namespace netprobe {

void do_child_task(int argc, char** argv) {
  const auto task = child_task(argc, argv);
  if (!task) {
    return;
  }
  if (*task == pac_task_name) {
    do_pac_task();
  }
  do_probe_task(*task, argc, argv);
}

}  // namespace netprobe
