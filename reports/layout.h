#pragma once

#include "reports/text_style.h"

#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// How text is set on lines. One code point counts as one column.

/// A text and its spelling for a terminal that has ASCII only.
std::string_view sign(const TextStyle& style, std::string_view unicode, std::string_view ascii);

/// Text of any origin, made safe for a terminal (`printable`), and ASCII where the style asks.
std::string shown(std::string_view text, const TextStyle& style);

std::size_t columns_of(std::string_view text);

/// The text followed by blanks up to so many columns.
std::string padded(std::string_view text, std::size_t columns);

/// The text, its middle left out when it takes more columns than that.
std::string shortened(std::string_view text, std::size_t columns, const TextStyle& style);

/// The text broken at blanks into lines of at most so many columns; a longer word stays whole.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns);

/// A label and a wrapped text beside it, every line indented.
std::string labelled(std::string_view label, std::string_view text, std::size_t indent,
                     std::size_t label_columns, const TextStyle& style);

enum class Paint { none, bold, red, green, yellow, dim };
/// The text in that colour, where the style has colours.
std::string painted(std::string_view text, Paint paint, const TextStyle& style);

}  // namespace netprobe
