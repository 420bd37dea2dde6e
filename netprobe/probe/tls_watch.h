#pragma once

#include "netprobe/core/time.h"
#include "netprobe/probe/loop.h"
#include "netprobe/probe/transfer_trace.h"
#include "netprobe/probe/trust_store.h"

#include <openssl/ssl.h>

#include <memory>
#include <string>

namespace netprobe {

/// Watches one TLS session from inside OpenSSL and decides about its certificate.
struct TlsWatch {
  TrustStore& trust;
  const Loop& loop;
  std::string name;         ///< that the certificate must carry; empty: any
  bool is_service = false;  ///< see judge_certificate
  Stage stage = Stage::tls;
  TlsTrace trace;  ///< grows while the session lasts
};

/// Has sessions of that context offer the groups that SCHANNEL offers by default on Windows Server
/// 2016 to 2022 (learn.microsoft.com, "TLS Elliptic Curves in Windows 10 version 1607 and later"),
/// whatever this OpenSSL would. From 3.5 on it offers ML-KEM 768 too, and its ClientHello then
/// fills more than one segment: what drops such, or large packets, would be told as closed for
/// agents that never send one.
/// False where OpenSSL has no memory.
bool offer_groups_of_windows(SSL_CTX* context);

/// Puts the watch into a context, which owns it from then on together with the caller: OpenSSL may
/// call it for as long as there is a session of that context, and libcurl keeps sessions longer
/// than the transfers that they were made for (8.10 and later: until the far end's close_notify has
/// come). The trust store and the loop must outlive the context.
///
/// The session also ends quietly (SSL_CTX_set_quiet_shutdown): nobody reads after the answer, so
/// that no descriptor is kept only to wait for a farewell.
void watch_tls(SSL_CTX* context, std::shared_ptr<TlsWatch> watch);

}  // namespace netprobe
