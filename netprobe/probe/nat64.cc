#include "netprobe/probe/nat64.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace netprobe {

namespace {

constexpr std::array prefix_lengths = {96, 64, 56, 48, 40, 32};  // RFC 6052, 2.2
constexpr std::size_t always_zero = 8;                           // the octet of bits 64 to 71

/// Where the four octets stand in an address below a prefix of that length.
std::array<std::size_t, 4> places_for(int length) {
  std::array<std::size_t, 4> places{};
  std::size_t at = static_cast<std::size_t>(length) / 8;
  for (std::size_t& place : places) {
    at += at == always_zero ? 1 : 0;
    place = at++;
  }
  return places;
}

IpAddress carried_by(const IpAddress& address, int length) {
  std::uint32_t bits = 0;
  for (const std::size_t place : places_for(length)) {
    bits = bits << 8U | address.bytes()[place];
  }
  return IpAddress::v4(bits);
}

bool is_well_known(const IpAddress& address) {
  return address == IpAddress::v4(0xC00000AA) || address == IpAddress::v4(0xC00000AB);
}

bool is_of_use(const IpAddress& address) {
  return !address.is_loopback() && !address.is_link_local() && !address.is_unspecified();
}

}  // namespace

std::optional<Cidr> nat64_prefix_in(std::span<const ResolvedAddress> of_witness) {
  for (const ResolvedAddress& one : of_witness) {
    if (one.address.family() != Family::ipv6) {
      continue;
    }
    for (const int length : prefix_lengths) {
      if (is_well_known(carried_by(one.address, length))) {
        return Cidr::around(one.address, length);
      }
    }
  }
  return std::nullopt;
}

IpAddress through_nat64(const Cidr& prefix, const IpAddress& address) {
  std::array<std::uint8_t, 16> bytes = prefix.base.bytes();
  const auto places = places_for(prefix.length);
  for (std::size_t i = 0; i < places.size(); ++i) {
    bytes[places[i]] = address.bytes()[i];
  }
  return IpAddress::v6(bytes);
}

std::optional<IpAddress> behind_nat64(const Cidr& prefix, const IpAddress& address) {
  return prefix.contains(address) ? std::optional(carried_by(address, prefix.length))
                                  : std::nullopt;
}

bool has_only_ipv6(std::span<const IpAddress> own) {
  const auto has = [&](Family family) {
    return std::any_of(own.begin(), own.end(), [&](const IpAddress& address) {
      return address.family() == family && is_of_use(address);
    });
  };
  return has(Family::ipv6) && !has(Family::ipv4);
}

}  // namespace netprobe
