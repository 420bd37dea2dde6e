#pragma once

#include "tests/rules/rules.h"

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace netprobe::rules {

/// Every .h and .cc below the product's and the tests' folders, in the order of their paths.
[[nodiscard]] std::vector<SourceFile> sources_below(const std::filesystem::path& root);

/// Every path that some CMakeLists.txt lists, those that it names without their ending (a fuzz
/// target, the twins of a PLATFORM) included.
[[nodiscard]] std::set<std::string> listed_below(const std::filesystem::path& root);

/// The paths in one CMakeLists.txt that lies in `folder`; words that are no file names are there
/// too.
[[nodiscard]] std::set<std::string> listed_in(const std::string& folder, const std::string& text);

}  // namespace netprobe::rules
