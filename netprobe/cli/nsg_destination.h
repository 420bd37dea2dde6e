#pragma once

#include "netprobe/core/ip_set.h"
#include "netprobe/core/result.h"
#include "netprobe/core/service_tags.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace netprobe {

/// What `nsg explain` is asked about.
struct NsgDestination {
  std::string name;  ///< an address, a prefix, or a service tag as the tag file spells it
  IpSet addresses;
  bool is_tag = false;
  std::optional<std::uint16_t> port;
};

/// "20.190.128.5:443", "20.190.128.0/18", "[2603:1006:2000::1]:443", "AzureBackup.WestEurope:443".
/// A host name is refused: rules know addresses only, and nothing is resolved here.
Result<NsgDestination> parse_nsg_destination(std::string_view text, const ServiceTags& tags);

}  // namespace netprobe
