#include "netprobe/core/url.h"

#include "netprobe/core/text.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <memory>
#include <optional>

namespace netprobe {

namespace {

using UrlHandle = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

std::optional<std::string> part(CURLU* handle, CURLUPart what, unsigned flags) {
  char* text = nullptr;
  if (curl_url_get(handle, what, &text, flags) != CURLUE_OK || text == nullptr) {
    return std::nullopt;
  }
  std::string copy(text);
  curl_free(text);
  return copy;
}

std::string without_brackets(std::string host) {
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    return host.substr(1, host.size() - 2);
  }
  return host;
}

tl::unexpected<Error> bad_url(std::string_view text, std::string_view problem) {
  return usage_error(fmt::format("\"{}\" is not a URL: {}",
                                 printable(without_user_information(text), 200), problem));
}

}  // namespace

Result<Url> parse_url(std::string_view text, std::string_view default_scheme) {
  const UrlHandle handle(curl_url(), curl_url_cleanup);
  if (text.size() > 8000) {
    return bad_url(text.substr(0, 100), "it is longer than 8000 characters");
  }
  std::string full(text);
  if (!default_scheme.empty() && full.find("://") == std::string::npos) {
    full = fmt::format("{}://{}", default_scheme, full);
  }
  // NON_SUPPORT: socks5h:// and tcp:// are no transfer schemes of libcurl's but parse like any
  // other.
  const CURLUcode code =
      curl_url_set(handle.get(), CURLUPART_URL, full.c_str(), CURLU_NON_SUPPORT_SCHEME);
  if (code != CURLUE_OK) {
    return bad_url(text, curl_url_strerror(code));
  }
  Url url;
  url.scheme = to_lower(part(handle.get(), CURLUPART_SCHEME, 0).value_or(""));
  url.user = part(handle.get(), CURLUPART_USER, CURLU_URLDECODE).value_or("");
  url.password = part(handle.get(), CURLUPART_PASSWORD, CURLU_URLDECODE).value_or("");
  const auto host =
      HostPort::parse(without_brackets(part(handle.get(), CURLUPART_HOST, 0).value_or("")));
  if (!host || host->port != 0) {
    return bad_url(text, "its host is no host name and no address");
  }
  url.address = *host;
  const auto port = part(handle.get(), CURLUPART_PORT, 0);
  url.port_given = port.has_value();
  const auto known = port ? port : part(handle.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
  url.address.port = parse_number<std::uint16_t>(known.value_or("0")).value_or(0);
  url.path = part(handle.get(), CURLUPART_PATH, 0).value_or("/");
  if (const auto query = part(handle.get(), CURLUPART_QUERY, 0)) {
    url.path += "?" + *query;
  }
  return url;
}

std::string without_user_information(std::string_view url) {
  const std::size_t scheme = url.find("://");
  // What holds a ':' or an '@' before "://" is no scheme, and may be a password.
  const bool has_scheme = scheme != std::string_view::npos && url.find_first_of(":@") == scheme;
  const std::size_t start = has_scheme ? scheme + 3 : 0;
  // The last '@' before the path, and where the path does not begin cleanly, the last of all: a
  // password that holds a '/' must not leak either.
  const std::size_t at = url.rfind('@');
  if (at == std::string_view::npos || at < start) {
    return std::string(url);
  }
  return fmt::format("{}***@{}", url.substr(0, start), url.substr(at + 1));
}

}  // namespace netprobe
