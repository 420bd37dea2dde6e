#pragma once

#include "netprobe/probe/dns_questions.h"
#include "netprobe/probe/socket_handle.h"

#include <set>
#include <string>

struct ares_channeldata;

namespace netprobe {

/// What the sockets of one channel remember.
struct DnsSockets {
  DnsQuestions questions;
  std::set<SocketHandle> datagram_sockets;
  std::set<std::string> truncated;  ///< questions whose answers by UDP were cut short
  int icmp_error = 0;  ///< the errno of an ICMP message for a datagram; 0 as long as none came
};

/// Gives a c-ares channel sockets that mend two things which would otherwise read as silence:
/// - Refusals without a question section (unbound's REFUSED is one) are dropped by c-ares, which
/// compares the
///   questions. The one that was asked is put back by its id.
/// - The ICMP error of one datagram is handed to the sending of the next, where c-ares takes it for
/// that one's; the first
///   query then waits in vain. The next one is sent again, so that the error comes back where it
///   counts for both.
/// The object must live as long as the channel.
void use_dns_sockets(ares_channeldata* channel, DnsSockets& sockets);

}  // namespace netprobe
