#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace netprobe {

/// Text of other people's making as a saved report holds it: UTF-8, of at most 4096 bytes, marked
/// where it was cut. What was read back is the same again, so that a report in any format is the
/// same whether it is written by the run or from its JSON.
std::string as_saved(std::string_view text);

/// The same with nothing in it that acts on a terminal, a log or a line: `printable` of `as_saved`.
std::string harmless(std::string_view text, std::size_t limit = 4000);

}  // namespace netprobe
