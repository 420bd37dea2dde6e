#pragma once

#include "netprobe/core/ip_set.h"
#include "netprobe/core/result.h"
#include "netprobe/core/service_tags.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace netprobe {

/// What `nsg explain` is asked about.
struct NsgDestination {
  std::string name;  ///< an address, a prefix, a host, or a service tag as the tag file spells it
  IpSet addresses;
  bool is_tag = false;
  bool is_host = false;
  std::optional<std::uint16_t> port;
};

/// "20.190.128.5:443", "20.190.128.0/18", "[2603:1006:2000::1]:443", "AzureBackup.WestEurope:443".
/// Rules know addresses only: those of a host name are asked of `lookup`.
using HostLookup = std::function<Result<IpSet>(const std::string& host)>;
Result<NsgDestination> parse_nsg_destination(std::string_view text, const ServiceTags& tags,
                                             const HostLookup& lookup);

}  // namespace netprobe
