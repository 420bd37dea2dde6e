#pragma once

#include "netprobe/core/proxy_table.h"
#include "netprobe/core/vocabulary.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace netprobe {

/// Whether a list exempts this.
struct BypassQuestion {
  std::string_view host;  ///< a name or a literal address, with or without brackets
  Protocol protocol = Protocol::https;
  std::uint16_t port = 443;
};

/// A list in either form. It is read as Windows reads it where nothing but a Windows list holds a
/// ';', a '<', a "://", a ':' with a port or a '*' inside of an entry, and by libcurl's rules
/// otherwise. ("corp.example" alone exempts what lies under it; "corp.example;" does not.)
BypassList parse_bypass_list(std::string_view text, std::string_view source);

/// The first entry that exempts the host, by the rules of the list; nothing when none does. What
/// Windows exempts without being told is called "(loopback)". Lists of desktops are not evaluated:
/// no backup component reads them.
std::optional<std::string> exempting_entry(const BypassList& list, const BypassQuestion& question);

/// Entries that can never match by the rules of their list, a sentence each: what is wrong, and
/// what would say it.
std::vector<std::string> useless_entries(const BypassList& list);

}  // namespace netprobe
