#include "tests/rules/types.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cstddef>
#include <map>
#include <set>
#include <sstream>
#include <string_view>

namespace netprobe::rules {
namespace {

using std::string_view;

/// "Line" of "struct Line {", "class Line final : public Base {" and "enum class Line {"; empty
/// where the line defines no type. One that is indented lies in another type.
string_view type_defined_by(string_view line) {
  for (const string_view key :
       std::array<string_view, 5>{"enum class ", "enum ", "struct ", "class ", "union "}) {
    if (line.starts_with(key) && line.find('{') != string_view::npos) {
      const string_view rest = line.substr(key.size());
      return rest.substr(0, rest.find_first_of(" {"));
    }
  }
  return {};
}

/// The qualified names that a file defines for all others to see.
std::set<std::string> types_defined_in(const SourceFile& file) {
  std::set<std::string> found;
  std::vector<std::string> inside;
  std::size_t unnamed = 0;
  std::istringstream lines(file.text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("namespace ") && line.ends_with('{')) {
      inside.push_back(line.substr(0, line.size() - 1));
      unnamed += line == "namespace {" ? 1U : 0U;
    } else if (line.starts_with("}  // namespace") && !inside.empty()) {
      unnamed -= inside.back() == "namespace " ? 1U : 0U;
      inside.pop_back();
    } else if (const string_view type = type_defined_by(line); !type.empty() && unnamed == 0) {
      found.insert(fmt::format("{}{}", fmt::join(inside, ""), type));
    }
  }
  return found;
}

/// The program that a file belongs to: empty for the product, which is part of each.
std::string program_of(string_view path) {
  constexpr string_view tests = "tests/";
  if (!path.starts_with(tests)) {
    return "";
  }
  return std::string(path.substr(0, path.find('/', tests.size())));
}

/// The same for both twins.
std::string without_platform(std::string path) {
  for (const string_view ending : std::array<string_view, 2>{"_posix.cc", "_win32.cc"}) {
    if (path.ends_with(ending)) {
      path.resize(path.size() - ending.size());
    }
  }
  return path;
}

}  // namespace

std::vector<std::string> types_of_one_name(const std::vector<SourceFile>& files) {
  std::map<std::string, std::vector<std::string>> definers;
  for (const SourceFile& file : files) {
    for (const std::string& type : types_defined_in(file)) {
      definers[type].push_back(file.path);
    }
  }
  std::vector<std::string> found;
  for (const auto& [type, paths] : definers) {
    for (std::size_t i = 1; i < paths.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const std::string one = program_of(paths[j]), other = program_of(paths[i]);
        const bool meet = one.empty() || other.empty() || one == other;
        if (meet && without_platform(paths[i]) != without_platform(paths[j])) {
          found.push_back(
              fmt::format("{} is defined in {} and in {}: one of the two belongs in an unnamed "
                          "namespace, or wants a name of its own",
                          type, paths[j], paths[i]));
        }
      }
    }
  }
  return found;
}

}  // namespace netprobe::rules
