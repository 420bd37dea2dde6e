#pragma once

#include "netprobe/core/address.h"
#include "netprobe/core/time.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// Keeps the keys in the order in which they are written.
using Json = nlohmann::ordered_json;

/// A text that may be long because somebody else wrote it: cut, and marked where it was.
Json foreign_text(std::string_view text);

/// Our own text, in which words of others may stand: whole, and UTF-8 whatever they were.
Json own_text(std::string_view text);

/// The same. Empty means that there is nothing to say: null.
Json text_or_null(std::string_view text);

/// Milliseconds: whole where they are, with at most three decimals where not.
Json milliseconds(Micros time);

/// RFC 3339, UTC.
Json moment(WallTime time);

inline Json value_of(const std::string& text) { return foreign_text(text); }
inline Json value_of(const IpAddress& address) { return address.to_string(); }
inline Json value_of(Micros time) { return milliseconds(time); }
inline Json value_of(WallTime time) { return moment(time); }
inline Json value_of(bool truth) { return truth; }
inline Json value_of(int number) { return number; }
inline Json value_of(std::uint32_t number) { return number; }

/// null when there is none.
template <typename Value>
Json value_or_null(const std::optional<Value>& value) {
  return value ? value_of(*value) : Json();
}

/// The word of the contract, or null.
template <typename Enum>
Json name_or_null(const std::optional<Enum>& value) {
  return value ? Json(name_of(*value)) : Json();
}

/// Gives the member, unless it has nothing to say: null, false, an empty list.
void say(Json& out, const char* key, Json value);

/// A list of what `convert` makes of each element.
template <typename List, typename Convert>
Json list_of(const List& list, Convert convert) {
  Json out = Json::array();
  for (const auto& element : list) {
    out.push_back(convert(element));
  }
  return out;
}

}  // namespace netprobe
