#include "netprobe/core/ip_set.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>

namespace netprobe {

namespace {

std::uint32_t ipv4_number(const IpAddress& address) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    number = number << 8U | address.bytes().at(i);
  }
  return number;
}

Uint128 ipv6_number(const IpAddress& address) {
  Uint128 number;
  for (std::size_t i = 0; i < 8; ++i) {
    number.high = number.high << 8U | address.bytes().at(i);
    number.low = number.low << 8U | address.bytes().at(i + 8);
  }
  return number;
}

IpAddress address_of(std::uint32_t number) { return IpAddress::v4(number); }

IpAddress address_of(const Uint128& number) {
  std::array<std::uint8_t, 16> bytes{};
  for (std::size_t i = 0; i < 8; ++i) {
    bytes.at(i) = static_cast<std::uint8_t>(number.high >> (56U - 8U * i));
    bytes.at(i + 8) = static_cast<std::uint8_t>(number.low >> (56U - 8U * i));
  }
  return IpAddress::v6(bytes);
}

Interval<std::uint32_t> ipv4_interval(const Cidr& prefix) {
  const std::uint32_t first = ipv4_number(prefix.base);
  return {first, first | static_cast<std::uint32_t>(low_ones(32 - prefix.length).low)};
}

Interval<Uint128> ipv6_interval(const Cidr& prefix) {
  const Uint128 first = ipv6_number(prefix.base);
  return {first, first | low_ones(128 - prefix.length)};
}

/// The largest prefixes that fit, one after the other: no other choice needs fewer.
void append_prefixes(const Interval<Uint128>& interval, int bits, std::vector<Cidr>& into) {
  Uint128 first = interval.first;
  for (;;) {
    int free = std::min(trailing_zeros(first), bits);
    while ((first | low_ones(free)) > interval.last) {
      --free;
    }
    const IpAddress base =
        bits == 32 ? address_of(static_cast<std::uint32_t>(first.low)) : address_of(first);
    into.push_back({base, bits - free});
    const Uint128 last = first | low_ones(free);
    if (last == interval.last) {
      return;
    }
    first = last + 1;
  }
}

Interval<Uint128> widened(const Interval<std::uint32_t>& interval) {
  return {{0, interval.first}, {0, interval.last}};
}

}  // namespace

AddressCount operator+(const AddressCount& a, const AddressCount& b) {
  const std::uint64_t low = a.rest.low + b.rest.low;
  const std::uint64_t carry = low < a.rest.low ? 1 : 0;
  const std::uint64_t high = a.rest.high + b.rest.high;
  const std::uint64_t sum = high + carry;
  const std::uint64_t carries = (high < a.rest.high ? 1U : 0U) + (sum < high ? 1U : 0U);
  return {a.top + b.top + carries, {sum, low}};
}

std::string AddressCount::to_string() const {
  // Long division by ten, half a word at a time.
  std::array<std::uint64_t, 6> digits = {top >> 32U,       top & 0xffffffffU,
                                         rest.high >> 32U, rest.high & 0xffffffffU,
                                         rest.low >> 32U,  rest.low & 0xffffffffU};
  std::string out;
  do {
    std::uint64_t remainder = 0;
    for (std::uint64_t& digit : digits) {
      const std::uint64_t value = remainder << 32U | digit;
      digit = value / 10;
      remainder = value % 10;
    }
    out.push_back(static_cast<char>('0' + remainder));
  } while (
      std::any_of(digits.begin(), digits.end(), [](std::uint64_t digit) { return digit > 0; }));
  std::reverse(out.begin(), out.end());
  return out;
}

double AddressCount::to_double() const {
  return std::ldexp(static_cast<double>(top), 128) +
         std::ldexp(static_cast<double>(rest.high), 64) + static_cast<double>(rest.low);
}

IpSet::IpSet(std::span<const Cidr> prefixes) {
  std::vector<Interval<std::uint32_t>> ipv4;
  std::vector<Interval<Uint128>> ipv6;
  ipv4.reserve(prefixes.size());
  for (const Cidr& prefix : prefixes) {
    if (prefix.base.family() == Family::ipv4) {
      ipv4.push_back(ipv4_interval(prefix));
    } else {
      ipv6.push_back(ipv6_interval(prefix));
    }
  }
  ipv4_ = IntervalSet<std::uint32_t>(std::move(ipv4));
  ipv6_ = IntervalSet<Uint128>(std::move(ipv6));
}

IpSet IpSet::range(const IpAddress& first, const IpAddress& last) {
  if (first.family() != last.family() || first > last) {
    return {};
  }
  if (first.family() == Family::ipv4) {
    return {IntervalSet<std::uint32_t>({{ipv4_number(first), ipv4_number(last)}}), {}};
  }
  return {{}, IntervalSet<Uint128>({{ipv6_number(first), ipv6_number(last)}})};
}

IpSet IpSet::all(Family family) {
  return family == Family::ipv4 ? IpSet(IntervalSet<std::uint32_t>::everything(), {})
                                : IpSet({}, IntervalSet<Uint128>::everything());
}

bool IpSet::contains(const IpAddress& address) const {
  return address.family() == Family::ipv4 ? ipv4_.contains(ipv4_number(address))
                                          : ipv6_.contains(ipv6_number(address));
}

bool IpSet::contains(const Cidr& prefix) const {
  return prefix.base.family() == Family::ipv4 ? ipv4_.contains(ipv4_interval(prefix))
                                              : ipv6_.contains(ipv6_interval(prefix));
}

IpSet IpSet::only(Family family) const {
  return family == Family::ipv4 ? IpSet(ipv4_, {}) : IpSet({}, ipv6_);
}

IpSet IpSet::complement(Family family) const { return all(family) - *this; }

std::uint64_t IpSet::ipv4_count() const {
  std::uint64_t count = 0;
  for (const auto& interval : ipv4_.intervals()) {
    count += std::uint64_t{interval.last} - interval.first + 1;
  }
  return count;
}

AddressCount IpSet::ipv6_count() const {
  AddressCount count;
  for (const auto& interval : ipv6_.intervals()) {
    // In two steps: all of IPv6 is one more than 128 bits hold.
    count = count + AddressCount{0, interval.last - interval.first} + AddressCount{0, {0, 1}};
  }
  return count;
}

AddressCount IpSet::count() const { return ipv6_count() + AddressCount{0, {0, ipv4_count()}}; }

std::vector<Cidr> IpSet::prefixes() const {
  std::vector<Cidr> out;
  for (const auto& interval : ipv4_.intervals()) {
    append_prefixes(widened(interval), 32, out);
  }
  for (const auto& interval : ipv6_.intervals()) {
    append_prefixes(interval, 128, out);
  }
  return out;
}

std::vector<IpRange> IpSet::ranges() const {
  std::vector<IpRange> out;
  for (const auto& interval : ipv4_.intervals()) {
    out.push_back({address_of(interval.first), address_of(interval.last)});
  }
  for (const auto& interval : ipv6_.intervals()) {
    out.push_back({address_of(interval.first), address_of(interval.last)});
  }
  return out;
}

}  // namespace netprobe
