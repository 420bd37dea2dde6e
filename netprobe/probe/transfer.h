#pragma once

#include "netprobe/core/plan.h"
#include "netprobe/core/result.h"
#include "netprobe/probe/loop.h"
#include "netprobe/probe/tcp_socket.h"
#include "netprobe/probe/transfer_trace.h"
#include "netprobe/probe/trust_store.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace netprobe {

/// What one transfer is about, beside its task.
struct TransferOrder {
  const ProbeTask& task;
  IpAddress connected_to;  ///< the far end of the socket: the target's address, or the proxy's
  std::optional<IpAddress> pinned;  ///< of the target, where a SOCKS proxy is sent an address
  Limits limits;
  std::optional<ProxyAuth> login;  ///< the one scheme by which an HTTP proxy is shown who we are
  std::string token;               ///< Kerberos', for Negotiate
};

/// libcurl on our loop: TLS, HTTP and proxies over sockets that are already connected. Every
/// transfer is fresh: no reuse, no redirects, no environment, no resolver.
class Transfers {
 public:
  using Done = std::function<void(TransferTrace)>;
  class Transfer;
  class Machine;  ///< the inside of transfer.cc

  /// `proxy_trust`: whom the certificate of an HTTPS proxy may come from.
  static Result<std::unique_ptr<Transfers>> create(Loop& loop, TrustStore& trust,
                                                   TrustStore& proxy_trust);
  ~Transfers();
  Transfers(const Transfers&) = delete;
  Transfers& operator=(const Transfers&) = delete;

  /// Takes the socket over. `done` is called once, later, never from within; destroying the
  /// transfer cancels it. `limit`: after that long it is ended, with `expired` set.
  std::unique_ptr<Transfer> start(Socket socket, const TransferOrder& order, Micros limit,
                                  Done done);

 private:
  explicit Transfers(std::unique_ptr<Machine> machine);
  std::unique_ptr<Machine> machine_;
};

class Transfers::Transfer {
 public:
  struct State;  ///< the inside of transfer.cc

  Transfer(Machine& machine, Socket socket, const TransferOrder& order, Done done);
  ~Transfer();
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

 private:
  friend class Transfers;
  std::unique_ptr<State> state_;
};

}  // namespace netprobe
