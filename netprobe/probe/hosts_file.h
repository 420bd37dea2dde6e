#pragma once

#include "netprobe/core/address.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// The hosts file (hosts(5)): names in lower case, each with its addresses in the file's order.
class HostsFile {
 public:
  HostsFile() = default;
  /// Lines that are none are skipped, as the system does.
  static HostsFile parse(std::string_view text);

  /// The addresses of a name in any letter case, with or without the final dot; empty when the file
  /// does not have it. "localhost" and names under it are always there (RFC 6761, 6.3).
  [[nodiscard]] std::vector<IpAddress> find(std::string_view name) const;

 private:
  std::map<std::string, std::vector<IpAddress>, std::less<>> addresses_;
};

}  // namespace netprobe
