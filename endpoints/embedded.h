#pragma once

#include <string_view>

namespace netprobe::embedded {

/// The data file of that name ("data/public.json"), as it was at build time; empty when there is
/// none.
std::string_view file(std::string_view name);

}  // namespace netprobe::embedded
