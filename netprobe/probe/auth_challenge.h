#pragma once

#include "netprobe/core/route.h"

#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// The schemes that a Proxy-Authenticate field offers, as they are spelt there and in its order.
/// One field may list several challenges, whose parameters are separated by commas too (RFC 9110,
/// 11.6.1). At most `most_schemes`; what is no token is passed over.
std::vector<std::string> schemes_in(std::string_view field);

constexpr std::size_t most_schemes = 16;

/// Which of the offered schemes to try, strongest first, in the order of WinHTTP and the browsers:
/// Negotiate, NTLM, Digest, Basic. A scheme that was asked for by name is tried alone, and where
/// nothing at all is offered too; what the proxy does not offer is never sent, since Basic gives
/// the password away.
std::vector<ProxyAuth> schemes_to_try(const std::vector<std::string>& offered, ProxyAuth wanted);

/// Of the offered schemes those that can be sent without the proxy's own challenge, which comes
/// with a 407 alone: a 401 is answered by them or not at all.
std::vector<std::string> schemes_without_challenge(const std::vector<std::string>& offered);

}  // namespace netprobe
