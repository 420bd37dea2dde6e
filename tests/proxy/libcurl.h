#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace netprobe::testing_support {

/// What libcurl itself would do, asked without a packet: the socket that it wants to open is noted
/// and refused, and every target is pinned, so that nothing is resolved.

using Variables = std::map<std::string, std::string>;

/// The address that libcurl wants to connect to for the URL, with these proxy variables and no
/// others in the environment; `pinned` when it goes straight to the target, "refused" when libcurl
/// ends before it opens a socket.
std::string libcurl_destination(const std::string& url, const Variables& environment);
inline constexpr auto pinned = "127.0.0.2:9";
inline constexpr auto refused = "refused";

/// Does libcurl take the host of the URL out of a proxy with this bypass list (CURLOPT_NOPROXY)?
/// Host as in a URL: an IPv6 literal has brackets.
bool libcurl_bypasses(const std::string& host, const std::string& bypass_list);

/// User and password that libcurl presents to this proxy (by Basic), over loopback; nothing
/// when it presents none.
std::optional<std::pair<std::string, std::string>> libcurl_credentials(const std::string& proxy);

}  // namespace netprobe::testing_support
