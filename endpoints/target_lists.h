#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// A target as a file has it, and where.
struct TargetText {
  std::size_t line = 0;
  std::string text;
};

/// The targets in a list as people have them: one a line, with bullets and comments, in the cells
/// of a Markdown table, or as Microsoft 365 publishes its endpoints (JSON).
struct TargetTexts {
  std::vector<TargetText> targets;
  std::vector<TargetText> left_out;  ///< each with why
};

TargetTexts split_targets(std::string_view text);

/// How to test what a wildcard stands for: "a wildcard has no address; give a name below it
/// (--host NAME.blob.core.windows.net)".
std::string advice_about_wildcard(std::string_view wildcard);

}  // namespace netprobe
