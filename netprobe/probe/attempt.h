#pragma once

#include "netprobe/core/observation.h"
#include "netprobe/core/plan.h"
#include "netprobe/probe/connect_verdict.h"
#include "netprobe/probe/kerberos_token.h"
#include "netprobe/probe/loop.h"
#include "netprobe/probe/proxy_login.h"
#include "netprobe/probe/tcp_socket.h"
#include "netprobe/probe/transfer.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace netprobe {

/// What one attempt connects to, decided before it starts.
struct AttemptSpec {
  TaskId task = 0;
  int path = 0;
  std::vector<IpAddress>
      addresses;  ///< tried in turn until one connects (a proxy's); one for a target's own
  std::optional<IpAddress> pinned;  ///< the target's, for SOCKS proxies that are sent addresses
  std::optional<DnsFacts> dns;
  std::optional<Micros> dns_time;
};

/// One attempt under way: from the connect to the verdict, with its repeats.
struct Attempt {
  std::uint64_t id = 0;
  AttemptSpec spec;
  Observation seen;         ///< grows as stages end
  std::size_t address = 0;  ///< of spec.addresses, the one that is tried
  Socket socket;
  std::unique_ptr<SocketWatch> watch;
  std::unique_ptr<Timer> timer;
  std::unique_ptr<Transfers::Transfer> transfer;
  Instant try_began{};   ///< of this try
  Micros busy_before{};  ///< how long the loop had worked when the transfer began
  Micros transfer_limit{};
  LoginProgress login;                   ///< how it shows an HTTP proxy who we are
  std::unique_ptr<Observation> refused;  ///< an earlier try, to which the proxy said 407
  std::string token;                     ///< Kerberos', good for one try
  std::unique_ptr<KerberosToken> token_request;
  bool repeated_for_lag = false;
  bool connecting = false, handshaking = false;
};

/// Puts what a transfer showed into the observation.
void note_transfer(const TransferTrace& trace, const ProbeTask& task, Observation& seen);

/// Could the same attempt end otherwise a moment later? Answers of policy, verdicts on certificates
/// and refusals of this machine are not asked for twice.
bool is_worth_repeating(const Failure& failure);

/// How deep an attempt got that did all its task asks.
Depth depth_of_success(const ProbeTask& task);

}  // namespace netprobe
