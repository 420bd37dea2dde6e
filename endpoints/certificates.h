#pragma once

#include "netprobe/core/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// The certificates of a PEM bundle, or the one of a DER file, in DER form. Text between the blocks
/// of a bundle is left out. The error names the file, and which block of it is broken; a file with
/// a private key but no certificate says so.
Result<std::vector<std::string>> parse_certificates(std::string_view text, std::string_view file);

}  // namespace netprobe
