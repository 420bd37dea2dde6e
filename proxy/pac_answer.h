#pragma once

#include "netprobe/core/result.h"
#include "netprobe/core/route.h"

#include <optional>
#include <string_view>
#include <vector>

namespace netprobe {

/// One entry of what a PAC script answers: a proxy, or none for DIRECT.
using PacEntry = std::optional<Proxy>;

/// "PROXY a:3128; HTTPS b; SOCKS5 c; DIRECT" as browsers read it (MDN, "Proxy Auto-Configuration
/// file", return value format; Chromium, net/base/proxy_string_util.cc): letter case does not
/// matter, entries that are not understood are passed over, and without a port it is 80, for HTTPS
/// 443, for SOCKS 1080. SOCKS alone is SOCKS4; a SOCKS5 proxy is sent names.
///
/// Each entry is kept once, and no more than the first `most_pac_entries`. An answer of which
/// nothing is understood is an error, a clause that says what was found. It never repeats user
/// information.
Result<std::vector<PacEntry>> parse_pac_answer(std::string_view answer);

/// No client waits for more proxies than that to be found dead.
constexpr std::size_t most_pac_entries = 16;

}  // namespace netprobe
