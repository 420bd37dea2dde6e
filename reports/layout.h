#pragma once

#include "reports/text_style.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// How text is set on lines. Widths are columns of a terminal: most characters take one, those of
/// East Asian scripts two, combining marks none.

/// A sign of ours, and its spelling where the terminal has ASCII only.
std::string_view sign(const TextStyle& style, std::string_view unicode, std::string_view ascii);

/// Text of any origin, made safe for a terminal (`printable`), ASCII where the style asks, and cut
/// at `limit` bytes.
std::string shown(std::string_view text, const TextStyle& style, std::size_t limit = 2000);

std::size_t columns_of(std::string_view text);

/// The text followed, or led, by blanks up to so many columns.
std::string padded(std::string_view text, std::size_t columns);
std::string right_aligned(std::string_view text, std::size_t columns);

/// The text, its middle left out when it takes more columns than that.
std::string shortened(std::string_view text, std::size_t columns, const TextStyle& style);

/// The text, its end left out when it takes more columns than that.
std::string cut_off(std::string_view text, std::size_t columns, const TextStyle& style);

/// The text broken at blanks into lines of at most so many columns; a longer word is broken too.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns);

/// A paragraph: `lead` before its first line, blanks of the same width before the others, none
/// wider than the style allows. Empty when the text is.
std::string paragraph(std::string_view lead, std::string_view text, const TextStyle& style);

/// "a, b, c", or "a, b … and 12 more" where there are more than `most`.
std::string listed(const std::vector<std::string>& names, std::size_t most, const TextStyle& style);

/// "1 warning", "2 warnings".
std::string counted(std::size_t number, std::string_view one, std::string_view many);

enum class Paint { none, bold, red, green, yellow, dim };
/// The text in that colour, where the style has colours.
std::string painted(std::string_view text, Paint paint, const TextStyle& style);

}  // namespace netprobe
