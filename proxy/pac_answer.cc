#include "proxy/pac_answer.h"

#include "netprobe/core/address.h"
#include "netprobe/core/text.h"
#include "netprobe/core/url.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace netprobe {

namespace {

struct EntryKind {
  std::string_view word;
  ProxyScheme scheme;
  std::uint16_t port;
};

constexpr std::array entry_kinds = {
    EntryKind{"PROXY", ProxyScheme::http, 80},      EntryKind{"HTTP", ProxyScheme::http, 80},
    EntryKind{"HTTPS", ProxyScheme::https, 443},    EntryKind{"SOCKS", ProxyScheme::socks4, 1080},
    EntryKind{"SOCKS4", ProxyScheme::socks4, 1080}, EntryKind{"SOCKS5", ProxyScheme::socks5h, 1080},
};

std::optional<Proxy> proxy_of(std::string_view word, std::string_view place) {
  const auto* const kind =
      std::find_if(entry_kinds.begin(), entry_kinds.end(),
                   [&](const EntryKind& k) { return equals_ignoring_case(k.word, word); });
  auto address = HostPort::parse(place);
  if (kind == entry_kinds.end() || !address) {
    return std::nullopt;
  }
  address->port = address->port == 0 ? kind->port : address->port;
  return Proxy{.scheme = kind->scheme, .address = *address};
}

}  // namespace

Result<std::vector<PacEntry>> parse_pac_answer(std::string_view answer) {
  std::vector<PacEntry> entries;
  for (const std::string& text : split(answer, ";")) {
    const std::size_t blank = std::min(text.find_first_of(" \t"), text.size());
    const std::string_view word = std::string_view(text).substr(0, blank);
    const std::string_view place = trim(std::string_view(text).substr(blank));
    const bool direct = equals_ignoring_case(word, "DIRECT") && place.empty();
    const PacEntry entry = proxy_of(word, place);
    const bool known = std::find(entries.begin(), entries.end(), entry) != entries.end();
    if ((direct || entry) && !known && entries.size() < most_pac_entries) {
      entries.push_back(entry);
    }
  }
  if (entries.empty()) {
    return usage_error(fmt::format(
        "found {}, expected PROXY, HTTPS, SOCKS or SOCKS5 with a host and a port, or DIRECT",
        trim(answer).empty()
            ? "an empty answer"
            : fmt::format("\"{}\"", printable(without_user_information(answer), 100))));
  }
  return entries;
}

}  // namespace netprobe
