#include "netprobe/probe/tcp_socket.h"

#include "netprobe/probe/socket_address.h"

#include <linux/errqueue.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <system_error>

namespace netprobe {
namespace {

/// As the kernel's tcp_states.h numbers them; <netinet/tcp.h> and <linux/tcp.h> exclude each other.
constexpr int state_established = 1;
constexpr int state_fin_wait_1 = 4;
constexpr int state_fin_wait_2 = 5;

std::optional<IpAddress> address_in(const void* socket_address, std::size_t size) {
  sockaddr_in6 in6{};
  std::memcpy(&in6, socket_address, std::min(size, sizeof in6));
  if (in6.sin6_family == AF_INET && size >= sizeof(sockaddr_in)) {
    sockaddr_in in{};
    std::memcpy(&in, socket_address, sizeof in);
    return IpAddress::v4(ntohl(in.sin_addr.s_addr));
  }
  if (in6.sin6_family == AF_INET6 && size >= sizeof in6) {
    std::array<std::uint8_t, 16> bytes{};
    std::memcpy(bytes.data(), &in6.sin6_addr, bytes.size());
    return IpAddress::v6(bytes);
  }
  return std::nullopt;
}

void set_option(int descriptor, int level, int name, int value) {
  // An option that the kernel lacks leaves the connect as it would be without: nothing to report.
  static_cast<void>(setsockopt(descriptor, level, name, &value, sizeof value));
}

void set_icmp_reports(int descriptor, Family family, bool on) {
  if (family == Family::ipv4) {
    set_option(descriptor, IPPROTO_IP, IP_RECVERR, on ? 1 : 0);
  } else {
    set_option(descriptor, IPPROTO_IPV6, IPV6_RECVERR, on ? 1 : 0);
  }
}

void set_options(int descriptor, const ConnectSettings& settings) {
  const Family family = settings.address.family();
  set_icmp_reports(descriptor, family, true);
  set_option(descriptor, IPPROTO_TCP, TCP_NODELAY, 1);
  if (settings.hop_limit) {
    if (family == Family::ipv4) {
      set_option(descriptor, IPPROTO_IP, IP_TTL, *settings.hop_limit);
    } else {
      set_option(descriptor, IPPROTO_IPV6, IPV6_UNICAST_HOPS, *settings.hop_limit);
    }
  }
  if (settings.maximum_segment) {
    set_option(descriptor, IPPROTO_TCP, TCP_MAXSEG, *settings.maximum_segment);
  }
}

Family family_of(int descriptor) {
  int domain = AF_INET;
  socklen_t size = sizeof domain;
  static_cast<void>(getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &domain, &size));
  return domain == AF_INET6 ? Family::ipv6 : Family::ipv4;
}

std::optional<IcmpReport> report_in(const cmsghdr& header, const unsigned char* data,
                                    std::size_t size) {
  const bool v4 = header.cmsg_level == IPPROTO_IP && header.cmsg_type == IP_RECVERR;
  const bool v6 = header.cmsg_level == IPPROTO_IPV6 && header.cmsg_type == IPV6_RECVERR;
  sock_extended_err error{};
  if ((!v4 && !v6) || size < sizeof error) {
    return std::nullopt;
  }
  std::memcpy(&error, data, sizeof error);
  if (error.ee_origin != SO_EE_ORIGIN_ICMP && error.ee_origin != SO_EE_ORIGIN_ICMP6) {
    return std::nullopt;  // of our own kernel's making, not from the wire
  }
  return IcmpReport{.family = error.ee_origin == SO_EE_ORIGIN_ICMP6 ? Family::ipv6 : Family::ipv4,
                    .type = error.ee_type,
                    .code = error.ee_code,
                    .sender = address_in(data + sizeof error, size - sizeof error)};
}

bool is_ready(int descriptor, short events) {
  pollfd poll_one{.fd = descriptor, .events = events, .revents = 0};
  return poll(&poll_one, 1, 0) == 1;
}

int take_error(int descriptor) {
  int error = 0;
  socklen_t size = sizeof error;
  if (getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) != 0) {
    return errno;
  }
  return error;
}

std::optional<IcmpReport> take_icmp_report(int descriptor) {
  alignas(cmsghdr) std::array<unsigned char, 512> control{};
  std::array<unsigned char, 128> payload{};
  iovec vector{.iov_base = payload.data(), .iov_len = payload.size()};
  msghdr message{};
  message.msg_iov = &vector;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  if (recvmsg(descriptor, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) {
    return std::nullopt;
  }
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr;
       header = CMSG_NXTHDR(&message, header)) {
    const std::size_t size = header->cmsg_len - CMSG_LEN(0);
    if (auto report = report_in(*header, CMSG_DATA(header), size)) {
      return report;
    }
  }
  return std::nullopt;
}

bool is_connected(int descriptor) {
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  return getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &size) == 0;
}

}  // namespace

namespace {

/// What connect(2) said, where EADDRNOTAVAIL means two things: that every port towards the far end
/// is taken, and (IPv6) that no address of this machine can go there, which IPv4 calls ENETUNREACH,
/// and so do we. A datagram socket tells: it needs the address as well, and shares no ports.
int error_of_connect(int error, const SocketAddress& address) {
  if (error != EADDRNOTAVAIL) {
    return error;
  }
  const Socket witness(socket(address.get()->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const bool has_address = !witness.is_open() || connect(witness.descriptor(), address.get(),
                                                         static_cast<socklen_t>(address.size)) == 0;
  return has_address ? EADDRNOTAVAIL : ENETUNREACH;
}

bool is_shortage(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM ||
         error == EADDRNOTAVAIL;
}

}  // namespace

StartedConnect start_connect(const ConnectSettings& settings) {
  StartedConnect started;
  const int descriptor = open_tcp_socket(settings.address.family());
  if (descriptor < 0) {
    started.error = errno;
    started.no_descriptors = is_shortage(started.error);
    return started;
  }
  started.socket = Socket(descriptor);
  set_options(descriptor, settings);
  const SocketAddress address = socket_address(settings.address, settings.port);
  const int status = connect(descriptor, address.get(), static_cast<socklen_t>(address.size));
  if (status != 0 && errno != EINPROGRESS && errno != EINTR) {
    started.error = error_of_connect(errno, address);
    started.no_descriptors = is_shortage(started.error);
  }
  return started;
}

std::optional<IpAddress> source_of(const Socket& socket) {
  SocketAddress own;
  auto size = static_cast<socklen_t>(own.storage.size());
  if (getsockname(socket.descriptor(), reinterpret_cast<sockaddr*>(own.storage.data()), &size) !=
      0) {
    return std::nullopt;
  }
  const auto address = address_of(own.get());
  return address && !address->is_unspecified() ? address : std::nullopt;
}

bool is_decided(const Socket& socket) { return is_ready(socket.descriptor(), POLLOUT); }

bool is_readable(int descriptor) { return is_ready(descriptor, POLLIN); }

std::string peek(int descriptor, std::size_t most) {
  std::string waiting(most, '\0');
  const ssize_t size = recv(descriptor, waiting.data(), most, MSG_PEEK | MSG_DONTWAIT);
  waiting.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return waiting;
}

void discard(int descriptor, std::size_t count) {
  std::string gone(count, '\0');
  static_cast<void>(recv(descriptor, gone.data(), count, MSG_DONTWAIT));
}

TakenEnding take_ending(const Socket& socket) {
  // In this order: reading the queue clears the socket's error too.
  TakenEnding ending;
  ending.error = take_error(socket.descriptor());
  ending.icmp = take_icmp_report(socket.descriptor());
  if (ending.error == 0 && !is_connected(socket.descriptor())) {
    ending.error = EHOSTUNREACH;
  }
  return ending;
}

void stop_icmp_reports(const Socket& socket) {
  set_icmp_reports(socket.descriptor(), family_of(socket.descriptor()), false);
}

void abort_connection(Socket& socket) {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket.descriptor(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  socket = Socket();
}

int open_tcp_socket(Family family) {
  return socket(family == Family::ipv4 ? AF_INET : AF_INET6,
                SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
}

void close_socket(int descriptor) {
  if (descriptor >= 0) {
    close(descriptor);
  }
}

std::optional<std::uint64_t> bytes_received(int descriptor) {
  tcp_info info{};
  socklen_t size = sizeof info;
  const bool told = getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 &&
                    size >= offsetof(tcp_info, tcpi_bytes_received) + sizeof(std::uint64_t);
  if (!told) {
    return std::nullopt;
  }
  // The kernel counts the far end's FIN as a byte; it has come in every state but these.
  const bool fin = info.tcpi_state != state_established && info.tcpi_state != state_fin_wait_1 &&
                   info.tcpi_state != state_fin_wait_2;
  const std::uint64_t counted = info.tcpi_bytes_received;
  return fin && counted > 0 ? counted - 1 : counted;
}

RawCode raw_code_of(int error) {
  return {.library = "errno", .code = error, .text = std::generic_category().message(error)};
}

int errno_of(long system_error) { return static_cast<int>(system_error); }

std::string why_icmp_is_unseen() { return {}; }

std::string why_segments_are_fixed() { return {}; }

}  // namespace netprobe
