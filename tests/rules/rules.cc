#include "tests/rules/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <optional>
#include <string_view>

namespace netprobe::rules {
namespace {

using std::string_view;

constexpr std::size_t longest_file = 400;

/// Folders of the product. What lies directly in netprobe/ (run, main) is the folder "netprobe".
constexpr auto folders = std::to_array<string_view>({
    "netprobe/core",
    "netprobe/plan",
    "netprobe/probe",
    "netprobe/policy",
    "netprobe/diagnosis",
    "netprobe/remedy",
    "netprobe/cli",
    "netprobe",
    "endpoints",
    "proxy",
    "reports",
    "tests",
});

/// A library is known by how its headers begin; "*" stands for every folder.
struct Library {
  string_view prefix;
  string_view folder;
};

constexpr auto libraries = std::to_array<Library>({
    {.prefix = "fmt/", .folder = "*"},
    {.prefix = "tl/expected.hpp", .folder = "*"},
    {.prefix = "nlohmann/", .folder = "netprobe/policy"},
    {.prefix = "nlohmann/", .folder = "endpoints"},
    {.prefix = "nlohmann/", .folder = "reports"},
    {.prefix = "openssl/", .folder = "endpoints"},
    {.prefix = "openssl/", .folder = "netprobe/probe"},
    {.prefix = "pugixml.hpp", .folder = "endpoints"},
    {.prefix = "pugixml.hpp", .folder = "reports"},
    {.prefix = "kainjow/", .folder = "reports"},
    {.prefix = "curl/", .folder = "netprobe/probe"},
    {.prefix = "pacparser.h", .folder = "proxy"},
    {.prefix = "ares", .folder = "netprobe/probe"},
    {.prefix = "uv", .folder = "netprobe/probe"},
    {.prefix = "CLI/", .folder = "netprobe/cli"},
    {.prefix = "zlib.h", .folder = "netprobe/cli"},
    {.prefix = "CLI/", .folder = "netprobe"},
});

/// A file that includes what the rule denies it, and why it may.
struct Exception {
  string_view file;
  string_view header;
  string_view reason;
};

constexpr auto exceptions = std::to_array<Exception>({
    {.file = "netprobe/core/url.cc",
     .header = "curl/curl.h",
     .reason = "a URL is what libcurl will take for one; parsing touches no network"},
    {.file = "netprobe/core/json_reader.h",
     .header = "nlohmann/json.hpp",
     .reason = "catalogs, saved reports and rules are read, and found wrong, in one way"},
    {.file = "netprobe/core/text_kind.cc",
     .header = "nlohmann/json.hpp",
     .reason = "whether a part of a refused file is JSON is for the same parser to say"},
});

constexpr auto platform_macros = std::to_array<string_view>({
    "_WIN32",
    "WIN32",
    "_WIN64",
    "__MINGW",
    "_MSC_VER",
    "__linux",
    "__unix",
    "__APPLE__",
    "__FreeBSD__",
    "__CYGWIN__",
});

struct Include {
  string_view header;
  bool quoted = false;
};

string_view trim_left(string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  return first == string_view::npos ? string_view{} : text.substr(first);
}

/// "include <x>" of "  #  include <x>"; nothing when the line is no directive.
std::optional<string_view> directive(string_view line) {
  line = trim_left(line);
  if (!line.starts_with('#')) {
    return std::nullopt;
  }
  return trim_left(line.substr(1));
}

std::optional<Include> include_of(string_view line) {
  std::optional<string_view> rest = directive(line);
  if (!rest || !rest->starts_with("include")) {
    return std::nullopt;
  }
  const string_view name = trim_left(rest->substr(string_view("include").size()));
  const bool quoted = name.starts_with('"');
  const std::size_t end = name.find(quoted ? '"' : '>', 1);
  if (name.empty() || end == string_view::npos) {
    return std::nullopt;
  }
  return Include{.header = name.substr(1, end - 1), .quoted = quoted};
}

/// The folder whose rules hold for a path; empty when it is none of ours.
string_view folder_of(string_view path) {
  const auto* const found = std::find_if(folders.begin(), folders.end(), [&](string_view folder) {
    return path.starts_with(folder) && path.substr(folder.size()).starts_with('/');
  });
  return found == folders.end() ? string_view{} : *found;
}

bool is_platform_twin(string_view path) {
  return path.ends_with("_posix.cc") || path.ends_with("_win32.cc");
}

/// Headers of the C++ standard library, and only they, have neither a folder nor an extension.
bool is_standard(string_view header) {
  return std::all_of(header.begin(), header.end(), [](unsigned char c) {
    return std::islower(c) != 0 || std::isdigit(c) != 0 || c == '_';
  });
}

bool is_excepted(string_view path, string_view header) {
  return std::any_of(exceptions.begin(), exceptions.end(), [&](const Exception& exception) {
    return exception.file == path && exception.header == header;
  });
}

/// Why a file may not include a header of ours; nothing when it may.
std::optional<std::string> refusal_of_ours(string_view path, string_view header) {
  const string_view from = folder_of(path);
  const string_view to = folder_of(header);
  if (to.empty()) {
    return fmt::format("\"{}\" is no path from the root of the sources", header);
  }
  if (from == "tests" || from == to || to == "netprobe/core") {
    return std::nullopt;
  }
  if (to == "tests") {
    return fmt::format("{} is for tests only", header);
  }
  if (from == "netprobe" || from == "netprobe/cli") {
    return std::nullopt;
  }
  return fmt::format("{} may not see its sibling {}: {}", from, to, header);
}

/// Why a file may not include a foreign header; nothing when it may.
std::optional<std::string> refusal_of_theirs(string_view path, string_view header) {
  const string_view folder = folder_of(path);
  if (folder == "tests" || is_standard(header)) {
    return std::nullopt;
  }
  const auto has_prefix = [&](const Library& library) {
    return header.starts_with(library.prefix);
  };
  const auto is_named_here = [&](const Library& library) {
    return has_prefix(library) && (library.folder == "*" || library.folder == folder);
  };
  if (std::any_of(libraries.begin(), libraries.end(), is_named_here)) {
    return std::nullopt;
  }
  if (std::any_of(libraries.begin(), libraries.end(), has_prefix)) {
    return fmt::format("<{}> is of a library that is not named for {}", header, folder);
  }
  if (folder == "netprobe/probe" || is_platform_twin(path)) {
    return std::nullopt;
  }
  return fmt::format("<{}> belongs to the system: netprobe/probe or a platform twin", header);
}

bool is_platform_switch(string_view line) {
  const std::optional<string_view> rest = directive(line);
  if (!rest || !(rest->starts_with("if") || rest->starts_with("elif"))) {
    return false;
  }
  return std::any_of(platform_macros.begin(), platform_macros.end(),
                     [&](string_view macro) { return rest->find(macro) != string_view::npos; });
}

/// A secret is handed to libcurl by netprobe/probe; nobody else needs to see one.
bool is_leak(string_view path, string_view line) {
  return line.find("reveal()") != string_view::npos && folder_of(path) != "netprobe/probe" &&
         folder_of(path) != "tests" && path != "netprobe/core/secret.h";
}

/// A page that people are sent to is a row of the one table, with the day on which it was read: a
/// host with a dot behind the scheme, and a path. A schema's name is no page, tests need none.
bool is_stray_link(string_view path, string_view line) {
  constexpr string_view scheme = "https://";
  // By this name others know the schema of SARIF; nobody is sent there.
  constexpr string_view schema = "https://json.schemastore.org/";
  if (folder_of(path) == "tests" || path == "netprobe/core/documents.h" ||
      line.find(schema) != string_view::npos) {
    return false;
  }
  for (std::size_t at = line.find(scheme); at != string_view::npos;
       at = line.find(scheme, at + 1)) {
    const string_view host = line.substr(
        at + scheme.size(), line.find_first_of("/\"' )", at + scheme.size()) - at - scheme.size());
    if (host.find('.') != string_view::npos && !host.ends_with(".example")) {
      return true;
    }
  }
  return false;
}

std::optional<std::string> refusal_of_line(string_view path, string_view line) {
  if (is_leak(path, line)) {
    return "a secret is revealed outside netprobe/probe";
  }
  if (!is_platform_twin(path) && is_platform_switch(line)) {
    return "a switch on the platform: make a pair _posix.cc and _win32.cc";
  }
  if (is_stray_link(path, line)) {
    return "a link outside the table of pages: netprobe/core/documents.h";
  }
  const std::optional<Include> include = include_of(line);
  if (!include || is_excepted(path, include->header)) {
    return std::nullopt;
  }
  return include->quoted ? refusal_of_ours(path, include->header)
                         : refusal_of_theirs(path, include->header);
}

std::vector<string_view> lines_of(string_view text) {
  std::vector<string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace

std::vector<std::string> breaches(const SourceFile& file) {
  std::vector<std::string> found;
  const std::vector<string_view> lines = lines_of(file.text);
  std::size_t number = 0;
  for (const string_view line : lines) {
    ++number;
    if (const auto refusal = refusal_of_line(file.path, line)) {
      found.push_back(fmt::format("{}:{}: {}", file.path, number, *refusal));
    }
  }
  if (lines.size() > longest_file) {
    found.push_back(fmt::format("{}:{}: longer than {} lines, {} in all: split it by idea",
                                file.path, longest_file + 1, longest_file, lines.size()));
  }
  if (file.path.ends_with(".h") &&
      std::find(lines.begin(), lines.end(), "#pragma once") == lines.end()) {
    found.push_back(fmt::format("{}:1: a header without #pragma once", file.path));
  }
  return found;
}

}  // namespace netprobe::rules
