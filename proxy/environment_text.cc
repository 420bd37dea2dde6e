#include "proxy/environment_text.h"

#include "netprobe/core/text.h"
#include "proxy/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace netprobe {

namespace {

constexpr std::string_view blanks = " \t";

std::string place_of(std::string_view file, const Line& line) {
  return fmt::format("{}:{}", file, line.number);
}

/// "http_proxy" of "http_proxy=…"; empty for anything that sets no proxy variable.
std::string_view proxy_variable_in(std::string_view text) {
  const std::size_t equals = text.find('=');
  const std::string_view name =
      equals == std::string_view::npos ? std::string_view() : text.substr(0, equals);
  return is_proxy_variable(name) ? name : std::string_view();
}

std::string_view without_export(std::string_view text) {
  return text.starts_with("export ") ? trim(text.substr(7)) : text;
}

/// pam_env takes a quote in front away, and one at the very end.
std::string pam_value(std::string_view value) {
  value = value.substr(0, value.find_last_not_of(" \t") + 1);
  if (value.starts_with('"') || value.starts_with('\'')) {
    value.remove_prefix(1);
    if (value.ends_with('"') || value.ends_with('\'')) {
      value.remove_suffix(1);
    }
  }
  return std::string(value);
}

}  // namespace

bool is_proxy_variable(std::string_view name) {
  static constexpr auto names =
      std::to_array<std::string_view>({"http_proxy", "https_proxy", "all_proxy", "no_proxy",
                                       "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"});
  return std::find(names.begin(), names.end(), name) != names.end();
}

Variables variables_of(const std::vector<Assignment>& assignments) {
  Variables variables;
  for (const Assignment& assignment : assignments) {
    variables[assignment.name] = assignment.variable;
  }
  return variables;
}

Assignments read_pam_environment(std::string_view text, std::string_view file) {
  Assignments out;
  for (const Line& line : joined_lines(text)) {
    std::string_view rest = line.text;
    rest = without_export(trim(rest.substr(0, rest.find('#'))));
    if (const auto name = proxy_variable_in(rest); !name.empty()) {
      out.set.push_back(
          {std::string(name), {pam_value(rest.substr(name.size() + 1)), place_of(file, line)}});
    }
  }
  return out;
}

Assignments read_environment_file(std::string_view text, std::string_view file) {
  Assignments out;
  for (const Line& line : joined_lines(text)) {
    const std::string_view rest = trim(line.text);
    const auto name = proxy_variable_in(rest);
    if (name.empty() || rest.starts_with('#') || rest.starts_with(';')) {
      continue;
    }
    const std::size_t from = rest.find_first_not_of(blanks, name.size() + 1);
    const Word value = read_word(rest, std::min(from, rest.size()), "");
    out.set.push_back({std::string(name), {value.text, place_of(file, line)}});
    if (value.open) {
      out.notes.push_back(
          fmt::format("{}: {} has a quote that is not closed", place_of(file, line), name));
    }
  }
  return out;
}

Assignments read_process_environment(std::string_view text, std::string_view place) {
  Assignments out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\0'), text.size());
    const std::string_view entry = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (const auto name = proxy_variable_in(entry); !name.empty()) {
      out.set.push_back(
          {std::string(name), {std::string(entry.substr(name.size() + 1)), std::string(place)}});
    }
  }
  return out;
}

}  // namespace netprobe
