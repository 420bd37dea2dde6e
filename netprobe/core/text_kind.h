#pragma once

#include <string>
#include <string_view>

namespace netprobe {

/// What a text that was to be JSON is, and how it becomes JSON: "it is a table, as az prints it
/// with --output table; --output json gives what is needed". People hand over what a tool printed
/// last. Empty where it looks like nothing known.
std::string what_text_is(std::string_view text);

}  // namespace netprobe
