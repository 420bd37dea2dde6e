#include "reports/render.h"

#include "reports/json.h"
#include "reports/text.h"

#include <fmt/format.h>

namespace netprobe {

Result<Format> parse_format(std::string_view word, std::string_view option) {
  if (word == "text") {
    return Format::text;
  }
  if (word == "json") {
    return Format::json;
  }
  return usage_error(fmt::format("{}: found \"{}\", expected one of text, json", option, word));
}

std::string render(const Report& report, Format format, const TextStyle& style) {
  switch (format) {
    case Format::text:
      return render_text(report, style);
    case Format::json:
      return render_json(report);
  }
  return "";
}

}  // namespace netprobe
