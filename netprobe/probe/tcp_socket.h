#pragma once

#include "netprobe/core/address.h"
#include "netprobe/core/observation.h"
#include "netprobe/probe/socket_handle.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace netprobe {

/// Owns a socket.
class Socket {
 public:
  Socket() = default;
  explicit Socket(SocketHandle descriptor) : descriptor_(descriptor) {}
  Socket(Socket&& other) noexcept : descriptor_(other.release()) {}
  Socket& operator=(Socket&& other) noexcept;
  ~Socket();

  [[nodiscard]] SocketHandle descriptor() const { return descriptor_; }
  [[nodiscard]] bool is_open() const { return descriptor_ != no_socket; }
  SocketHandle release() { return std::exchange(descriptor_, no_socket); }

 private:
  SocketHandle descriptor_ = no_socket;
};

/// Where to connect to, and how far the segments may go.
struct ConnectSettings {
  IpAddress address;
  std::uint16_t port = 0;
  std::optional<int> hop_limit;        ///< IP_TTL, IPV6_UNICAST_HOPS
  std::optional<int> maximum_segment;  ///< TCP_MAXSEG
};

/// A connect that is under way (`error` 0), or what the kernel said at once (an errno).
struct StartedConnect {
  Socket socket;
  int error = 0;
  /// No descriptor, port or memory is left for it: what ends frees some, so try again later.
  bool no_descriptors = false;
};

/// An ICMP error as the kernel's error queue keeps it for a socket.
struct IcmpReport {
  Family family = Family::ipv4;
  int type = 0;
  int code = 0;
  std::optional<IpAddress> sender;
  bool operator==(const IcmpReport&) const = default;
};

/// Starts a non-blocking connect whose ICMP errors are kept (IP_RECVERR, IPV6_RECVERR).
StartedConnect start_connect(const ConnectSettings& settings);

/// Is the connect decided, one way or the other? Asked when the time is up, since a busy loop may
/// not have been told yet.
bool is_decided(const Socket& socket);
/// Is anything waiting to be read?
bool is_readable(SocketHandle descriptor);

/// The first bytes that wait to be read, which stay where they are; empty: none do.
std::string peek(SocketHandle descriptor, std::size_t most);
/// Reads so many bytes away, which must be waiting.
void discard(SocketHandle descriptor, std::size_t count);

/// What the kernel keeps of how a connect ended.
struct TakenEnding {
  int error = 0;  ///< an errno; 0: the connection stands
  std::optional<IcmpReport> icmp;
};

/// Reads, and thereby clears, both the socket's error and its queue of ICMP errors.
TakenEnding take_ending(const Socket& socket);

/// The connection stands: from here on a stray ICMP message is no longer an error of the socket.
void stop_icmp_reports(const Socket& socket);

/// Ends the connection at once with a RST: an experiment that wanted no more leaves nothing behind.
void abort_connection(Socket& socket);

/// A fresh non-blocking socket that somebody else connects; `no_socket` when there is none.
SocketHandle open_tcp_socket(Family family);
void close_socket(SocketHandle descriptor);

/// What a socket that connects, or is connected, sends from; none where nothing was chosen yet.
std::optional<IpAddress> source_of(const Socket& socket);

/// How many bytes the far end has sent on the connection, read or not (TCP_INFO); none when the
/// kernel does not tell.
std::optional<std::uint64_t> bytes_received(SocketHandle descriptor);

/// What the system calls that error of a socket, for a report: an errno, or a code of Winsock.
RawCode raw_code_of(int error);
/// The errno of an error as a library had it from the system, which is one everywhere but on
/// Windows.
int errno_of(long system_error);

/// Why ICMP messages for a connect cannot be seen on this system; empty: they can.
std::string why_icmp_is_unseen();
/// Why the size of segments cannot be chosen on this system; empty: it can.
std::string why_segments_are_fixed();

}  // namespace netprobe
