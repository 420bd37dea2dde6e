#include "netprobe/probe/dns_sockets.h"

#include <ares.h>
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <span>

namespace netprobe {

namespace {

ares_socket_t open_socket(int domain, int type, int protocol, void* argument) {
  const int descriptor = socket(domain, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
  if (descriptor >= 0 && type == SOCK_DGRAM) {
    static_cast<DnsSockets*>(argument)->datagram_sockets.insert(descriptor);
    // Without these the kernel keeps "host unreachable" to itself (udp(7)).
    const int on = 1;
    setsockopt(descriptor, IPPROTO_IP, IP_RECVERR, &on, sizeof on);
    setsockopt(descriptor, IPPROTO_IPV6, IPV6_RECVERR, &on, sizeof on);
    // What comes while the loop is at work elsewhere must not be lost: it would cost a try of 5 s.
    const int room = 1024 * 1024;
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  }
  return descriptor;
}

/// Empties the error queue, which would otherwise wake the loop for ever; the last error in it, or
/// 0.
int drain_errors(int descriptor) {
  int last = 0;
  for (;;) {
    std::array<unsigned char, 512> control{};
    msghdr message{};
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    if (recvmsg(descriptor, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) {
      return last;
    }
    for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr;
         header = CMSG_NXTHDR(&message, header)) {
      sock_extended_err error{};
      if (header->cmsg_len >= CMSG_LEN(sizeof error)) {
        std::memcpy(&error, CMSG_DATA(header), sizeof error);
        last = static_cast<int>(error.ee_errno);
      }
    }
  }
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
  auto& sockets = *static_cast<DnsSockets*>(argument);
  const ssize_t got = recvfrom(descriptor, buffer, size, flags, from, from_size);
  if (got < 0 && sockets.datagram_sockets.contains(descriptor)) {
    const int error = errno;
    const int queued = drain_errors(descriptor);
    errno = error == EAGAIN && queued != 0 ? queued : error;
    sockets.icmp_error = errno == EAGAIN ? sockets.icmp_error : errno;
    return got;
  }
  if (got <= 0 || !sockets.datagram_sockets.contains(descriptor)) {
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
  if (!earlier) {
    return sent;
  }
  sockets.icmp_error = errno;
  drain_errors(descriptor);
  return writev(descriptor, parts, count);
}

constexpr ares_socket_functions functions = {open_socket, close_it, connect_it, receive, send_it};

}  // namespace

void use_dns_sockets(ares_channeldata* channel, DnsSockets& sockets) {
  ares_set_socket_functions(channel, &functions, &sockets);
}

}  // namespace netprobe
