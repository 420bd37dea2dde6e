#pragma once

#include <string>
#include <string_view>

namespace netprobe {

/// What of a variable's value may stay in the environment for everybody to see: no password, and no
/// user information of a proxy.
std::string visible_value(std::string_view name, std::string_view value);

}  // namespace netprobe
