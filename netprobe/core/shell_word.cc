#include "netprobe/core/shell_word.h"

#include <algorithm>

namespace netprobe {

std::string shell_word(std::string_view text) {
  const auto is_harmless = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_./:,").find(c) != std::string_view::npos;
  };
  if (!text.empty() && !text.starts_with('-') &&
      std::all_of(text.begin(), text.end(), is_harmless)) {
    return std::string(text);
  }
  std::string word = "'";
  for (const char c : text) {
    word += c == '\'' ? std::string(R"('\'')") : std::string(1, c);
  }
  return word + "'";
}

}  // namespace netprobe
