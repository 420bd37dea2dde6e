#pragma once

#include "netprobe/core/address.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

struct sockaddr;  // of the system's headers for sockets, which differ

namespace netprobe {

/// An address and a port, as the calls of sockets take them.
struct SocketAddress {
  alignas(std::max_align_t) std::array<std::byte, 128> storage{};  ///< as in sockaddr_storage
  int size = 0;
  [[nodiscard]] const sockaddr* get() const {
    return reinterpret_cast<const sockaddr*>(storage.data());
  }
};
SocketAddress socket_address(const IpAddress& address, std::uint16_t port);

/// Nothing where it is of neither IPv4 nor IPv6.
std::optional<IpAddress> address_of(const sockaddr* address);

}  // namespace netprobe
