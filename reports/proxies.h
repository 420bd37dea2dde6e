#pragma once

#include "netprobe/core/proxy_table.h"
#include "reports/text_style.h"

#include <string>

namespace netprobe {

/// What `netprobe proxy show` prints: first which proxy each URL gets and why, then every place
/// that sets one, with who reads it; last the places that set none.
std::string render_proxies_text(const ProxyTable& table, const TextStyle& style);

/// The same as JSON, schema "netprobe.proxies/1" (netprobe.proxies.schema.json).
std::string render_proxies_json(const ProxyTable& table);

}  // namespace netprobe
