#include "proxy/bypass_list.h"

#include "netprobe/core/address.h"
#include "netprobe/core/text.h"
#include "proxy/bypass.h"
#include "proxy/waagent.h"
#include "proxy/wininet.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

/// A port behind a name or an IPv4 address; a bare IPv6 address has more than one ':'.
bool names_port(std::string_view entry) {
  const auto parsed = HostPort::parse(entry);
  return parsed && parsed->port != 0;
}

bool is_windows_entry(std::string_view entry) {
  return (entry.size() > 1 && entry.find('*') != std::string_view::npos) ||
         entry.find("://") != std::string_view::npos || names_port(entry);
}

/// The name in "*.corp" and ".corp".
std::string_view bare_name(std::string_view entry) {
  const std::size_t first = entry.find_first_not_of("*.");
  return first == std::string_view::npos ? std::string_view() : entry.substr(first);
}

std::string instead(std::string_view what, std::string_view suggestion) {
  return suggestion.empty() ? std::string(what) : fmt::format("{}; write {}", what, suggestion);
}

/// Why the entry never matches; empty when it may.
std::string libcurl_problem(std::string_view entry, bool alone) {
  if (entry.find('*') != std::string_view::npos) {
    return alone && entry == "*" ? "" : instead("a '*' means nothing in it", bare_name(entry));
  }
  if (entry.find("://") != std::string_view::npos) {
    return "a scheme means nothing in it";
  }
  if (entry.starts_with('[')) {
    return "an address stands without brackets in it";
  }
  if (names_port(entry)) {
    return "a port means nothing in it";
  }
  const std::size_t slash = entry.find('/');
  if (slash == std::string_view::npos) {
    return "";
  }
  const auto base = IpAddress::parse(entry.substr(0, slash));
  const auto length = parse_number<int>(entry.substr(slash + 1));
  const bool good = base && length && *length >= 0 && *length <= base->bits();
  return good ? "" : "it is neither a name nor a prefix";
}

std::string waagent_problem(std::string_view entry) {
  return entry.find('*') != std::string_view::npos
             ? instead("a '*' means nothing in it", bare_name(entry))
             : "";
}

std::string wininet_problem(std::string_view entry) {
  const bool scheme = entry.find("://") != std::string_view::npos;
  if (!scheme && entry.find('/') != std::string_view::npos) {
    return "Windows reads no prefixes; write it with a '*', such as 10.*";
  }
  return entry.starts_with('.')
             ? instead("a name begins with no '.' in it", fmt::format("*{}", entry))
             : "";
}

std::string problem_of(const BypassList& list, std::string_view entry) {
  switch (list.rules) {
    case BypassRules::libcurl:
      return libcurl_problem(entry, list.entries.size() == 1);
    case BypassRules::waagent:
      return waagent_problem(entry);
    case BypassRules::wininet:
      return wininet_problem(entry);
    case BypassRules::gnome:
    case BypassRules::kde:
      break;
  }
  return "";
}

}  // namespace

BypassList parse_bypass_list(std::string_view text, std::string_view source) {
  BypassList list{BypassRules::libcurl, split_bypass_list(text), std::string(source)};
  const bool windows = text.find_first_of(";<") != std::string_view::npos ||
                       std::any_of(list.entries.begin(), list.entries.end(), is_windows_entry);
  if (windows) {
    list.rules = BypassRules::wininet;
    list.entries = split_wininet_bypass(text);
  }
  return list;
}

std::optional<std::string> exempting_entry(const BypassList& list, const BypassQuestion& question) {
  if (list.source.empty()) {
    return std::nullopt;
  }
  switch (list.rules) {
    case BypassRules::libcurl:
      return matching_bypass_entry(list.entries, question.host);
    case BypassRules::waagent:
      return matching_waagent_entry(list.entries, question.host);
    case BypassRules::wininet:
      return matching_wininet_entry(list.entries, question);
    case BypassRules::gnome:
    case BypassRules::kde:
      break;
  }
  return std::nullopt;
}

std::vector<std::string> useless_entries(const BypassList& list) {
  std::vector<std::string> sentences;
  for (const std::string& entry : list.entries) {
    if (const auto problem = problem_of(list, entry); !problem.empty()) {
      sentences.push_back(fmt::format("the entry '{}' of {} exempts nobody by {}: {}", entry,
                                      list.source, words_for(list.rules), problem));
    }
  }
  return sentences;
}

}  // namespace netprobe
