#pragma once

#include "netprobe/core/text.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <string>

namespace netprobe {

/// What an option that takes a number accepts: a decimal one within bounds, and nothing else.
/// CLI11 by itself reads numbers as C does: "nan" passes each of its bounds, "010" is eight, and
/// "0x10" sixteen.
template <typename Number>
CLI::Validator number_between(Number least, Number most, const std::string& what) {
  const auto check = [least, most, what](const std::string& text) -> std::string {
    const auto number = parse_number<Number>(text);
    // The comparison is false of NaN.
    const bool fits = number && *number >= least && *number <= most;
    return fits ? std::string()
                : fmt::format("found \"{}\", expected {} from {} to {}", printable(text, 100), what,
                              least, most);
  };
  return {check, ""};
}

}  // namespace netprobe
