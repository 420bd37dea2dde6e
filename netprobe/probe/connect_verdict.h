#pragma once

#include "netprobe/core/address.h"
#include "netprobe/core/observation.h"
#include "netprobe/core/time.h"
#include "netprobe/probe/tcp_socket.h"

#include <optional>
#include <string>

namespace netprobe {

/// How a connect ended, as the kernel tells it.
struct ConnectEnding {
  int error = 0;         ///< errno; 0 when `expired`
  bool expired = false;  ///< nothing came back in time
  bool at_once = false;  ///< connect() itself refused: no packet has left the machine
  Micros elapsed{};
  std::optional<IpAddress> source;  ///< what it was sent from; none where nothing was
  std::optional<IcmpReport> icmp;   ///< what the error queue held
  bool icmp_from_this_machine = false;
};

/// The failure at stage `tcp`. What an ICMP message says goes before what errno says, since a RST
/// and an ICMP port unreachable are the same errno, and so are a router's "prohibited" and ours.
Failure judge_connect(const ConnectEnding& ending, const HostPort& target);

/// The same for a connect to a proxy, at stage `proxy-tcp`.
Failure judge_proxy_connect(const ConnectEnding& ending, const HostPort& proxy);

/// Did nothing come back?
bool is_unanswered(const ConnectEnding& ending);

/// Does the ending say that this machine has no IPv6 at all?
bool lacks_ipv6(const ConnectEnding& ending, Family family);

/// What this machine has too little of to connect at all: ports, descriptors, memory. That says
/// nothing of the way to the target, so it is no failure; "this machine has no free port towards
/// 198.51.100.7:443".
std::optional<std::string> own_shortage(const ConnectEnding& ending, const HostPort& target);

/// Is another try of no use, since the machine itself refused or has no way?
bool is_local_refusal(Cause cause);

}  // namespace netprobe
