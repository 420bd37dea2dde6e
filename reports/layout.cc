#include "reports/layout.h"

#include "netprobe/core/text.h"

#include <algorithm>
#include <array>

namespace netprobe {

namespace {

bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80U; }

/// The byte at which that column begins.
std::size_t byte_of(std::string_view text, std::size_t column) {
  std::size_t at = 0;
  while (at < text.size() && column > 0) {
    ++at;
    while (at < text.size() && continues(text[at])) {
      ++at;
    }
    --column;
  }
  return at;
}

std::string_view ascii_for(std::string_view code_point) {
  struct Spelling {
    std::string_view unicode, ascii;
  };
  static constexpr std::array<Spelling, 9> spellings = {{{"…", "..."},
                                                         {"–", "-"},
                                                         {"—", "-"},
                                                         {"·", "-"},
                                                         {"‘", "'"},
                                                         {"’", "'"},
                                                         {"“", "\""},
                                                         {"”", "\""},
                                                         {"×", "x"}}};
  const auto* const found =
      std::find_if(spellings.begin(), spellings.end(),
                   [&](const Spelling& spelling) { return spelling.unicode == code_point; });
  return found == spellings.end() ? "?" : found->ascii;
}

std::string_view escape_of(Paint paint) {
  switch (paint) {
    case Paint::none:
      return "";
    case Paint::bold:
      return "\x1b[1m";
    case Paint::red:
      return "\x1b[31m";
    case Paint::green:
      return "\x1b[32m";
    case Paint::yellow:
      return "\x1b[33m";
    case Paint::dim:
      return "\x1b[2m";
  }
  return "";
}

}  // namespace

std::string_view sign(const TextStyle& style, std::string_view unicode, std::string_view ascii) {
  return style.unicode ? unicode : ascii;
}

std::string shown(std::string_view text, const TextStyle& style) {
  std::string safe = printable(text);
  if (style.unicode) {
    return safe;
  }
  std::string out;
  for (std::size_t at = 0; at < safe.size();) {
    const std::string_view rest = std::string_view(safe).substr(at);
    const std::string_view code_point = rest.substr(0, byte_of(rest, 1));
    out += code_point.size() == 1 ? code_point : ascii_for(code_point);
    at += code_point.size();
  }
  return out;
}

std::size_t columns_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) { return !continues(byte); }));
}

std::string padded(std::string_view text, std::size_t columns) {
  const std::size_t taken = columns_of(text);
  return std::string(text) + std::string(taken < columns ? columns - taken : 0, ' ');
}

std::string shortened(std::string_view text, std::size_t columns, const TextStyle& style) {
  const std::size_t taken = columns_of(text);
  const std::string_view gap = sign(style, "…", "...");
  if (taken <= columns || columns <= columns_of(gap)) {
    return std::string(text);
  }
  const std::size_t kept = columns - columns_of(gap);
  const std::size_t head = (kept + 1) / 2;
  const std::size_t tail = kept - head;
  return std::string(text.substr(0, byte_of(text, head))) + std::string(gap) +
         std::string(text.substr(byte_of(text, taken - tail)));
}

std::vector<std::string> wrapped(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines;
  for (const std::string& word : split(text, " ")) {
    if (lines.empty() || columns_of(lines.back()) + 1 + columns_of(word) > columns) {
      lines.push_back(word);
    } else {
      lines.back() += " " + word;
    }
  }
  return lines;
}

std::string labelled(std::string_view label, std::string_view text, std::size_t indent,
                     std::size_t label_columns, const TextStyle& style) {
  const std::size_t margin = indent + label_columns;
  const auto width = static_cast<std::size_t>(std::max(style.width, 40));
  const std::size_t room = std::max<std::size_t>(width > margin ? width - margin : 0, 20);
  std::string out;
  std::string lead = std::string(indent, ' ') + padded(label, label_columns);
  for (const std::string& line : wrapped(text, room)) {
    out += lead + line + "\n";
    lead = std::string(margin, ' ');
  }
  return out;
}

std::string painted(std::string_view text, Paint paint, const TextStyle& style) {
  if (!style.color || paint == Paint::none) {
    return std::string(text);
  }
  return std::string(escape_of(paint)) + std::string(text) + "\x1b[0m";
}

}  // namespace netprobe
