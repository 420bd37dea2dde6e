#pragma once

#include "netprobe/core/report.h"

#include <string>

namespace netprobe {

/// The report for a ticket (GitHub, Jira): the verdict, the findings with their fixes, the rows.
/// Nothing in it is markup, a link or a name that is called unless it is ours.
std::string render_markdown(const Report& report);

}  // namespace netprobe
