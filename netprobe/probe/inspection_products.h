#pragma once

#include <optional>
#include <string_view>

namespace netprobe {

/// The TLS inspection product that a distinguished name gives away, or nothing.
std::optional<std::string_view> inspection_product_in(std::string_view distinguished_name);

}  // namespace netprobe
