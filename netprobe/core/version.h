#pragma once

#include <string_view>

namespace netprobe {

/// The version of `project()` in the top-level CMakeLists.txt: "0.1.0".
std::string_view tool_version();

}  // namespace netprobe
