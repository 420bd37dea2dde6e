#pragma once

#include "netprobe/core/address.h"
#include "netprobe/core/result.h"
#include "netprobe/core/time.h"
#include "netprobe/probe/loop.h"

#include <functional>
#include <memory>
#include <string>

namespace netprobe {

/// What shows one proxy once who we are, by this machine's Kerberos ticket or keytab: what follows
/// "Negotiate " in its Proxy-Authorization (RFC 4559). The Kerberos library asks the servers of its
/// realm for as long as it likes, from within one call; so that call is made in a process of its
/// own, which ends when the patience does, or this object.
class KerberosToken {
 public:
  /// Called once, later, never from within the constructor. The error says why there is none.
  using Done = std::function<void(tl::expected<std::string, std::string>)>;

  KerberosToken(Loop& loop, const HostPort& proxy, Micros patience, Done done);
  ~KerberosToken();
  KerberosToken(const KerberosToken&) = delete;
  KerberosToken& operator=(const KerberosToken&) = delete;

 private:
  struct Request;
  std::unique_ptr<Request> request_;
};

}  // namespace netprobe
