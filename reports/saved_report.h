#pragma once

#include "netprobe/core/report.h"
#include "netprobe/core/result.h"

#include <string_view>

namespace netprobe {

/// A JSON report of `netprobe check` (schema netprobe.report/1), read back: everything that a
/// renderer shows and that the diagnosis rests on, so that judging it again gives the same
/// findings. Lost is what neither needs: bodies, most headers, the identity that was expected.
///
/// The file is hostile like any other. The error names the file, the JSON pointer, what was found
/// there and what was expected; a report of another schema, or of a version that saved no plan, is
/// one.
Result<Report> read_report(std::string_view text, std::string_view file);

}  // namespace netprobe
