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

/// Puts the watch into a context, which owns it from then on together with the caller: OpenSSL may
/// call it for as long as there is a session of that context, and libcurl keeps sessions longer
/// than the transfers that they were made for (8.10 and later: until the far end's close_notify has
/// come). The trust store and the loop must outlive the context.
///
/// The session also ends quietly (SSL_CTX_set_quiet_shutdown): nobody reads after the answer, so
/// that no descriptor is kept only to wait for a farewell.
void watch_tls(SSL_CTX* context, std::shared_ptr<TlsWatch> watch);

}  // namespace netprobe
