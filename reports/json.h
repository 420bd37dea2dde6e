#pragma once

#include "netprobe/core/report.h"

#include <string>

namespace netprobe {

/// The report in schema "netprobe.report/1" (reports/netprobe.report.schema.json), a line end at
/// the end; `indented` by two spaces a level for people, or on one line for programs. The keys of
/// the contract are always there; what is not known is null, and a list of what did not happen is
/// empty. A certificate stands in the report once. The output is ASCII, whatever a server or a file
/// put into the values (bytes that are not UTF-8 become U+FFFD), so it can neither drive a terminal
/// nor be garbled by a pipe that assumes another encoding. Texts of other people's making are cut
/// at 4096 bytes.
std::string render_json(const Report& report, bool indented = true);

}  // namespace netprobe
