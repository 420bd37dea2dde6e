#include "netprobe/core/utf16.h"

#include <cstddef>
#include <cstdint>

namespace netprobe {

namespace {

constexpr char32_t replacement = 0xFFFD;
constexpr char32_t first_beyond = 0x10000;
constexpr char32_t first_high = 0xD800;
constexpr char32_t first_low = 0xDC00;
constexpr char32_t past_low = 0xE000;
constexpr char32_t past_all = 0x110000;

bool is_high(char32_t unit) { return unit >= first_high && unit < first_low; }
bool is_low(char32_t unit) { return unit >= first_low && unit < past_low; }

void append_utf8(char32_t point, std::string& out) {
  const auto put = [&out](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0 | point >> 6U);
    put(0x80 | (point & 0x3F));
  } else if (point < first_beyond) {
    put(0xE0 | point >> 12U);
    put(0x80 | (point >> 6U & 0x3F));
    put(0x80 | (point & 0x3F));
  } else {
    put(0xF0 | point >> 18U);
    put(0x80 | (point >> 12U & 0x3F));
    put(0x80 | (point >> 6U & 0x3F));
    put(0x80 | (point & 0x3F));
  }
}

/// How many bytes the character has that begins so; 0: none begins so.
std::size_t length_of(unsigned char first) {
  if (first < 0x80) {
    return 1;
  }
  if (first >= 0xC2 && first < 0xE0) {
    return 2;
  }
  if (first >= 0xE0 && first < 0xF0) {
    return 3;
  }
  return first >= 0xF0 && first < 0xF5 ? 4 : 0;
}

/// Takes one character off the text; what is none is one byte of it.
char32_t take_point(std::string_view& text) {
  const auto byte = [&text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::size_t length = length_of(byte(0));
  static constexpr char32_t least[] = {0, 0, 0x80, 0x800, first_beyond};
  bool good = length > 0 && length <= text.size();
  char32_t point = length == 1 ? byte(0) : byte(0) & (0x7FU >> length);
  for (std::size_t i = 1; good && i < length; ++i) {
    good = (byte(i) & 0xC0U) == 0x80U;
    point = point << 6U | (byte(i) & 0x3FU);
  }
  good = good && point >= least[length] && point < past_all && !is_high(point) && !is_low(point);
  text.remove_prefix(good ? length : 1);
  return good ? point : replacement;
}

template <typename String>
String from_utf8(std::string_view utf8) {
  String out;
  while (!utf8.empty()) {
    const char32_t point = take_point(utf8);
    if (point < first_beyond) {
      out.push_back(static_cast<typename String::value_type>(point));
    } else {
      const char32_t rest = point - first_beyond;
      out.push_back(static_cast<typename String::value_type>(first_high + (rest >> 10U)));
      out.push_back(static_cast<typename String::value_type>(first_low + (rest & 0x3FFU)));
    }
  }
  return out;
}

template <typename View>
std::string to_utf8(View units) {
  std::string out;
  for (std::size_t i = 0; i < units.size(); ++i) {
    const auto unit = static_cast<char32_t>(units[i]);
    const char32_t next = i + 1 < units.size() ? static_cast<char32_t>(units[i + 1]) : U'\0';
    if (is_high(unit) && is_low(next)) {
      append_utf8(first_beyond + ((unit - first_high) << 10U) + (next - first_low), out);
      ++i;
    } else {
      append_utf8(is_high(unit) || is_low(unit) || unit >= past_all ? replacement : unit, out);
    }
  }
  return out;
}

}  // namespace

std::u16string utf16_of(std::string_view utf8) { return from_utf8<std::u16string>(utf8); }
std::wstring wide_of(std::string_view utf8) { return from_utf8<std::wstring>(utf8); }
std::string utf8_of(std::u16string_view utf16) { return to_utf8(utf16); }
std::string utf8_of_wide(std::wstring_view wide) { return to_utf8(wide); }

std::string utf8_of_bytes(std::string_view little_endian) {
  std::u16string units;
  for (std::size_t i = 0; i + 1 < little_endian.size(); i += 2) {
    const auto low = static_cast<unsigned char>(little_endian[i]);
    const auto high = static_cast<unsigned char>(little_endian[i + 1]);
    const auto unit = static_cast<char16_t>(high << 8U | low);
    if (unit == 0) {
      break;
    }
    units.push_back(unit);
  }
  return utf8_of(units);
}

}  // namespace netprobe
