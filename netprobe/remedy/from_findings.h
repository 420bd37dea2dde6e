#pragma once

#include "netprobe/core/report.h"
#include "netprobe/remedy/allow_list.h"
#include "netprobe/remedy/syntax.h"

namespace netprobe {

/// What the error findings of a report need from the owner of that syntax: the required rows that
/// they affect and nothing else (with `optional_too`, the optional ones as well). Every required
/// row that is not reachable is in the list or among what is left out; what the syntax cannot say
/// is left out too. The report is hostile: names that DNS could not hold and addresses that nobody
/// means are not taken over.
AllowList from_findings(const Report& report, Syntax syntax, bool optional_too);

}  // namespace netprobe
