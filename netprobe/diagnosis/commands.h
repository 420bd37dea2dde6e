#pragma once

#include "netprobe/diagnosis/audience.h"
#include "netprobe/diagnosis/facts.h"

#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// Commands of the table of words that depend on what was seen.
inline constexpr std::string_view nsg_commands = "{nsg}";
inline constexpr std::string_view route_commands = "{routes}";
inline constexpr std::string_view squid_names = "{squid names}";
inline constexpr std::string_view squid_ports = "{squid ports}";
inline constexpr std::string_view squid_resolver = "{squid resolver}";

/// What to type, or to write into a configuration, for hits of one finding: nothing where the
/// syntax is not that of what blocks. Another command stands for itself.
std::vector<std::string> commands_for(const Facts& facts, std::string_view command,
                                      const std::vector<Hit>& hits, const Audience& audience);

}  // namespace netprobe
