#pragma once

#include <span>
#include <string>

namespace netprobe {

/// A program's words as one line, as CreateProcess wants it, so that CommandLineToArgvW and every
/// C library take the same words out of it again ("Parsing C command-line arguments", Microsoft C
/// reference): a word with a blank or a quotation mark is quoted, and a backslash counts as itself
/// except in front of a quotation mark.
std::string windows_command_line(std::span<const std::string> words);

}  // namespace netprobe
