#pragma once

#include "netprobe/core/address.h"
#include "netprobe/core/interval_set.h"
#include "netprobe/core/uint128.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace netprobe {

/// How many addresses, exactly: up to all of IPv6 (2^128) and IPv4 together.
struct AddressCount {
  std::uint64_t top = 0;  ///< times 2^128
  Uint128 rest;

  auto operator<=>(const AddressCount&) const = default;
  friend AddressCount operator+(const AddressCount& a, const AddressCount& b);

  /// In base ten.
  [[nodiscard]] std::string to_string() const;
  /// Rounded: for shares and for people.
  [[nodiscard]] double to_double() const;
};

/// The addresses from `first` to `last`, both included, of one family.
struct IpRange {
  IpAddress first;
  IpAddress last;
  bool operator==(const IpRange&) const = default;
};

/// A set of IPv4 and IPv6 addresses. Exact, and a plain value: equal sets are equal, whatever
/// prefixes they were made from. Union, intersection and difference take time in the number of
/// ranges, never of addresses.
class IpSet {
 public:
  IpSet() = default;
  /// Prefixes of both families in any order, overlapping or not: O(n log n).
  explicit IpSet(std::span<const Cidr> prefixes);
  explicit IpSet(const Cidr& prefix) : IpSet(std::span(&prefix, 1)) {}
  /// Empty where `first` lies beyond `last`, or they are of two families.
  static IpSet range(const IpAddress& first, const IpAddress& last);
  static IpSet all(Family family);

  [[nodiscard]] bool empty() const { return ipv4_.empty() && ipv6_.empty(); }
  [[nodiscard]] bool contains(const IpAddress& address) const;
  [[nodiscard]] bool contains(const Cidr& prefix) const;
  [[nodiscard]] bool contains(const IpSet& other) const { return (other - *this).empty(); }

  /// Only the addresses of that family.
  [[nodiscard]] IpSet only(Family family) const;
  /// All addresses of that family which are not in the set, and none of the other.
  [[nodiscard]] IpSet complement(Family family) const;

  [[nodiscard]] std::uint64_t ipv4_count() const;
  [[nodiscard]] AddressCount ipv6_count() const;
  [[nodiscard]] AddressCount count() const;

  /// The fewest prefixes that make up the set; ascending, IPv4 first.
  [[nodiscard]] std::vector<Cidr> prefixes() const;
  /// The fewest ranges; ascending, IPv4 first.
  [[nodiscard]] std::vector<IpRange> ranges() const;

  bool operator==(const IpSet&) const = default;

  friend IpSet operator|(const IpSet& a, const IpSet& b) {
    return {a.ipv4_ | b.ipv4_, a.ipv6_ | b.ipv6_};
  }
  friend IpSet operator&(const IpSet& a, const IpSet& b) {
    return {a.ipv4_ & b.ipv4_, a.ipv6_ & b.ipv6_};
  }
  friend IpSet operator-(const IpSet& a, const IpSet& b) {
    return {a.ipv4_ - b.ipv4_, a.ipv6_ - b.ipv6_};
  }

 private:
  IpSet(IntervalSet<std::uint32_t> ipv4, IntervalSet<Uint128> ipv6)
      : ipv4_(std::move(ipv4)), ipv6_(std::move(ipv6)) {}

  IntervalSet<std::uint32_t> ipv4_;
  IntervalSet<Uint128> ipv6_;
};

}  // namespace netprobe
