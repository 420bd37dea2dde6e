#pragma once

#include "netprobe/core/tags_report.h"
#include "reports/text_style.h"

#include <string>

namespace netprobe {

/// For a terminal of 80 to 120 columns.
std::string tags_text(const TagsReport& report, const TextStyle& style);

/// Schema "netprobe.tags/1" (netprobe.tags.schema.json).
std::string tags_json(const TagsReport& report);

/// One table with a heading (RFC 4180), no notes.
std::string tags_csv(const TagsReport& report);

}  // namespace netprobe
