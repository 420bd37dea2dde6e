#pragma once

#include "proxy/pac.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// What the process is told that runs a script. It knows nothing else: no proxy, no password.
struct PacTask {
  std::string script;
  std::vector<PacQuestion> questions;
  PacSandbox sandbox;
};

std::string pac_task_text(const PacTask& task);

/// The same read back; nothing where the text is no such task, whole and in order.
std::optional<PacTask> read_pac_task(std::string_view text);

}  // namespace netprobe
