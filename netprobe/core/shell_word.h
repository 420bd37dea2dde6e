#pragma once

#include <string>
#include <string_view>

namespace netprobe {

/// One word of a POSIX shell: as it is where it is harmless, else in single quotes, in which
/// nothing is special (POSIX 2.2.2); a single quote itself becomes '\''.
std::string shell_word(std::string_view text);

}  // namespace netprobe
