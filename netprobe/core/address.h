#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace netprobe {

enum class Family { ipv4, ipv6 };

/// An IPv4 or IPv6 address: a plain value, network byte order; IPv4 uses the first four bytes.
class IpAddress {
 public:
  IpAddress() = default;
  static IpAddress v4(std::uint32_t host_order);
  static IpAddress v6(const std::array<std::uint8_t, 16>& bytes);
  /// Dotted quad, or RFC 4291 text (no zone, no brackets).
  static std::optional<IpAddress> parse(std::string_view text);

  [[nodiscard]] Family family() const { return family_; }
  [[nodiscard]] const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }
  [[nodiscard]] int bits() const { return family_ == Family::ipv4 ? 32 : 128; }
  /// RFC 5952.
  [[nodiscard]] std::string to_string() const;

  [[nodiscard]] bool is_unspecified() const;    ///< 0.0.0.0/8 and ::
  [[nodiscard]] bool is_loopback() const;       ///< 127/8, ::1
  [[nodiscard]] bool is_private() const;        ///< RFC 1918, RFC 4193 (fc00::/7)
  [[nodiscard]] bool is_shared() const;         ///< RFC 6598, 100.64/10
  [[nodiscard]] bool is_link_local() const;     ///< 169.254/16, fe80::/10
  [[nodiscard]] bool is_documentation() const;  ///< RFC 5737, 2001:db8::/32
  [[nodiscard]] bool is_multicast() const;      ///< 224/4, 255.255.255.255, ff00::/8

  auto operator<=>(const IpAddress&) const = default;

 private:
  Family family_ = Family::ipv4;
  std::array<std::uint8_t, 16> bytes_{};
};

/// A prefix, host bits cleared.
struct Cidr {
  IpAddress base;
  int length = 0;

  /// "20.190.128.0/18"; a bare address is /32 or /128. Host bits that are set are an error
  /// (nothing).
  static std::optional<Cidr> parse(std::string_view text);
  /// The prefix of that length which contains the address.
  static Cidr around(const IpAddress& address, int length);

  [[nodiscard]] bool contains(const IpAddress& address) const;
  [[nodiscard]] bool contains(const Cidr& other) const;
  [[nodiscard]] bool is_single() const { return length == base.bits(); }
  /// The address `offset` steps after the base (offset counts within the low 64 bits).
  [[nodiscard]] IpAddress at(std::uint64_t offset) const;
  /// How many addresses; saturates at 2^63.
  [[nodiscard]] std::uint64_t size() const;
  [[nodiscard]] std::string to_string() const;

  auto operator<=>(const Cidr&) const = default;
};

/// A host (name or literal address, no brackets, lower case) and a port.
struct HostPort {
  std::string host;
  std::uint16_t port = 0;

  /// "host:port", with brackets round an IPv6 literal.
  [[nodiscard]] std::string to_string() const;
  /// "name", "name:port", "1.2.3.4:port", "[v6]:port", bare "v6"; port 0 when none was given.
  /// Nothing when it is no host (blanks, control characters, bad labels, a port beyond 65535).
  static std::optional<HostPort> parse(std::string_view text);

  auto operator<=>(const HostPort&) const = default;
};

/// Is this a host name that DNS could hold: LDH labels and underscores of 1 to 63, 253 in all (RFC
/// 1123, 2.1).
bool is_host_name(std::string_view text);

}  // namespace netprobe
