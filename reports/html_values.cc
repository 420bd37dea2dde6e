#include "reports/html_values.h"

#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

constexpr std::size_t longest_command = 16000;
constexpr std::string_view replacement = "\xef\xbf\xbd";

/// U+FFFE and U+FFFF, which are no characters, and no XML. Of several replacements in a row one is
/// left: how many there are depends on who replaced them, this program or the one that saved it.
std::string without_noncharacters(std::string text) {
  for (const std::string_view none : {"\xef\xbf\xbe", "\xef\xbf\xbf"}) {
    for (std::size_t at = text.find(none); at != std::string::npos; at = text.find(none, at)) {
      text.replace(at, none.size(), replacement);
    }
  }
  const std::string twice = std::string(replacement) + std::string(replacement);
  for (std::size_t at = text.find(twice); at != std::string::npos; at = text.find(twice, at)) {
    text.erase(at, replacement.size());
  }
  return text;
}

}  // namespace

std::string html_safe(std::string_view text, std::size_t limit) {
  // A megabyte is not looked through for the sake of its first words.
  const std::string_view beginning = text.substr(0, 4 * limit);
  const std::string safe = printable(without_noncharacters(valid_utf8(beginning)), limit);
  return beginning.size() == text.size() || safe.ends_with("…") ? safe : safe + "…";
}

HtmlData html_text(std::string_view text, std::size_t limit) {
  return HtmlData(html_safe(text, limit));
}

HtmlData html_maybe(std::string_view text, std::size_t limit) {
  return text.empty() ? HtmlData(false) : html_text(text, limit);
}

HtmlData html_commands(const std::vector<std::string>& commands) {
  return html_group(commands, [](const std::string& command) {
    return HtmlFields{{"command", html_text(command, longest_command)}};
  });
}

HtmlData html_number(std::size_t number) { return HtmlData(fmt::format("{}", number)); }

std::string html_duration(Micros time) {
  const auto millis = std::chrono::round<Millis>(time).count();
  return millis < 1000
             ? fmt::format("{} ms", std::max<Millis::rep>(time.count() > 0 ? 1 : 0, millis))
             : fmt::format("{:.1f} s", static_cast<double>(millis) / 1000.0);
}

}  // namespace netprobe
