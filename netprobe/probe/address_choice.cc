#include "netprobe/probe/address_choice.h"

#include <algorithm>
#include <cstddef>

namespace netprobe {

std::vector<IpAddress> limited(const std::vector<ResolvedAddress>& resolved, int per_family) {
  std::vector<IpAddress> addresses;
  int four = 0;
  int six = 0;
  for (const ResolvedAddress& one : resolved) {
    int& count = one.address.family() == Family::ipv4 ? four : six;
    if (count++ < per_family) {
      addresses.push_back(one.address);
    }
  }
  return addresses;
}

std::vector<IpAddress> of_families(std::vector<IpAddress> addresses, Families families) {
  std::erase_if(addresses, [&](const IpAddress& address) {
    return (families == Families::ipv4_only && address.family() == Family::ipv6) ||
           (families == Families::ipv6_only && address.family() == Family::ipv4);
  });
  return addresses;
}

void put_ipv4_first(std::vector<IpAddress>& addresses) {
  std::stable_partition(addresses.begin(), addresses.end(),
                        [](const IpAddress& address) { return address.family() == Family::ipv4; });
}

}  // namespace netprobe
