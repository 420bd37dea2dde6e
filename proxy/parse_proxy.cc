#include "netprobe/core/text.h"
#include "netprobe/core/url.h"
#include "proxy/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

namespace netprobe {

namespace {

constexpr std::string_view scheme_words = "http, https, socks4, socks4a, socks5 or socks5h";

std::optional<ProxyScheme> parse_scheme(std::string_view word) {
  static constexpr auto schemes =
      std::to_array({ProxyScheme::http, ProxyScheme::https, ProxyScheme::socks4,
                     ProxyScheme::socks4a, ProxyScheme::socks5, ProxyScheme::socks5h});
  const auto* const found = std::find_if(schemes.begin(), schemes.end(), [&](ProxyScheme scheme) {
    return equals_ignoring_case(name_of(scheme), word);
  });
  if (found != schemes.end()) {
    return *found;
  }
  return equals_ignoring_case(word, "socks") ? std::optional(ProxyScheme::socks4) : std::nullopt;
}

struct Pieces {
  std::string_view scheme;            ///< empty when there is none
  std::string_view user_information;  ///< up to the last '@'
  std::string_view rest;
};

Pieces pieces_of(std::string_view text) {
  Pieces pieces;
  const auto colon = text.find("://");
  // Text that holds an '@' or a ':' is no scheme but may be a password.
  if (colon != std::string_view::npos && text.find_first_of(":@") == colon) {
    pieces.scheme = text.substr(0, colon);
    text.remove_prefix(colon + 3);
  }
  if (const auto at = text.rfind('@'); at != std::string_view::npos) {
    pieces.user_information = text.substr(0, at);
    text.remove_prefix(at + 1);
  }
  pieces.rest = text;
  return pieces;
}

/// What is wrong with the text before libcurl's parser, whose words would not help, sees it; empty
/// when nothing is.
std::string obvious_problem(std::string_view text, const Pieces& pieces) {
  if (text.empty()) {
    return "found nothing, expected a proxy";
  }
  const auto is_blank_or_control = [](char c) { return (c >= 0 && c <= ' ') || c == '\x7f'; };
  if (std::any_of(text.begin(), text.end(), is_blank_or_control)) {
    return "found a blank or a control character, expected [scheme://]host[:port]";
  }
  if (pieces.rest.find_first_of(",;") != std::string_view::npos) {
    return "found several proxies, expected one";
  }
  if (!pieces.scheme.empty() && !parse_scheme(pieces.scheme)) {
    return fmt::format("found the proxy scheme \"{}\", expected {}", printable(pieces.scheme, 40),
                       scheme_words);
  }
  return "";
}

/// libcurl gives up a user or a password whose percent-decoded form holds control characters.
bool was_decoded(std::string_view user_information, const Url& url) {
  const std::size_t colon = std::min(user_information.find(':'), user_information.size());
  const bool has_password = colon + 1 < user_information.size();
  return url.user.empty() == (colon == 0) && url.password.empty() != has_password;
}

std::uint16_t default_port(ProxyScheme scheme) { return scheme == ProxyScheme::https ? 443 : 1080; }

}  // namespace

Result<Proxy> parse_proxy(std::string_view text) {
  const Pieces pieces = pieces_of(text);
  if (const auto problem = obvious_problem(text, pieces); !problem.empty()) {
    return usage_error(problem);
  }
  auto url = parse_url(text, "http");
  if (!url) {
    return tl::unexpected(std::move(url.error()));
  }
  if (!was_decoded(pieces.user_information, *url)) {
    return usage_error("found user information that cannot be decoded, expected %25 for each '%'");
  }
  if (url->port_given && url->address.port == 0) {
    return usage_error("found no usable port, expected 1 to 65535");
  }
  Proxy proxy;
  proxy.scheme = parse_scheme(url->scheme).value_or(ProxyScheme::http);
  proxy.address = url->address;
  if (!url->port_given) {
    proxy.address.port = default_port(proxy.scheme);
  }
  if (!pieces.user_information.empty()) {
    proxy.credentials = Credentials{std::move(url->user), Secret(std::move(url->password))};
  }
  return proxy;
}

}  // namespace netprobe
