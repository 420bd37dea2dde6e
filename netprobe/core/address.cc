#include "netprobe/core/address.h"

#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace netprobe {

namespace {

std::optional<std::uint32_t> parse_v4(std::string_view text) {
  std::uint32_t value = 0;
  std::uint32_t octet = 0;
  int digits = 0;
  int dots = 0;
  for (const char c : text) {
    if (c == '.' && digits > 0 && dots < 3) {
      value = value << 8U | octet;
      octet = 0;
      digits = 0;
      ++dots;
      continue;
    }
    // A leading zero is octal to some readers and decimal to others: accept neither.
    if (c < '0' || c > '9' || (digits > 0 && octet == 0)) {
      return std::nullopt;
    }
    octet = octet * 10 + static_cast<std::uint32_t>(c - '0');
    ++digits;
    if (octet > 255) {
      return std::nullopt;
    }
  }
  return digits > 0 && dots == 3 ? std::optional(value << 8U | octet) : std::nullopt;
}

std::optional<std::uint16_t> parse_hextet(std::string_view text) {
  std::uint16_t value = 0;
  const auto* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, 16);
  if (text.empty() || text.size() > 4 || error != std::errc() || stop != end) {
    return std::nullopt;
  }
  return value;
}

/// The groups of an address as they are written: those before "::", and those after it.
struct Groups {
  std::array<std::uint16_t, 8> values{};
  std::size_t count = 0;
  std::optional<std::size_t> gap;  ///< how many stand before "::"

  /// The groups with zeros in the gap; nothing when there are too many or too few.
  [[nodiscard]] std::optional<std::array<std::uint16_t, 8>> spread() const {
    if (gap ? count > 7 : count != 8) {
      return std::nullopt;
    }
    std::array<std::uint16_t, 8> out{};
    const std::size_t front = gap.value_or(8);
    for (std::size_t i = 0; i < count; ++i) {
      out.at(i < front ? i : i + 8 - count) = values.at(i);
    }
    return out;
  }
};

/// One group, or the dotted quad that may end an address; false where it is neither, or too much.
bool append_group(Groups& groups, std::string_view part, bool is_last) {
  if (is_last && part.find('.') != std::string_view::npos) {
    const auto quad = parse_v4(part);
    if (!quad || groups.count > 6) {
      return false;
    }
    groups.values.at(groups.count++) = static_cast<std::uint16_t>(*quad >> 16U);
    groups.values.at(groups.count++) = static_cast<std::uint16_t>(*quad & 0xffffU);
    return true;
  }
  const auto group = parse_hextet(part);
  if (!group || groups.count == 8) {
    return false;
  }
  groups.values.at(groups.count++) = *group;
  return true;
}

std::optional<std::array<std::uint8_t, 16>> parse_v6(std::string_view text) {
  Groups groups;
  if (text.starts_with("::")) {
    groups.gap = 0;
    text.remove_prefix(2);
  }
  while (!text.empty()) {
    const std::size_t end = text.find(':');
    const bool is_last = end == std::string_view::npos;
    if (!append_group(groups, text.substr(0, end), is_last)) {
      return std::nullopt;
    }
    text.remove_prefix(is_last ? text.size() : end + 1);
    if (!is_last && text.starts_with(':') && !groups.gap) {
      groups.gap = groups.count;
      text.remove_prefix(1);
    } else if (!is_last && (text.empty() || text.starts_with(':'))) {
      return std::nullopt;
    }
  }
  const auto spread = groups.spread();
  if (!spread) {
    return std::nullopt;
  }
  std::array<std::uint8_t, 16> bytes{};
  for (std::size_t i = 0; i < 8; ++i) {
    bytes.at(2 * i) = static_cast<std::uint8_t>(spread->at(i) >> 8U);
    bytes.at(2 * i + 1) = static_cast<std::uint8_t>(spread->at(i) & 0xffU);
  }
  return bytes;
}

/// RFC 5952: lower case, the longest run of two or more zero groups (the first of equals) as "::".
std::string format_v6(const std::array<std::uint8_t, 16>& bytes) {
  std::array<unsigned, 8> groups{};
  for (std::size_t i = 0; i < 8; ++i) {
    groups.at(i) = static_cast<unsigned>(bytes.at(2 * i) << 8U) | bytes.at(2 * i + 1);
  }
  std::size_t best = 8;
  std::size_t best_length = 1;
  for (std::size_t i = 0; i < 8;) {
    std::size_t end = i;
    while (end < 8 && groups.at(end) == 0) {
      ++end;
    }
    if (end - i > best_length) {
      best = i;
      best_length = end - i;
    }
    i = std::max(end, i + 1);
  }
  std::string out;
  for (std::size_t i = 0; i < 8;) {
    if (i == best) {
      out += "::";
      i += best_length;
      continue;
    }
    out += fmt::format("{}{:x}", out.empty() || out.back() == ':' ? "" : ":", groups.at(i));
    ++i;
  }
  return out;
}

bool in(const IpAddress& address, std::string_view prefix) {
  return Cidr::parse(prefix)->contains(address);
}

IpAddress masked(const IpAddress& address, int length) {
  auto bytes = address.bytes();
  const auto whole = static_cast<std::size_t>(length / 8);
  if (whole < bytes.size()) {
    bytes.at(whole) =
        static_cast<std::uint8_t>(bytes.at(whole) & (0xff00U >> static_cast<unsigned>(length % 8)));
    std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(whole) + 1, bytes.end(), std::uint8_t{0});
  }
  if (address.family() == Family::ipv6) {
    return IpAddress::v6(bytes);
  }
  return IpAddress::v4(static_cast<std::uint32_t>(bytes[0]) << 24U |
                       static_cast<std::uint32_t>(bytes[1]) << 16U |
                       static_cast<std::uint32_t>(bytes[2]) << 8U | bytes[3]);
}

bool is_label(std::string_view label) {
  const auto is_good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  };
  return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(), is_good);
}

}  // namespace

IpAddress IpAddress::v4(std::uint32_t host_order) {
  IpAddress address;
  for (std::size_t i = 0; i < 4; ++i) {
    address.bytes_.at(i) = static_cast<std::uint8_t>(host_order >> (24U - 8U * i));
  }
  return address;
}

IpAddress IpAddress::v6(const std::array<std::uint8_t, 16>& bytes) {
  IpAddress address;
  address.family_ = Family::ipv6;
  address.bytes_ = bytes;
  return address;
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  if (text.find(':') != std::string_view::npos) {
    const auto bytes = parse_v6(text);
    return bytes ? std::optional(v6(*bytes)) : std::nullopt;
  }
  const auto value = parse_v4(text);
  return value ? std::optional(v4(*value)) : std::nullopt;
}

std::string IpAddress::to_string() const {
  if (family_ == Family::ipv6) {
    return format_v6(bytes_);
  }
  return fmt::format("{}.{}.{}.{}", bytes_[0], bytes_[1], bytes_[2], bytes_[3]);
}

bool IpAddress::is_unspecified() const { return in(*this, "0.0.0.0/8") || in(*this, "::/128"); }
bool IpAddress::is_loopback() const { return in(*this, "127.0.0.0/8") || in(*this, "::1/128"); }
bool IpAddress::is_private() const {
  return in(*this, "10.0.0.0/8") || in(*this, "172.16.0.0/12") || in(*this, "192.168.0.0/16") ||
         in(*this, "fc00::/7");
}
bool IpAddress::is_shared() const { return in(*this, "100.64.0.0/10"); }
bool IpAddress::is_link_local() const {
  return in(*this, "169.254.0.0/16") || in(*this, "fe80::/10");
}
bool IpAddress::is_documentation() const {
  return in(*this, "192.0.2.0/24") || in(*this, "198.51.100.0/24") || in(*this, "203.0.113.0/24") ||
         in(*this, "2001:db8::/32");
}
bool IpAddress::is_multicast() const {
  return in(*this, "224.0.0.0/4") || in(*this, "255.255.255.255/32") || in(*this, "ff00::/8");
}

std::optional<Cidr> Cidr::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) {
    return std::nullopt;
  }
  if (slash == std::string_view::npos) {
    return Cidr{*address, address->bits()};
  }
  const auto length = parse_number<unsigned>(text.substr(slash + 1));
  if (!length || static_cast<int>(std::min(*length, 999U)) > address->bits()) {
    return std::nullopt;
  }
  const Cidr cidr = around(*address, static_cast<int>(*length));
  return cidr.base == *address ? std::optional(cidr) : std::nullopt;
}

Cidr Cidr::around(const IpAddress& address, int length) {
  return {masked(address, length), length};
}

bool Cidr::contains(const IpAddress& address) const {
  return address.family() == base.family() && masked(address, length) == base;
}

bool Cidr::contains(const Cidr& other) const {
  return other.length >= length && contains(other.base);
}

IpAddress Cidr::at(std::uint64_t offset) const {
  auto bytes = base.bytes();
  const std::size_t size = base.family() == Family::ipv4 ? 4 : 16;
  for (std::size_t i = 0; i < 8 && i < size; ++i) {
    const std::uint64_t sum = bytes.at(size - 1 - i) + (offset & 0xffU);
    bytes.at(size - 1 - i) = static_cast<std::uint8_t>(sum & 0xffU);
    offset = (offset >> 8U) + (sum >> 8U);
  }
  if (base.family() == Family::ipv6) {
    return IpAddress::v6(bytes);
  }
  return IpAddress::v4(static_cast<std::uint32_t>(bytes[0]) << 24U |
                       static_cast<std::uint32_t>(bytes[1]) << 16U |
                       static_cast<std::uint32_t>(bytes[2]) << 8U | bytes[3]);
}

std::uint64_t Cidr::size() const {
  const int free = base.bits() - length;
  return std::uint64_t{1} << static_cast<unsigned>(std::min(free, 63));
}

std::string Cidr::to_string() const { return fmt::format("{}/{}", base.to_string(), length); }

std::string HostPort::to_string() const {
  const bool literal_v6 = host.find(':') != std::string::npos;
  return literal_v6 ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
}

std::optional<HostPort> HostPort::parse(std::string_view text) {
  std::string_view host = text;
  std::string_view port;
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos || !IpAddress::parse(text.substr(1, close - 1))) {
      return std::nullopt;
    }
    host = text.substr(1, close - 1);
    port = text.substr(close + 1);
    if (host.find(':') == std::string_view::npos) {
      return std::nullopt;
    }
  } else if (!IpAddress::parse(text) && text.find(':') != std::string_view::npos) {
    host = text.substr(0, text.find(':'));
    port = text.substr(host.size());
  }
  HostPort out;
  if (!port.empty()) {
    const auto number = parse_number<std::uint16_t>(port.substr(1));
    if (port.front() != ':' || !number || *number == 0) {
      return std::nullopt;
    }
    out.port = *number;
  }
  const auto literal = IpAddress::parse(host);
  if (!literal && !is_host_name(host)) {
    return std::nullopt;
  }
  out.host = literal ? literal->to_string() : to_lower(host);
  return out;
}

bool is_host_name(std::string_view text) {
  if (text.ends_with('.')) {
    text.remove_suffix(1);
  }
  if (text.empty() || text.size() > 253) {
    return false;
  }
  std::string_view last;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('.'), text.size());
    last = text.substr(0, end);
    if (!is_label(last)) {
      return false;
    }
    if (end == text.size()) {
      break;
    }
    text.remove_prefix(end + 1);
    if (text.empty()) {
      return false;
    }
  }
  // A last label of digits alone is a broken address, not a name (RFC 3696, 2).
  return !std::all_of(last.begin(), last.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace netprobe
