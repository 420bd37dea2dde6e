#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace netprobe {

/// How Windows keeps a proxy, as values of the registry. None of the two forms is documented by
/// Microsoft; both are as WinINet and netsh have written them since Windows 2000.

/// What is switched on, and what it would say. A text may be there without its switch: it is then
/// what the dialog still shows, and counts for nothing.
struct ConnectionSettings {
  bool uses_proxy = false, uses_script = false, detects = false;
  std::string proxy;       ///< "HOST:PORT", or "http=…;https=…"
  std::string bypass;      ///< "*.corp;<local>"
  std::string script_url;  ///< a PAC script's
  bool operator==(const ConnectionSettings&) const = default;
};

/// DefaultConnectionSettings of WinINet: a version (0x3C or 0x46), a counter, switches (1 direct, 2
/// proxy, 4 script, 8 detection), then proxy, bypass list and script's URL, each with its length
/// before it, and what concerns nobody here. The switches decide, whatever the length of the rest;
/// nothing where even they are missing, or a text is longer than what is there.
std::optional<ConnectionSettings> parse_connection_settings(std::string_view bytes);

/// WinHttpSettings of WinHTTP: a version (0x18 or 0x28), a zero, a kind (1 direct, 3 by name), then
/// proxy and bypass list. The same holds.
std::optional<ConnectionSettings> parse_winhttp_settings(std::string_view bytes);

}  // namespace netprobe
