#pragma once

#include <bit>
#include <compare>
#include <cstdint>

namespace netprobe {

/// An IPv6 address as a number: just what sets of them need. (The compilers' own 128-bit type is no
/// part of C++.)
struct Uint128 {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  auto operator<=>(const Uint128&) const = default;

  friend constexpr Uint128 operator+(const Uint128& a, std::uint64_t b) {
    const std::uint64_t sum = a.low + b;
    return {a.high + (sum < b ? 1U : 0U), sum};
  }
  friend constexpr Uint128 operator-(const Uint128& a, std::uint64_t b) {
    return {a.high - (a.low < b ? 1U : 0U), a.low - b};
  }
  friend constexpr Uint128 operator-(const Uint128& a, const Uint128& b) {
    return {a.high - b.high - (a.low < b.low ? 1U : 0U), a.low - b.low};
  }
  friend constexpr Uint128 operator|(const Uint128& a, const Uint128& b) {
    return {a.high | b.high, a.low | b.low};
  }
  friend constexpr Uint128 operator~(const Uint128& a) { return {~a.high, ~a.low}; }
};

/// How many low bits are zero: 128 for zero.
constexpr int trailing_zeros(const Uint128& number) {
  return number.low != 0 ? std::countr_zero(number.low) : 64 + std::countr_zero(number.high);
}

/// The number whose `count` lowest bits are set: from 0 to 128.
constexpr Uint128 low_ones(int count) {
  const auto ones = [](int bits) {
    return bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << static_cast<unsigned>(bits)) - 1;
  };
  return count <= 64 ? Uint128{0, ones(count)} : Uint128{ones(count - 64), ones(64)};
}

}  // namespace netprobe
