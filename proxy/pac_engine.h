#pragma once

#include "proxy/child_process.h"
#include "proxy/pac.h"

#include <string>
#include <vector>

namespace netprobe {

/// Runs the script by pacparser, here and without a limit, and writes records of what happens. It
/// is to be called in a process of its own: pacparser keeps its state in variables of the library,
/// and looks names up while everything else waits.
void ask_pac_script(const std::string& script, const std::vector<PacQuestion>& questions,
                    const PacSandbox& sandbox, const ChildWriter& write);

}  // namespace netprobe
