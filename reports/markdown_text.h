#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// Text of any origin, inside a line or a cell of Markdown: no character in it is markup, HTML, a
/// link that the reader did not ask for, or somebody's name that would be called (`@`).
std::string markdown_text(std::string_view text);

/// A block that is copied as it stands: no text ends it early.
std::string markdown_code(const std::vector<std::string>& lines);

/// A page that may be followed, and plain text where it is none.
std::string markdown_link(std::string_view url);

}  // namespace netprobe
