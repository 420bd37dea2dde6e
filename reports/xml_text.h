#pragma once

#include <string>
#include <string_view>

namespace netprobe {

/// Text of any origin as character data or in a quoted attribute of XML 1.0. What XML cannot hold
/// at all (most control characters) stands there as a visible escape.
std::string xml_text(std::string_view text);

}  // namespace netprobe
