#include "tests/rules/tree.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <sstream>

namespace netprobe::rules {
namespace {

namespace fs = std::filesystem;

constexpr auto roots =
    std::to_array<const char*>({"netprobe", "endpoints", "proxy", "reports", "tests"});

std::string text_of(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

template <typename Predicate>
std::vector<SourceFile> files_below(const fs::path& root, Predicate wanted) {
  std::vector<SourceFile> files;
  for (const char* const folder : roots) {
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / folder)) {
      if (entry.is_regular_file() && wanted(entry.path())) {
        files.push_back({.path = entry.path().lexically_relative(root).generic_string(),
                         .text = text_of(entry.path())});
      }
    }
  }
  std::sort(files.begin(), files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

}  // namespace

std::vector<SourceFile> sources_below(const fs::path& root) {
  return files_below(root, [](const fs::path& path) {
    return path.extension() == ".h" || path.extension() == ".cc";
  });
}

std::set<std::string> listed_in(const std::string& folder, const std::string& text) {
  std::string spaced = text;
  std::replace_if(
      spaced.begin(), spaced.end(), [](char c) { return c == '(' || c == ')' || c == '"'; }, ' ');
  std::set<std::string> paths;
  std::istringstream words(spaced);
  for (std::string word; words >> word;) {
    const std::string path = (fs::path(folder) / word).lexically_normal().generic_string();
    paths.insert({path, path + ".cc", path + "_posix.cc", path + "_win32.cc"});
  }
  return paths;
}

std::set<std::string> listed_below(const fs::path& root) {
  std::set<std::string> paths;
  for (const SourceFile& list : files_below(
           root, [](const fs::path& path) { return path.filename() == "CMakeLists.txt"; })) {
    paths.merge(listed_in(fs::path(list.path).parent_path().generic_string(), list.text));
  }
  return paths;
}

}  // namespace netprobe::rules
