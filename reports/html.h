#pragma once

#include "netprobe/core/report.h"

#include <string>

namespace netprobe {

/// The report as one page that needs nothing else: no script, nothing loaded from anywhere,
/// readable on a telephone, on paper and aloud. Whatever comes from outside is escaped by the
/// template library, after `html_text` has made it harmless to a reader.
std::string write_html(const Report& report);

}  // namespace netprobe
