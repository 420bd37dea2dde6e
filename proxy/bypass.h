#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace netprobe {

/// Which entry of a bypass list exempts the host, by the rules of libcurl 7.86 and later
/// (CURLOPT_NOPROXY(3)): names match themselves and everything below them, leading and trailing
/// dots do not count, letter case does not; addresses match literally or by CIDR; "*" matches all,
/// as the only entry. Nothing when none does.
std::optional<std::string> matching_bypass_entry(std::span<const std::string> entries,
                                                 std::string_view host);

}  // namespace netprobe
