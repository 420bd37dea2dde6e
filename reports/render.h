#pragma once

#include "netprobe/core/report.h"
#include "netprobe/core/result.h"
#include "reports/text_style.h"

#include <string>
#include <string_view>

namespace netprobe {

/// What a report can be written as. `--format` and `--report` take the same words.
enum class Format { text, json, html };

std::string_view name_of(Format format);

/// The format of that name, in any letter case. The error names the option or setting that held the
/// word, repeats the word, lists the formats that exist, and says which one may have been meant.
Result<Format> parse_format(std::string_view word, std::string_view option);

/// The same for a document that is no report of a run: there is text for people and JSON for
/// programs, and any other format is refused.
Result<Format> parse_text_or_json(std::string_view word, std::string_view option);

/// The bytes of the report, with a line end at the end. JSON heeds nothing of the
/// style but `indent`, HTML nothing at all.
std::string render(const Report& report, Format format, const TextStyle& style);

}  // namespace netprobe
