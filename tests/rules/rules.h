#pragma once

#include <string>
#include <vector>

namespace netprobe::rules {

/// A file of the tree: its path from the root, with forward slashes, and what is in it.
struct SourceFile {
  std::string path;
  std::string text;
};

/// Every rule of netprobe/DESIGN.md that this file breaks by itself, one sentence each, led by the
/// place.
///
/// - A file includes its own folder, netprobe/core, the standard library, and the libraries named
/// for
///   its folder. Only run, the command files and main see siblings. Tests may see everything.
/// - Headers of the operating system belong to netprobe/probe and to platform twins.
/// - A header has `#pragma once`. No file is longer than 400 lines.
/// - A `Secret` is revealed in netprobe/probe only.
/// - Shared code has no switch on the platform.
/// - Links to pages stand in netprobe/core/documents.h alone.
[[nodiscard]] std::vector<std::string> breaches(const SourceFile& file);

}  // namespace netprobe::rules
