#pragma once

#include "netprobe/core/diagnosis.h"

#include <string>
#include <string_view>

namespace netprobe {

/// A command for Linux as it is typed on Windows, in PowerShell; "a; b" is two. Empty where Windows
/// has nothing to ask there; a command that is nobody's alone (az, squid) stays as it is.
std::string windows_command(std::string_view command);

/// A finding about a run on Windows: its commands, where its evidence can be looked up, and the
/// sentences that name something which only Linux has.
void say_for_windows(Finding& finding);

}  // namespace netprobe
