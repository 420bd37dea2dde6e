#include "reports/json_values.h"

#include "netprobe/core/text.h"
#include "reports/foreign.h"

#include <utility>

namespace netprobe {

Json foreign_text(std::string_view text) { return as_saved(text); }

Json own_text(std::string_view text) { return valid_utf8(text); }

Json text_or_null(std::string_view text) { return text.empty() ? Json() : own_text(text); }

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
