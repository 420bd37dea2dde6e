#include "reports/layout.h"

#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace netprobe {

namespace {

bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80U; }

/// The first character of valid UTF-8: its bytes.
std::string_view first_character(std::string_view text) {
  std::size_t length = 1;
  while (length < text.size() && continues(text[length])) {
    ++length;
  }
  return text.substr(0, length);
}

char32_t value_of(std::string_view character) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
  if (character.size() == 1) {
    return byte(0);
  }
  char32_t value = byte(0) & (0x7fU >> character.size());
  for (std::size_t i = 1; i < character.size(); ++i) {
    value = (value << 6U) | (byte(i) & 0x3fU);
  }
  return value;
}

struct Span {
  char32_t first, last;
};

/// The blocks that terminals show two columns wide (Unicode TR 11, in the coarse).
constexpr std::array<Span, 10> wide_blocks = {{{0x1100, 0x115f},
                                               {0x2e80, 0x303e},
                                               {0x3041, 0xa4cf},
                                               {0xac00, 0xd7a3},
                                               {0xf900, 0xfaff},
                                               {0xfe30, 0xfe6f},
                                               {0xff00, 0xff60},
                                               {0xffe0, 0xffe6},
                                               {0x1f300, 0x1faff},
                                               {0x20000, 0x3fffd}}};

std::size_t columns_of_character(std::string_view character) {
  const char32_t value = value_of(character);
  const auto holds = [&](const Span& span) { return value >= span.first && value <= span.last; };
  if (value >= 0x300 && value <= 0x36f) {
    return 0;
  }
  return std::any_of(wide_blocks.begin(), wide_blocks.end(), holds) ? 2 : 1;
}

/// The longest front of the text that fits, and at least one character.
std::string_view front_of(std::string_view text, std::size_t columns) {
  std::size_t bytes = 0;
  std::size_t taken = 0;
  while (bytes < text.size()) {
    const std::string_view character = first_character(text.substr(bytes));
    taken += columns_of_character(character);
    if (taken > columns && bytes > 0) {
      break;
    }
    bytes += character.size();
  }
  return text.substr(0, bytes);
}

/// The end of the text from the first character after which no more than so many columns follow.
std::string_view back_of(std::string_view text, std::size_t columns) {
  while (!text.empty() && columns_of(text) > columns) {
    text.remove_prefix(first_character(text).size());
  }
  return text;
}

std::string ascii_for(std::string_view character) {
  struct Spelling {
    std::string_view unicode, ascii;
  };
  static constexpr std::array<Spelling, 14> spellings = {{{"…", "..."},
                                                          {"–", "-"},
                                                          {"—", "-"},
                                                          {"·", "-"},
                                                          {"‘", "'"},
                                                          {"’", "'"},
                                                          {"“", "\""},
                                                          {"”", "\""},
                                                          {"×", "x"},
                                                          {"→", "->"},
                                                          {"≤", "<="},
                                                          {"≥", ">="},
                                                          {"✓", "OK"},
                                                          {"✗", "FAIL"}}};
  const auto* const found =
      std::find_if(spellings.begin(), spellings.end(),
                   [&](const Spelling& spelling) { return spelling.unicode == character; });
  return found == spellings.end()
             ? fmt::format("\\u{:04x}", static_cast<unsigned>(value_of(character)))
             : std::string(found->ascii);
}

std::string_view escape_of(Paint paint) {
  switch (paint) {
    case Paint::none:
      return "";
    case Paint::bold:
      return "\x1b[1m";
    case Paint::red:
      return "\x1b[1;31m";
    case Paint::green:
      return "\x1b[32m";
    case Paint::yellow:
      return "\x1b[33m";
    case Paint::dim:
      return "\x1b[2m";
  }
  return "";
}

std::string blanks(std::size_t count) { return std::string(count, ' '); }

}  // namespace

std::string_view sign(const TextStyle& style, std::string_view unicode, std::string_view ascii) {
  return style.unicode ? unicode : ascii;
}

std::string shown(std::string_view text, const TextStyle& style, std::size_t limit) {
  // As a saved report has it, or the same report would read otherwise from there. What lies beyond
  // the limit is cut all the same, so it need not be looked at.
  std::string safe = printable(valid_utf8(text.substr(0, limit + 4)), limit);
  if (style.unicode) {
    return safe;
  }
  std::string out;
  for (std::string_view rest = safe; !rest.empty();) {
    const std::string_view character = first_character(rest);
    out += character.size() == 1 ? std::string(character) : ascii_for(character);
    rest.remove_prefix(character.size());
  }
  return out;
}

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const std::string_view character = first_character(text);
    columns += columns_of_character(character);
    text.remove_prefix(character.size());
  }
  return columns;
}

std::string padded(std::string_view text, std::size_t columns) {
  const std::size_t taken = columns_of(text);
  return std::string(text) + blanks(taken < columns ? columns - taken : 0);
}

std::string right_aligned(std::string_view text, std::size_t columns) {
  const std::size_t taken = columns_of(text);
  return blanks(taken < columns ? columns - taken : 0) + std::string(text);
}

std::string shortened(std::string_view text, std::size_t columns, const TextStyle& style) {
  const std::string_view gap = sign(style, "…", "...");
  if (columns_of(text) <= columns || columns <= columns_of(gap) + 1) {
    return std::string(text);
  }
  const std::size_t kept = columns - columns_of(gap);
  return fmt::format("{}{}{}", front_of(text, (kept + 1) / 2), gap, back_of(text, kept / 2));
}

std::string cut_off(std::string_view text, std::size_t columns, const TextStyle& style) {
  const std::string_view gap = sign(style, "…", "...");
  if (columns_of(text) <= columns || columns <= columns_of(gap)) {
    return std::string(text);
  }
  return fmt::format("{}{}", front_of(text, columns - columns_of(gap)), gap);
}

std::vector<std::string> wrapped(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines;
  std::size_t taken = 0;
  for (const std::string& word : split(text, " ")) {
    const std::size_t width = columns_of(word);
    if (!lines.empty() && taken + 1 + width <= columns) {
      lines.back() += " " + word;
      taken += 1 + width;
      continue;
    }
    for (std::string_view rest = word; !rest.empty();) {
      const std::string_view front = front_of(rest, columns);
      lines.emplace_back(front);
      taken = columns_of(front);
      rest.remove_prefix(front.size());
    }
  }
  return lines;
}

std::string paragraph(std::string_view lead, std::string_view text, const TextStyle& style) {
  const std::size_t margin = columns_of(lead);
  const auto width = static_cast<std::size_t>(style.width);
  std::string out;
  for (const std::string& line : wrapped(text, width > margin ? width - margin : 1)) {
    out += fmt::format("{}{}\n", out.empty() ? std::string(lead) : blanks(margin), line);
  }
  return out;
}

std::string listed(const std::vector<std::string>& names, std::size_t most,
                   const TextStyle& style) {
  if (names.size() <= most) {
    return join(names, ", ");
  }
  return fmt::format("{} {} and {} more", join(std::span(names).first(most), ", "),
                     sign(style, "…", "..."), names.size() - most);
}

std::string counted(std::size_t number, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", number, number == 1 ? one : many);
}

std::string painted(std::string_view text, Paint paint, const TextStyle& style) {
  if (!style.color || paint == Paint::none || text.empty()) {
    return std::string(text);
  }
  return fmt::format("{}{}\x1b[0m", escape_of(paint), text);
}

}  // namespace netprobe
