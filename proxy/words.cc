#include "proxy/words.h"

#include <algorithm>

namespace netprobe {

namespace {

bool is_escape_in_quotes(char c) { return c == '"' || c == '\\' || c == '$' || c == '`'; }

}  // namespace

Word read_word(std::string_view text, std::size_t from, std::string_view ends) {
  Word word;
  char quote = 0;
  std::size_t i = from;
  for (; i < text.size(); ++i) {
    const char c = text[i];
    const bool more = i + 1 < text.size();
    if (quote == 0 && ends.find(c) != std::string_view::npos) {
      break;
    }
    if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    } else if (c == '\\' && more &&
               (quote == 0 || (quote == '"' && is_escape_in_quotes(text[i + 1])))) {
      word.text += text[++i];
    } else {
      word.expands = word.expands || (quote != '\'' && (c == '$' || c == '`'));
      word.text += c;
    }
  }
  word.open = quote != 0;
  word.end = i;
  return word;
}

std::vector<Line> joined_lines(std::string_view text) {
  std::vector<Line> lines;
  int number = 0;
  bool joins = false;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    if (!joins) {
      lines.push_back({"", number});
    }
    joins = line.ends_with('\\');
    lines.back().text += line.substr(0, line.size() - (joins ? 1 : 0));
  }
  return lines;
}

}  // namespace netprobe
