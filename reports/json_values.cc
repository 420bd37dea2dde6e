#include "reports/json_values.h"

#include <utility>

namespace netprobe {

Json foreign_text(std::string_view text) {
  constexpr std::size_t longest = 4096;
  if (text.size() <= longest) {
    return std::string(text);
  }
  // A character that the cut splits becomes U+FFFD when the document is written.
  return std::string(text.substr(0, longest)) + "…";
}

Json text_or_null(std::string_view text) { return text.empty() ? Json() : Json(std::string(text)); }

Json milliseconds(Micros time) {
  const auto count = time.count();
  return count % 1000 == 0 ? Json(count / 1000) : Json(static_cast<double>(count) / 1000.0);
}

Json moment(WallTime time) { return format_rfc3339(time); }

void say(Json& out, const char* key, Json value) {
  const bool is_silent = value.is_null() || value == false || (value.is_array() && value.empty());
  if (!is_silent) {
    out[key] = std::move(value);
  }
}

}  // namespace netprobe
