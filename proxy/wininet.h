#pragma once

#include "netprobe/core/result.h"
#include "netprobe/core/route.h"
#include "proxy/bypass_list.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// Proxies and bypass lists in the form that Windows keeps them (ProxyServer and ProxyOverride of
/// the registry, `netsh winhttp`). The rules are those of "Enabling Internet Functionality"
/// (learn.microsoft.com/windows/win32/wininet/enabling-internet-functionality).

/// A proxy for each protocol; none: that protocol goes directly.
struct ProxyPair {
  std::optional<Proxy> https, http;
  bool operator==(const ProxyPair&) const = default;
};

/// Is this more than one proxy's URL: "http=a:1;https=b:2", or several separated by ';' or blanks?
/// (A ';' in front of an '@' may stand in a password.)
bool is_windows_proxy_list(std::string_view text);

/// "http=HOST:PORT;https=HOST:PORT;socks=HOST:PORT", or one "HOST:PORT" for what is not named;
/// separated by ';' or blanks. Without a port it is 80, for socks 1080. These proxies are spoken to
/// in plain HTTP (socks: SOCKS4), even where "https://" stands before the host: WinINet knows no
/// other. What "socks" names serves each protocol that has no proxy of its own; "ftp" is left out.
/// User information has no place in such a list. The error is a clause that never repeats any.
Result<ProxyPair> parse_windows_proxy_list(std::string_view text);

/// The entries, separated by ';' or blanks; by commas too, as no entry can hold one.
std::vector<std::string> split_wininet_bypass(std::string_view text);

/// The first entry that exempts the host: "[SCHEME://]PATTERN[:PORT]", where '*' stands for any
/// text, "<local>" for every name without a period. A name without a '*' exempts itself alone,
/// and a CIDR prefix nothing. localhost, loopback, 127.0.0.1 and ::1 are exempt ("(loopback)")
/// unless the list holds "<-loopback>".
std::optional<std::string> matching_wininet_entry(std::span<const std::string> entries,
                                                  const BypassQuestion& question);

}  // namespace netprobe
