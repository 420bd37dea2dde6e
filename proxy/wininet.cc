#include "proxy/wininet.h"

#include "netprobe/core/text.h"
#include "proxy/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace netprobe {

namespace {

constexpr std::string_view separators = "; \t\r\n";
constexpr std::string_view implied = "(loopback)";
constexpr std::string_view expected =
    "expected http=HOST:PORT;https=HOST:PORT;socks=HOST:PORT or one HOST:PORT for all";

/// "http" of "http=a:1"; empty for a proxy that stands by itself. Only these words: a '=' may well
/// stand in a password.
std::string protocol_of(std::string_view token) {
  static constexpr auto words = std::to_array<std::string_view>({"http", "https", "ftp", "socks"});
  const std::string_view word = token.substr(0, token.find('='));
  const bool known = word.size() < token.size() &&
                     std::any_of(words.begin(), words.end(), [&](std::string_view one) {
                       return equals_ignoring_case(one, word);
                     });
  return known ? to_lower(word) : "";
}

bool has_port(std::string_view address) {
  const auto parsed = HostPort::parse(address.substr(0, address.find('/')));
  return !parsed || parsed->port != 0;
}

Result<Proxy> parse_entry(std::string_view text, const std::string& protocol) {
  const bool is_socks = protocol == "socks";
  std::string scheme = is_socks ? "socks4" : "http";
  if (const auto end = text.find("://"); end != std::string_view::npos) {
    const std::string_view given = text.substr(0, end);
    scheme = is_socks && starts_with_ignoring_case(given, "socks") ? std::string(given) : scheme;
    text.remove_prefix(end + 3);
  }
  const bool without_port = !text.empty() && !has_port(text);
  auto proxy = parse_proxy(fmt::format("{}://{}", scheme, text));
  if (proxy && without_port && !is_socks) {
    proxy->address.port = 80;
  }
  return proxy;
}

std::optional<Proxy> first_of(const std::map<std::string, Proxy>& proxies,
                              std::initializer_list<const char*> protocols) {
  for (const char* protocol : protocols) {
    if (const auto found = proxies.find(protocol); found != proxies.end()) {
      return found->second;
    }
  }
  return std::nullopt;
}

/// Does the text fit the pattern, in which '*' stands for any text?
bool fits(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

/// A host as it is compared: lower case, no brackets, an address in its usual spelling.
std::string normal(std::string_view host) {
  if (host.size() > 2 && host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
  }
  const auto address = IpAddress::parse(host);
  return address ? address->to_string() : to_lower(host);
}

/// Takes ":PORT" off the pattern; nothing where none is there. (A bare IPv6 address has more than
/// one ':'.)
std::optional<std::uint16_t> take_port(std::string_view& pattern) {
  const std::size_t colon = pattern.rfind(':');
  const bool bracketed = pattern.starts_with('[');
  const std::size_t close = pattern.find(']');
  const bool inside = bracketed && (close == std::string_view::npos || colon < close);
  const bool bare_v6 = !bracketed && pattern.find(':') != colon;
  if (colon == std::string_view::npos || inside || bare_v6) {
    return std::nullopt;
  }
  const auto port = parse_number<std::uint16_t>(pattern.substr(colon + 1));
  if (port) {
    pattern = pattern.substr(0, colon);
  }
  return port;
}

bool exempts(std::string_view entry, const std::string& host, const BypassQuestion& question) {
  if (equals_ignoring_case(entry, "<local>")) {
    return host.find_first_of(".:") == std::string::npos;
  }
  if (const auto end = entry.find("://"); end != std::string_view::npos) {
    if (!equals_ignoring_case(entry.substr(0, end), name_of(question.protocol))) {
      return false;
    }
    entry.remove_prefix(end + 3);
  }
  const auto port = take_port(entry);
  return (!port || *port == question.port) && !entry.empty() && fits(normal(entry), host);
}

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "loopback" || host == "127.0.0.1" || host == "::1";
}

}  // namespace

bool is_windows_proxy_list(std::string_view text) {
  const auto tokens = split(text, separators);
  const bool several = tokens.size() > 1 && text.find('@') == std::string_view::npos;
  return several || (!tokens.empty() && !protocol_of(tokens.front()).empty());
}

Result<ProxyPair> parse_windows_proxy_list(std::string_view text) {
  if (text.find('@') != std::string_view::npos) {
    return usage_error(
        "found user information in a list of proxies, expected it in options of its own");
  }
  std::map<std::string, Proxy> proxies;
  for (const std::string_view token : split(text, separators)) {
    const std::string protocol = protocol_of(token);
    const auto name = protocol.empty() ? std::string("every protocol") : protocol;
    auto proxy =
        parse_entry(protocol.empty() ? token : token.substr(protocol.size() + 1), protocol);
    if (!proxy) {
      return usage_error(fmt::format("for {}: {}", name, proxy.error().message));
    }
    if (!proxies.emplace(protocol, *std::move(proxy)).second) {
      return usage_error(fmt::format("found two proxies for {}, {}", name, expected));
    }
  }
  ProxyPair pair{first_of(proxies, {"https", "", "socks"}),
                 first_of(proxies, {"http", "", "socks"})};
  if (!pair.https && !pair.http) {
    return usage_error(fmt::format("found no proxy for HTTP or HTTPS, {}", expected));
  }
  return pair;
}

std::vector<std::string> split_wininet_bypass(std::string_view text) {
  return split(text, "; \t\r\n,");
}

std::optional<std::string> matching_wininet_entry(std::span<const std::string> entries,
                                                  const BypassQuestion& question) {
  const std::string host = normal(question.host);
  if (host.empty()) {
    return std::nullopt;
  }
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const std::string& entry) {
    return exempts(entry, host, question);
  });
  if (found != entries.end()) {
    return *found;
  }
  const bool subtracted = std::any_of(entries.begin(), entries.end(), [](const std::string& entry) {
    return equals_ignoring_case(entry, "<-loopback>");
  });
  return is_loopback(host) && !subtracted ? std::optional(std::string(implied)) : std::nullopt;
}

}  // namespace netprobe
