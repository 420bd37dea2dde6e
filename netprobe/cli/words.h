#pragma once

#include "netprobe/core/result.h"
#include "netprobe/core/text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// "--cloud: found "moon", expected public, usgov or china (near: …)".
inline tl::unexpected<Error> unexpected_word(std::string_view option, std::string_view found,
                                             const std::vector<std::string>& expected) {
  const auto close_by = nearest(found, expected);
  return usage_error(
      fmt::format("{}: found \"{}\", expected one of {}{}", option, printable(found, 100),
                  fmt::join(expected, ", "),
                  close_by.empty() ? "" : fmt::format("; did you mean {}?", close_by.front())));
}

/// A word of a closed list, or the error above.
template <typename Value>
Result<Value> choose(std::string_view option, std::string_view found,
                     const std::vector<std::pair<std::string, Value>>& choices) {
  std::vector<std::string> words;
  for (const auto& [word, value] : choices) {
    if (equals_ignoring_case(word, found)) {
      return value;
    }
    words.push_back(word);
  }
  return unexpected_word(option, found, words);
}

}  // namespace netprobe
