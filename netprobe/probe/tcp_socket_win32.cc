#include "netprobe/probe/tcp_socket.h"

#include "netprobe/probe/socket_address.h"
#include "netprobe/probe/winsock.h"

#include <mstcpip.h>
#include <winsock2.h>
#include <ws2ipdef.h>
#include <ws2tcpip.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace netprobe {

namespace {

/// Options of the newer ws2ipdef.h and ws2tcpip.h. Windows has had them since Windows 10 2004 and
/// Server 2022 (build 19041), as the reference of WSAGetIcmpErrorInfo says.
constexpr int fail_connect_on_icmp_error = 18;
constexpr int icmp_error_info = 19;

struct IcmpErrorInfo {
  SOCKADDR_INET sender;
  int protocol;  ///< IPPROTO_ICMP, IPPROTO_ICMPV6
  UINT8 type;
  UINT8 code;
};

template <typename Value>
bool set_option(SocketHandle socket, int level, int name, const Value& value) {
  return setsockopt(socket, level, name, reinterpret_cast<const char*>(&value), sizeof value) == 0;
}

void set_options(SocketHandle socket, const ConnectSettings& settings) {
  const DWORD on = 1;
  // What this Windows lacks leaves the connect as it would be without; why_icmp_is_unseen says so.
  set_option(socket, IPPROTO_TCP, fail_connect_on_icmp_error, on);
  set_option(socket, IPPROTO_TCP, TCP_NODELAY, on);
  if (settings.hop_limit) {
    const bool is_v4 = settings.address.family() == Family::ipv4;
    const auto hops = static_cast<DWORD>(*settings.hop_limit);
    set_option(socket, is_v4 ? static_cast<int>(IPPROTO_IP) : static_cast<int>(IPPROTO_IPV6),
               is_v4 ? IP_TTL : IPV6_UNICAST_HOPS, hops);
  }
}

struct Readiness {
  bool readable = false, writable = false, failed = false;
};

/// By select: a failed connect is in its set of exceptions alone, and WSAPoll does not tell of one
/// before Windows 10 2004.
Readiness readiness_of(SocketHandle socket) {
  fd_set read{};
  fd_set write{};
  fd_set except{};
  for (fd_set* set : {&read, &write, &except}) {
    set->fd_count = 1;
    set->fd_array[0] = socket;
  }
  timeval at_once{};
  if (select(0, &read, &write, &except, &at_once) <= 0) {
    return {};
  }
  return {read.fd_count > 0, write.fd_count > 0, except.fd_count > 0};
}

int take_error(SocketHandle socket) {
  int error = 0;
  int size = sizeof error;
  if (getsockopt(socket, SOL_SOCKET, SO_ERROR, reinterpret_cast<char*>(&error), &size) != 0) {
    return errno_of_winsock(WSAGetLastError());
  }
  return errno_of_winsock(error);
}

std::optional<IcmpReport> take_icmp_report(SocketHandle socket) {
  IcmpErrorInfo info{};
  int size = sizeof info;
  if (getsockopt(socket, IPPROTO_TCP, icmp_error_info, reinterpret_cast<char*>(&info), &size) !=
          0 ||
      size < static_cast<int>(sizeof info)) {
    return std::nullopt;
  }
  return IcmpReport{.family = info.protocol == IPPROTO_ICMPV6 ? Family::ipv6 : Family::ipv4,
                    .type = info.type,
                    .code = info.code,
                    .sender = address_of(reinterpret_cast<const sockaddr*>(&info.sender))};
}

bool is_connected(SocketHandle socket) {
  sockaddr_storage peer{};
  int size = sizeof peer;
  return getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &size) == 0;
}

bool is_shortage(int error) {
  return error == EMFILE || error == ENOBUFS || error == ENOMEM || error == EADDRNOTAVAIL;
}

/// As on other systems: EADDRNOTAVAIL means that the ports are used up, or that no address of this
/// machine can go there. A datagram socket needs the address as well, and shares no ports.
int error_of_connect(int error, const SocketAddress& address) {
  if (error != EADDRNOTAVAIL) {
    return error;
  }
  const Socket witness(socket(address.get()->sa_family, SOCK_DGRAM, 0));
  const bool has_address =
      !witness.is_open() || connect(witness.descriptor(), address.get(), address.size) == 0;
  return has_address ? EADDRNOTAVAIL : ENETUNREACH;
}

bool knows_icmp() {
  use_winsock();
  const Socket trial(open_tcp_socket(Family::ipv4));
  const DWORD on = 1;
  if (!trial.is_open() ||
      !set_option(trial.descriptor(), IPPROTO_TCP, fail_connect_on_icmp_error, on)) {
    return false;
  }
  IcmpErrorInfo info{};
  int size = sizeof info;
  return getsockopt(trial.descriptor(), IPPROTO_TCP, icmp_error_info,
                    reinterpret_cast<char*>(&info), &size) == 0 ||
         WSAGetLastError() == WSANO_DATA;  // no message has come: that is an answer
}

}  // namespace

StartedConnect start_connect(const ConnectSettings& settings) {
  StartedConnect started;
  started.socket = Socket(open_tcp_socket(settings.address.family()));
  if (!started.socket.is_open()) {
    started.error = errno_of_winsock(WSAGetLastError());
    started.no_descriptors = is_shortage(started.error);
    return started;
  }
  set_options(started.socket.descriptor(), settings);
  const SocketAddress address = socket_address(settings.address, settings.port);
  if (connect(started.socket.descriptor(), address.get(), address.size) == 0) {
    return started;
  }
  const int error = WSAGetLastError();
  if (error != WSAEWOULDBLOCK && error != WSAEINPROGRESS) {
    started.error = error_of_connect(errno_of_winsock(error), address);
    started.no_descriptors = is_shortage(started.error);
  }
  return started;
}

std::optional<IpAddress> source_of(const Socket& socket) {
  SocketAddress own;
  int size = static_cast<int>(own.storage.size());
  if (getsockname(socket.descriptor(), reinterpret_cast<sockaddr*>(own.storage.data()), &size) !=
      0) {
    return std::nullopt;
  }
  const auto address = address_of(own.get());
  return address && !address->is_unspecified() ? address : std::nullopt;
}

bool is_decided(const Socket& socket) {
  const Readiness ready = readiness_of(socket.descriptor());
  return ready.writable || ready.failed;
}

bool is_readable(SocketHandle descriptor) { return readiness_of(descriptor).readable; }

std::string peek(SocketHandle descriptor, std::size_t most) {
  // Non-blocking sockets all, but nothing says so to a reader of this line: asked before.
  std::string waiting(is_readable(descriptor) ? most : 0, '\0');
  const int size = waiting.empty() ? 0
                                   : recv(descriptor, waiting.data(),
                                          static_cast<int>(waiting.size()), MSG_PEEK);
  waiting.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return waiting;
}

void discard(SocketHandle descriptor, std::size_t count) {
  std::string gone(count, '\0');
  static_cast<void>(recv(descriptor, gone.data(), static_cast<int>(count), 0));
}

TakenEnding take_ending(const Socket& socket) {
  TakenEnding ending;
  ending.error = take_error(socket.descriptor());
  ending.icmp = take_icmp_report(socket.descriptor());
  if (ending.error == 0 && !is_connected(socket.descriptor())) {
    ending.error = EHOSTUNREACH;
  }
  return ending;
}

void stop_icmp_reports(const Socket& /*socket*/) {
  // The option speaks of the connect alone.
}

void abort_connection(Socket& socket) {
  const linger at_once{1, 0};
  set_option(socket.descriptor(), SOL_SOCKET, SO_LINGER, at_once);
  socket = Socket();
}

SocketHandle open_tcp_socket(Family family) {
  use_winsock();
  const SocketHandle opened =
      WSASocketW(family == Family::ipv4 ? AF_INET : AF_INET6, SOCK_STREAM, IPPROTO_TCP, nullptr, 0,
                 WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
  u_long on = 1;
  if (opened != no_socket && ioctlsocket(opened, static_cast<long>(FIONBIO), &on) != 0) {
    close_socket(opened);
    return no_socket;
  }
  return opened;
}

void close_socket(SocketHandle descriptor) {
  if (descriptor != no_socket) {
    closesocket(descriptor);
  }
}

std::optional<std::uint64_t> bytes_received(SocketHandle descriptor) {
  DWORD version = 0;
  TCP_INFO_v0 info{};
  DWORD size = 0;
  const bool told = WSAIoctl(descriptor, SIO_TCP_INFO, &version, sizeof version, &info, sizeof info,
                             &size, nullptr, nullptr) == 0 &&
                    size >= sizeof info;
  return told ? std::optional<std::uint64_t>(info.BytesIn) : std::nullopt;
}

RawCode raw_code_of(int error) {
  const int code = winsock_error_of(error);
  return {.library = "winsock", .code = code, .text = message_of_windows(static_cast<DWORD>(code))};
}

int errno_of(long system_error) { return errno_of_winsock(static_cast<int>(system_error)); }

std::string why_icmp_is_unseen() {
  static const bool known = knows_icmp();
  return known ? ""
               : "this Windows does not tell programs of ICMP messages (from Windows 10 2004 and "
                 "Server 2022 on it does)";
}

std::string why_segments_are_fixed() {
  return "Windows lets no program choose the size of its segments";
}

}  // namespace netprobe
