#pragma once

#include <string_view>

namespace netprobe::templates {

/// The file of that name that pages are made from ("html/page.mustache"), as it was at build time;
/// empty when there is none.
std::string_view file(std::string_view name);

}  // namespace netprobe::templates
