#pragma once

#include <charconv>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// ASCII text helpers, free of locale. The only place for them.

std::string to_lower(std::string_view text);
std::string_view trim(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);
bool starts_with_ignoring_case(std::string_view text, std::string_view prefix);
bool ends_with_ignoring_case(std::string_view text, std::string_view suffix);
bool contains_ignoring_case(std::string_view text, std::string_view part);

/// Pieces between separators, trimmed; empty pieces are left out.
std::vector<std::string> split(std::string_view text, std::string_view separators);

std::string join(std::span<const std::string> parts, std::string_view separator);

/// The whole text as a number in base ten, without sign prefix '+' or blanks; nothing otherwise.
template <typename Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  const auto* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (text.empty() || error != std::errc() || stop != end) {
    return std::nullopt;
  }
  return number;
}

/// Up to `most` candidates that a person may have meant, nearest first (edit distance, letter case
/// and blanks ignored, a candidate that contains the text counting as near).
std::vector<std::string> nearest(std::string_view text, std::span<const std::string> candidates,
                                 std::size_t most = 3);

/// Foreign text made safe for a terminal and for a log: control characters (C0, DEL, C1),
/// bidirectional overrides and invalid UTF-8 become visible escapes such as `\x1b`. Never longer
/// than `limit` bytes (then it ends in `…`).
std::string printable(std::string_view text, std::size_t limit = 2000);

/// The same, kept to valid UTF-8, with no replacement of control characters (JSON escapes those
/// itself).
std::string valid_utf8(std::string_view text);

}  // namespace netprobe
