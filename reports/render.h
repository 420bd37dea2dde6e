#pragma once

#include "netprobe/core/report.h"
#include "netprobe/core/result.h"
#include "reports/text_style.h"

#include <string>
#include <string_view>

namespace netprobe {

/// What a report can be written as; `render` is the table of them.
enum class Format { text, json };

/// The format of that name; the error names the option or the setting that held the word.
Result<Format> parse_format(std::string_view word, std::string_view option);

std::string render(const Report& report, Format format, const TextStyle& style);

}  // namespace netprobe
