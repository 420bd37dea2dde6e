#pragma once

#include <string>
#include <string_view>

namespace netprobe {

/// Windows keeps text as UTF-16, this program as UTF-8. What is no text (half a surrogate pair, a
/// broken byte) becomes U+FFFD in both directions: names that come from outside stay printable.

std::u16string utf16_of(std::string_view utf8);
std::string utf8_of(std::u16string_view utf16);

/// The same for the wide characters of Windows, which are 16 bits; elsewhere nobody needs it.
std::wstring wide_of(std::string_view utf8);
std::string utf8_of_wide(std::wstring_view wide);

/// UTF-16 as it lies in the registry: the low byte first, ended by a NUL or by the end. An odd byte
/// at the end is left out.
std::string utf8_of_bytes(std::string_view little_endian);

}  // namespace netprobe
