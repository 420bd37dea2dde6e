#include "reports/render.h"

#include "netprobe/core/text.h"
#include "reports/html.h"
#include "reports/json.h"
#include "reports/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <vector>

namespace netprobe {

namespace {

constexpr std::array all_formats = {Format::text, Format::json, Format::html};

}  // namespace

std::string_view name_of(Format format) {
  switch (format) {
    case Format::text:
      return "text";
    case Format::json:
      return "json";
    case Format::html:
      return "html";
  }
  return "";
}

namespace {

Result<Format> parse_one_of(std::string_view word, std::string_view option,
                            std::span<const Format> known) {
  std::vector<std::string> names;
  for (const Format format : known) {
    if (equals_ignoring_case(name_of(format), word)) {
      return format;
    }
    names.emplace_back(name_of(format));
  }
  const std::vector<std::string> near = nearest(word, names, 1);
  return usage_error(fmt::format(
      "{}: found \"{}\", expected one of {}{}", option, printable(word, 200), join(names, ", "),
      near.empty() ? "" : fmt::format(" (did you mean {}?)", near.front())));
}

}  // namespace

Result<Format> parse_format(std::string_view word, std::string_view option) {
  return parse_one_of(word, option, all_formats);
}

Result<Format> parse_text_or_json(std::string_view word, std::string_view option) {
  return parse_one_of(word, option, std::span(all_formats).first<2>());
}

std::string render(const Report& report, Format format, const TextStyle& style) {
  switch (format) {
    case Format::text:
      return render_text(report, style);
    case Format::json:
      return render_json(report, style.indent);
    case Format::html:
      return write_html(report);
  }
  return "";
}

}  // namespace netprobe
