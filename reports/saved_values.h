#pragma once

#include "netprobe/core/address.h"
#include "netprobe/core/json_reader.h"
#include "netprobe/core/time.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// Members of a saved report. null and a missing key leave what is there; any other kind of value
/// than the expected one is a problem of the file.

inline bool is_set(const JsonReader& json, const std::string& key) {
  return json.has(key) && !json.value().at(key).is_null();
}

inline void take(JsonReader& json, const std::string& key, std::string& into) {
  if (is_set(json, key)) {
    json.read(key, into);
  }
}

inline void take(JsonReader& json, const std::string& key, bool& into) {
  if (is_set(json, key)) {
    json.read(key, into);
  }
}

inline void take(JsonReader& json, const std::string& key, std::vector<std::string>& into) {
  if (is_set(json, key)) {
    json.read(key, into);
  }
}

template <typename Number>
void take_number(JsonReader& json, const std::string& key, Number& into) {
  if (!is_set(json, key)) {
    return;
  }
  JsonReader found = json.member(key);
  const bool whole = found.value().is_number_integer();
  const auto number = whole ? found.value().get<std::int64_t>() : std::int64_t{-1};
  const bool fits = whole && std::in_range<Number>(number);
  if (!fits) {
    found.expected("a whole number");
    return;
  }
  into = static_cast<Number>(number);
}

template <typename Value>
void take(JsonReader& json, const std::string& key, std::optional<Value>& into) {
  if (is_set(json, key)) {
    into.emplace();
    if constexpr (std::is_same_v<Value, bool> || std::is_same_v<Value, std::string>) {
      take(json, key, *into);
    } else {
      take_number(json, key, *into);
    }
  }
}

/// One of the words of an enum, whose values go from 0 to `last`.
template <typename Enum>
void take_word(JsonReader& json, const std::string& key, Enum& into, Enum last) {
  if (!is_set(json, key)) {
    return;
  }
  JsonReader found = json.member(key);
  std::string word;
  json.read(key, word);
  for (int value = 0; value <= static_cast<int>(last); ++value) {
    if (name_of(static_cast<Enum>(value)) == word) {
      into = static_cast<Enum>(value);
      return;
    }
  }
  found.expected("a word of the schema");
}

template <typename Enum>
void take_word(JsonReader& json, const std::string& key, std::optional<Enum>& into, Enum last) {
  if (is_set(json, key)) {
    into.emplace();
    take_word(json, key, *into, last);
  }
}

template <typename Enum>
void take_words(JsonReader& json, const std::string& key, std::vector<Enum>& into, Enum last) {
  if (!is_set(json, key)) {
    return;
  }
  json.for_each(key, [&](JsonReader item) {
    for (int value = 0; value <= static_cast<int>(last); ++value) {
      if (item.value().is_string() &&
          name_of(static_cast<Enum>(value)) == item.value().get_ref<const std::string&>()) {
        into.push_back(static_cast<Enum>(value));
        return;
      }
    }
    item.expected("a word of the schema");
  });
}

void take(JsonReader& json, const std::string& key, std::optional<IpAddress>& into);
void take(JsonReader& json, const std::string& key, std::vector<IpAddress>& into);
void take(JsonReader& json, const std::string& key, std::optional<Micros>& into);
void take(JsonReader& json, const std::string& key, WallTime& into);
void take(JsonReader& json, const std::string& key, std::optional<WallTime>& into);

}  // namespace netprobe
