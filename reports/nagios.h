#pragma once

#include "netprobe/core/report.h"

#include <string>
#include <string_view>

namespace netprobe {

/// The states of Nagios, Icinga and what else runs its plugins, with their exit statuses.
enum class NagiosState { ok = 0, warning = 1, critical = 2, unknown = 3 };

/// A blocked run is critical, a degraded one a warning, as is a ready one with a warning where that
/// is asked for; one that could not tell is unknown.
NagiosState nagios_state(const Report& report, bool fail_on_warning);

/// The line of a plugin by the Monitoring Plugins' guidelines: the state, the verdict, what to fix
/// first, and performance data.
std::string render_nagios(const Report& report, bool fail_on_warning);

/// The same of a call that came to nothing.
std::string nagios_unknown(std::string_view why);

}  // namespace netprobe
