#pragma once

#include <cstdint>
#include <type_traits>

namespace netprobe {

/// A socket as the operating system names it: a descriptor, and on Windows (the only system of ours
/// whose long is shorter than a pointer) a handle as wide as a pointer. The same as uv_os_sock_t,
/// curl_socket_t and ares_socket_t, whose headers would bring the system's along.
using SocketHandle = std::conditional_t<(sizeof(long) < sizeof(void*)), std::uintptr_t, int>;

constexpr auto no_socket = static_cast<SocketHandle>(-1);

}  // namespace netprobe
