#include "reports/markdown_text.h"

#include "netprobe/core/text.h"
#include "reports/foreign.h"

#include <algorithm>
#include <utility>

namespace netprobe {

namespace {

/// Nothing that ends a link, or stands for something else in one.
bool is_plain_in_link(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("-._~/?#&=%+:").find(c) != std::string_view::npos;
}

/// GitHub makes links of "http://x" and "www.x" by themselves: not where one character of them is
/// spelt otherwise.
std::string without_links(std::string text) {
  struct Spelling {
    std::string_view found, written;
  };
  for (const Spelling& one :
       {Spelling{"://", "&#58;//"}, Spelling{"www.", "www\\."}, Spelling{"WWW.", "WWW\\."}}) {
    for (std::size_t at = text.find(one.found); at != std::string::npos;
         at = text.find(one.found, at + one.written.size())) {
      text.replace(at, one.found.size(), one.written);
    }
  }
  return text;
}

std::size_t longest_run_of_backticks(const std::vector<std::string>& lines) {
  std::size_t longest = 0;
  for (const std::string& line : lines) {
    std::size_t run = 0;
    for (const char c : line) {
      run = c == '`' ? run + 1 : 0;
      longest = std::max(longest, run);
    }
  }
  return longest;
}

}  // namespace

std::string markdown_text(std::string_view text) {
  std::string out;
  for (const char c : harmless(text)) {
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      // GitHub calls whom "@x" names, escaped or not: only code is never a name.
      case '@':
        out += "`@`";
        break;
      default:
        if (std::string_view("\\`*_[]|#!{}~$").find(c) != std::string_view::npos) {
          out += '\\';
        }
        out += c;
    }
  }
  return without_links(std::move(out));
}

std::string markdown_code(const std::vector<std::string>& lines) {
  constexpr std::size_t longest_line = 16000;
  std::vector<std::string> safe;
  safe.reserve(lines.size());
  for (const std::string& line : lines) {
    safe.push_back(printable(valid_utf8(line), longest_line));
  }
  const std::string fence(std::max<std::size_t>(3, longest_run_of_backticks(safe) + 1), '`');
  return fence + "\n" + join(safe, "\n") + "\n" + fence + "\n";
}

std::string markdown_link(std::string_view url) {
  const bool is_page = url.starts_with("https://") && url.size() <= 1000 &&
                       std::all_of(url.begin(), url.end(), is_plain_in_link);
  return is_page ? "<" + std::string(url) + ">" : markdown_text(url);
}

}  // namespace netprobe
