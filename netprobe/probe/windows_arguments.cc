#include "netprobe/probe/windows_arguments.h"

#include <cstddef>

namespace netprobe {

namespace {

void append_quoted(const std::string& word, std::string& line) {
  if (!word.empty() && word.find_first_of(" \t\n\v\"") == std::string::npos) {
    line += word;
    return;
  }
  line += '"';
  std::size_t backslashes = 0;
  for (const char c : word) {
    if (c == '\\') {
      ++backslashes;
      continue;
    }
    line.append(c == '"' ? 2 * backslashes + 1 : backslashes, '\\');
    backslashes = 0;
    line += c;
  }
  line.append(2 * backslashes, '\\');
  line += '"';
}

}  // namespace

std::string windows_command_line(std::span<const std::string> words) {
  std::string line;
  for (const std::string& word : words) {
    line += line.empty() ? "" : " ";
    append_quoted(word, line);
  }
  return line;
}

}  // namespace netprobe
