#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// A word of a line, as a shell or systemd puts it together from quoted and bare parts.
struct Word {
  std::string text;
  bool expands = false;  ///< a '$' or a '`' stands where a shell would put something else
  bool open = false;     ///< its quote is not closed
  std::size_t end = 0;   ///< where the text goes on
};

/// The word that begins at `from` and ends in front of one of these characters: 'as it is',
/// "with \" \\ \$ \`", \x outside of quotes.
Word read_word(std::string_view text, std::size_t from, std::string_view ends);

/// A line of a text, numbered from 1; a backslash at its end joins it to the next.
struct Line {
  std::string text;
  int number = 0;
};
std::vector<Line> joined_lines(std::string_view text);

}  // namespace netprobe
