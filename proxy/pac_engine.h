#pragma once

#include "proxy/pac_task.h"

#include <functional>
#include <string_view>

namespace netprobe {

using PacWriter = std::function<void(std::string_view)>;

/// Runs the script by pacparser, here and without a limit, and writes records of what happens. It
/// is to be called in a process of its own: pacparser keeps its state in variables of the library,
/// and looks names up while everything else waits.
void answer_pac_questions(const PacTask& task, const PacWriter& write);

}  // namespace netprobe
