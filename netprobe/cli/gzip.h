#pragma once

#include "netprobe/core/result.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace netprobe {

/// Files of gzip (RFC 1952). A build without zlib has neither: it says so, and what it would write
/// is refused before anything is probed.
bool has_gzip();

/// The same file for the same bytes: neither a time nor a name is in it.
Result<std::string> gzip(std::string_view bytes);

/// What was compressed; an Error where the file is not whole, or unpacks to more than that.
Result<std::string> gunzip(std::string_view file, std::size_t most);

/// Does it begin as a file of gzip does?
inline bool is_gzip(std::string_view file) { return file.starts_with("\x1f\x8b\x08"); }

}  // namespace netprobe
