#include "netprobe/remedy/quote.h"

#include "netprobe/core/address.h"
#include "netprobe/core/text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace netprobe {

namespace {

constexpr std::size_t longest_name = 80;
constexpr std::size_t longest_comment = 4000;

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool consists_of(std::string_view text, std::string_view others) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return is_letter_or_digit(c) || others.find(c) != std::string_view::npos;
  });
}

using Replacements = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// The first that fits at each place is put in its stead.
std::string replaced(std::string_view text, Replacements replacements) {
  std::string out;
  while (!text.empty()) {
    const auto* const found =
        std::find_if(replacements.begin(), replacements.end(),
                     [&](const auto& pair) { return text.starts_with(pair.first); });
    const bool fits = found != replacements.end();
    out += fits ? found->second : text.substr(0, 1);
    text.remove_prefix(fits ? found->first.size() : 1);
  }
  return out;
}

}  // namespace

bool is_rule_name(std::string_view text) {
  const std::string_view host = text.starts_with("*.") ? text.substr(2) : text;
  return is_host_name(host) && consists_of(host, "-_.") &&
         host.find('.') != std::string_view::npos && to_lower(host) == host &&
         !host.starts_with('-') && !host.ends_with('.');
}

bool is_service_tag(std::string_view text) {
  return !text.empty() && text.size() <= longest_name && consists_of(text, ".") &&
         is_letter_or_digit(text.front()) && is_letter_or_digit(text.back());
}

bool is_azure_name(std::string_view text) {
  return !text.empty() && text.size() <= longest_name && consists_of(text, "_.-") &&
         is_letter_or_digit(text.front());
}

std::string powershell_string(std::string_view text) {
  return "'" +
         replaced(text, {{"'", "''"},
                         {"\u2018", "\u2018\u2018"},
                         {"\u2019", "\u2019\u2019"},
                         {"\u201a", "\u201a\u201a"},
                         {"\u201b", "\u201b\u201b"}}) +
         "'";
}

std::string bicep_string(std::string_view text) {
  return "'" + replaced(printable(text), {{"\\", R"(\\)"}, {"'", R"(\')"}, {"${", R"(\${)"}}) + "'";
}

std::string terraform_string(std::string_view text) {
  return "\"" +
         replaced(printable(text),
                  {{"\\", R"(\\)"}, {"\"", R"(\")"}, {"${", "$${"}, {"%{", "%%{"}}) +
         "\"";
}

std::string comment_text(std::string_view text) {
  std::string line = printable(text, longest_comment);
  line = std::string(line.substr(0, line.find_last_not_of(' ') + 1));
  return line.ends_with('\\') ? line + " ." : line;
}

}  // namespace netprobe
