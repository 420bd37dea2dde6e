#include "netprobe/probe/dns_sockets.h"

#include <ares.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace netprobe {

namespace {

ares_socket_t open_socket(int domain, int type, int protocol, void* argument) {
  const int descriptor = socket(domain, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
  if (descriptor >= 0 && type == SOCK_DGRAM) {
    static_cast<DnsSockets*>(argument)->datagram_sockets.insert(descriptor);
  }
  return descriptor;
}

int close_it(ares_socket_t descriptor, void* argument) {
  static_cast<DnsSockets*>(argument)->datagram_sockets.erase(descriptor);
  return close(descriptor);
}

int connect_it(ares_socket_t descriptor, const sockaddr* address, ares_socklen_t size,
               void* /*argument*/) {
  return connect(descriptor, address, size);
}

ares_ssize_t receive(ares_socket_t descriptor, void* buffer, std::size_t size, int flags,
                     sockaddr* from, ares_socklen_t* from_size, void* argument) {
  const auto& sockets = *static_cast<const DnsSockets*>(argument);
  const ssize_t got = recvfrom(descriptor, buffer, size, flags, from, from_size);
  if (got <= 0 || !sockets.datagram_sockets.contains(descriptor)) {
    return got;
  }
  const auto mended = sockets.questions.mended(
      {static_cast<const std::uint8_t*>(buffer), static_cast<std::size_t>(got)});
  if (!mended || mended->size() > size) {
    return got;
  }
  std::copy(mended->begin(), mended->end(), static_cast<std::uint8_t*>(buffer));
  return static_cast<ares_ssize_t>(mended->size());
}

ares_ssize_t send_it(ares_socket_t descriptor, const iovec* parts, int count, void* argument) {
  auto& sockets = *static_cast<DnsSockets*>(argument);
  const bool datagram = sockets.datagram_sockets.contains(descriptor);
  if (datagram && count == 1) {
    sockets.questions.note_query(
        {static_cast<const std::uint8_t*>(parts[0].iov_base), parts[0].iov_len});
  }
  const ssize_t sent = writev(descriptor, parts, count);
  // The error is an earlier datagram's: this one has not been sent yet.
  const bool earlier =
      sent < 0 && datagram &&
      (errno == ECONNREFUSED || errno == EHOSTUNREACH || errno == ENETUNREACH || errno == EACCES);
  return earlier ? writev(descriptor, parts, count) : sent;
}

constexpr ares_socket_functions functions = {open_socket, close_it, connect_it, receive, send_it};

}  // namespace

void use_dns_sockets(ares_channeldata* channel, DnsSockets& sockets) {
  ares_set_socket_functions(channel, &functions, &sockets);
}

}  // namespace netprobe
