#include "netprobe/probe/child_task.h"

#include "netprobe/probe/kerberos_task.h"
#include "netprobe/probe/name_service_task.h"

namespace netprobe {

std::optional<std::string_view> child_task(std::span<const std::string> call) {
  std::string_view first = call.size() > 1 ? std::string_view(call[1]) : std::string_view();
  if (!first.starts_with(task_mark)) {
    return std::nullopt;
  }
  first.remove_prefix(task_mark.size());
  return first;
}

void do_probe_task(std::string_view task, std::span<const std::string> call) {
  if (task == program_task) {
    become_program(call);
  }
  if (task == kerberos_task) {
    ask_kerberos();
  }
  if (task == name_service_task) {
    answer_name_question();
  }
}

}  // namespace netprobe
