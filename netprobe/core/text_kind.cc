#include "netprobe/core/text_kind.h"

#include "netprobe/core/text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <vector>

namespace netprobe {

namespace {

constexpr std::string_view as_json = "--output json gives what is needed";

/// The first lines that are not blank, trimmed.
std::vector<std::string_view> first_lines(std::string_view text, std::size_t most) {
  std::vector<std::string_view> lines;
  while (!text.empty() && lines.size() < most) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!line.empty()) {
      lines.push_back(line);
    }
  }
  return lines;
}

bool begins_json(std::string_view text) { return text.starts_with('{') || text.starts_with('['); }

std::size_t line_of(std::string_view text, std::size_t byte) {
  return static_cast<std::size_t>(
             std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(byte), '\n')) +
         1;
}

/// Where the brackets that the text begins with are closed again; nothing where they never are.
std::optional<std::size_t> end_of_document(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = text.find_first_of("{["); i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      i += c == '\\' ? 1 : 0;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']') && --depth == 0) {
      return i + 1;
    }
  }
  return std::nullopt;
}

std::string quoted_line(std::string_view line) {
  return fmt::format("\"{}\"", printable(line, 80));
}

/// Something follows a document that is whole by itself.
std::string what_follows(std::string_view text) {
  const auto end = end_of_document(text);
  if (!end || !nlohmann::json::accept(text.substr(0, *end), true)) {
    return "";
  }
  const std::size_t next = text.find_first_not_of(" \t\r\n", *end);
  if (next == std::string_view::npos) {
    return "";
  }
  if (text[next] == '/') {
    return "";  // a comment that does not end
  }
  const std::size_t line = line_of(text, next);
  if (begins_json(text.substr(next))) {
    return fmt::format(
        "the file holds two documents, and the second begins in line {}; give each of them as a "
        "file of its own",
        line);
  }
  return fmt::format(
      "behind the JSON, in line {}, stands a message of the program that wrote it, {}; write its "
      "standard output alone to the file (2>/dev/null, or --only-show-errors of az)",
      line, quoted_line(first_lines(text.substr(next), 1).front()));
}

/// A message stands before a document that is whole by itself.
std::string what_precedes(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (begins_json(text.substr(at))) {
      return at > 0 && nlohmann::json::accept(text.substr(at), true)
                 ? fmt::format(
                       "before the JSON, which begins in line {}, stands a message of the program "
                       "that wrote it, {}; write its standard output alone to the file "
                       "(2>/dev/null, or --only-show-errors of az)",
                       line_of(text, at), quoted_line(first_lines(text, 1).front()))
                 : "";
    }
    const std::size_t end = text.find('\n', at);
    at = end == std::string_view::npos ? text.size() : end + 1;
  }
  return "";
}

/// Does it switch colours: an escape, "[", numbers, "m"?
bool has_colours(std::string_view text) {
  constexpr std::string_view start = "\x1b[";
  for (std::size_t at = text.find(start); at != std::string_view::npos; at = text.find(start, at)) {
    at += start.size();
    const std::size_t end = text.find_first_not_of("0123456789;", at);
    if (end != std::string_view::npos && text[end] == 'm') {
      return true;
    }
  }
  return false;
}

bool is_word(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

/// "Name   : value", as PowerShell lists an object.
bool is_powershell_list(std::string_view line) {
  const std::size_t colon = line.find(':');
  return colon != std::string_view::npos && colon > 0 && line[colon - 1] == ' ' &&
         is_word(trim(line.substr(0, colon)));
}

/// "key: value", "- key: value".
bool is_yaml(std::string_view line) {
  if (line.starts_with("- ")) {
    line.remove_prefix(2);
  }
  const std::size_t colon = line.find(':');
  return colon != std::string_view::npos && is_word(line.substr(0, colon)) &&
         (colon + 1 == line.size() || line[colon + 1] == ' ');
}

/// The line below the head of a table.
bool is_ruled(std::string_view line) {
  return line.find("---") != std::string_view::npos &&
         line.find_first_not_of("- ") == std::string_view::npos;
}

bool is_html(std::string_view text) {
  return starts_with_ignoring_case(text, "<!doctype html") ||
         starts_with_ignoring_case(text, "<html");
}

bool is_bicep(std::string_view line) {
  return line.starts_with("targetScope") || line.starts_with("param ") ||
         line.starts_with("@description(") || line.starts_with("metadata ") ||
         (line.starts_with("resource ") && line.find('\'') != std::string_view::npos);
}

bool is_terraform(std::string_view line) {
  return (line.starts_with("resource \"") || line.starts_with("terraform {") ||
          line.starts_with("provider \"") || line.starts_with("variable \"")) &&
         line.find('{') != std::string_view::npos;
}

bool is_csv(std::string_view line) {
  return std::count(line.begin(), line.end(), ',') >= 2 && line.find('{') == std::string_view::npos;
}

std::string by_lines(std::string_view text) {
  const std::vector<std::string_view> lines = first_lines(text, 2);
  const std::string_view first = lines.empty() ? std::string_view() : lines.front();
  if (first.starts_with('<')) {
    return is_html(first) ? "it is a web page, not the file that the page offers" : "it is XML";
  }
  if (lines.size() > 1 && is_ruled(lines[1])) {
    return fmt::format("it is a table, as az prints it with --output table; {}", as_json);
  }
  if (is_terraform(first)) {
    return "it is Terraform's source; terraform show -json prints the plan or state as JSON";
  }
  if (is_bicep(first)) {
    return "it is Bicep's source; az bicep build --file FILE --stdout prints the template as JSON";
  }
  if (first.starts_with("ERROR:")) {
    return fmt::format("it is an error message of az, {}", quoted_line(first));
  }
  if (is_powershell_list(first)) {
    return "it is the list that PowerShell shows; | ConvertTo-Json -Depth 10 gives JSON";
  }
  if (is_yaml(first)) {
    return fmt::format("it is YAML, as az prints it with --output yaml; {}", as_json);
  }
  if (is_csv(first)) {
    return "it is a list with commas (CSV), as the portal downloads it, which leaves out what is "
           "needed";
  }
  if (first.find('\t') != std::string_view::npos) {
    return fmt::format("it is a list with tabs, as az prints it with --output tsv; {}", as_json);
  }
  return "";
}

}  // namespace

std::string what_text_is(std::string_view text) {
  const bool is_json = begins_json(trim(text.substr(0, 100'000)));
  std::string around = is_json ? what_follows(text) : what_precedes(text);
  if (!around.empty()) {
    return around;
  }
  if (has_colours(text)) {
    return fmt::format(
        "it has the colour codes of a terminal, as az prints them with --output jsonc or yamlc; {}",
        as_json);
  }
  return is_json ? "" : by_lines(text);
}

}  // namespace netprobe
