#pragma once

#include "netprobe/probe/interrupts.h"
#include "proxy/pac.h"

#include <string_view>
#include <vector>

namespace netprobe {

/// Asks the script all questions, in a process of its own, because a script may never return, eat
/// all memory or break the engine (pacparser).
///
/// A problem is a clause: "line 3: SyntaxError: …", "it defines no function FindProxyForURL". The
/// host for which a script does not return is told in its reply, and those after it have none. The
/// engine knows the JavaScript of 2000 (ECMAScript 3).
PacOutcome run_pac_script(std::string_view script, const std::vector<PacQuestion>& questions,
                          const PacSandbox& sandbox, const Interrupts* interrupts);

/// The body of that process: reads its task, says what happens, and ends.
constexpr auto pac_task_name = "pac";
[[noreturn]] void do_pac_task();

}  // namespace netprobe
