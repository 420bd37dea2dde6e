#include "netprobe/probe/dns_sockets.h"

#include "netprobe/probe/winsock.h"

#include <ares.h>
#include <mswsock.h>

#include <algorithm>
#include <cstring>
#include <span>
#include <string>

/// As c-ares lays it out where the system has none: ares.h declares it and no more.
struct iovec {  // NOLINT(readability-identifier-naming): a name of the library
  void* iov_base;
  std::size_t iov_len;
};

namespace netprobe {

namespace {

ares_socket_t open_socket(int domain, int type, int protocol, void* argument) {
  use_winsock();
  const ares_socket_t descriptor = WSASocketW(domain, type, protocol, nullptr, 0,
                                              WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
  u_long on = 1;
  if (descriptor == no_socket) {
    return descriptor;
  }
  if (ioctlsocket(descriptor, static_cast<long>(FIONBIO), &on) != 0) {
    closesocket(descriptor);
    return no_socket;
  }
  if (type == SOCK_DGRAM) {
    static_cast<DnsSockets*>(argument)->datagram_sockets.insert(descriptor);
    // "Port unreachable" comes as WSAECONNRESET to the next read, by default; said, since a
    // process may have been started by one that turned it off.
    BOOL report = TRUE;
    DWORD size = 0;
    WSAIoctl(descriptor, SIO_UDP_CONNRESET, &report, sizeof report, nullptr, 0, &size, nullptr,
             nullptr);
    const int room = 1024 * 1024;
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, reinterpret_cast<const char*>(&room),
               sizeof room);
  }
  return descriptor;
}

int close_it(ares_socket_t descriptor, void* argument) {
  static_cast<DnsSockets*>(argument)->datagram_sockets.erase(descriptor);
  return closesocket(descriptor);
}

int connect_it(ares_socket_t descriptor, const sockaddr* address, ares_socklen_t size,
               void* /*argument*/) {
  return connect(descriptor, address, size);
}

bool is_of_icmp(int error) {
  return error == WSAECONNRESET || error == WSAEHOSTUNREACH || error == WSAENETUNREACH ||
         error == WSAENETRESET || error == WSAECONNREFUSED;
}

ares_ssize_t receive(ares_socket_t descriptor, void* buffer, std::size_t size, int flags,
                     sockaddr* from, ares_socklen_t* from_size, void* argument) {
  auto& sockets = *static_cast<DnsSockets*>(argument);
  const int got = recvfrom(descriptor, static_cast<char*>(buffer), static_cast<int>(size), flags,
                           from, from_size);
  const bool datagram = sockets.datagram_sockets.contains(descriptor);
  if (got < 0 && datagram && is_of_icmp(WSAGetLastError())) {
    // On a datagram socket "reset" is an ICMP message: to the library it is a refusal.
    const int error = WSAGetLastError() == WSAECONNRESET ? WSAECONNREFUSED : WSAGetLastError();
    sockets.icmp_error = errno_of_winsock(error);
    WSASetLastError(error);
    return got;
  }
  if (got <= 0 || !datagram) {
    return got;
  }
  const std::span message(static_cast<const std::uint8_t*>(buffer), static_cast<std::size_t>(got));
  if (const auto question = sockets.questions.question_of(message);
      question && is_truncated(message)) {
    sockets.truncated.insert(*question);
  }
  const auto mended = sockets.questions.mended(message);
  if (!mended || mended->size() > size) {
    return got;
  }
  std::copy(mended->begin(), mended->end(), static_cast<std::uint8_t*>(buffer));
  return static_cast<ares_ssize_t>(mended->size());
}

ares_ssize_t send_all(ares_socket_t descriptor, const std::string& bytes) {
  return send(descriptor, bytes.data(), static_cast<int>(bytes.size()), 0);
}

ares_ssize_t send_it(ares_socket_t descriptor, const iovec* parts, int count, void* argument) {
  auto& sockets = *static_cast<DnsSockets*>(argument);
  std::string bytes;
  for (int i = 0; i < count; ++i) {
    bytes.append(static_cast<const char*>(parts[i].iov_base), parts[i].iov_len);
  }
  const bool datagram = sockets.datagram_sockets.contains(descriptor);
  if (datagram) {
    sockets.questions.note_query(
        {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
  }
  const ares_ssize_t sent = send_all(descriptor, bytes);
  // The error is an earlier datagram's: this one has not been sent yet.
  if (sent >= 0 || !datagram || !is_of_icmp(WSAGetLastError())) {
    return sent;
  }
  sockets.icmp_error = errno_of_winsock(WSAGetLastError());
  return send_all(descriptor, bytes);
}

constexpr ares_socket_functions functions = {open_socket, close_it, connect_it, receive, send_it};

}  // namespace

void use_dns_sockets(ares_channeldata* channel, DnsSockets& sockets) {
  ares_set_socket_functions(channel, &functions, &sockets);
}

}  // namespace netprobe
