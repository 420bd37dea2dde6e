#pragma once

#include "netprobe/core/report.h"
#include "netprobe/core/result.h"
#include "reports/text_style.h"

#include <span>
#include <string>
#include <string_view>

namespace netprobe {

/// What a report can be written as. `--format`, `--report` and `report convert` take the same
/// words.
enum class Format { text, json, html, ndjson, junit, sarif, csv, markdown, prometheus, nagios };

/// A row of the one table of formats: what options, errors, help and completions know of them.
struct FormatRow {
  Format format = Format::text;
  std::string_view name;
  std::string_view media_type;
  std::string_view purpose;  ///< for whom it is, within two lines of help
  /// The bytes, with a line end at the end. Whatever the report holds of other people's making is
  /// harmless in them; they depend on nothing but what a saved report has.
  std::string (*write)(const Report&, const TextStyle&) = nullptr;
};

/// All of them, in the order in which people are told of them.
std::span<const FormatRow> all_formats();

std::string_view name_of(Format format);

/// "text, json, …", for the help of options.
std::string format_names();

/// The format of that name, in any letter case. The error names the option or setting that held the
/// word, repeats the word, lists the formats that exist, and says which one may have been meant.
Result<Format> parse_format(std::string_view word, std::string_view option);

/// The same for a document that is no report of a run: there is text for people and JSON for
/// programs, and any other format is refused.
Result<Format> parse_text_or_json(std::string_view word, std::string_view option);

/// The bytes of the report. Only text heeds the style, JSON its `indent`, and nagios its
/// `fail_on_warning`.
std::string render(const Report& report, Format format, const TextStyle& style);

}  // namespace netprobe
