#pragma once

#include "netprobe/core/time.h"
#include "netprobe/probe/loop.h"
#include "netprobe/probe/transfer_trace.h"
#include "netprobe/probe/trust_store.h"

#include <openssl/ssl.h>

#include <string>

namespace netprobe {

/// Watches one TLS session from inside OpenSSL and decides about its certificate.
struct TlsWatch {
  TlsTrace& trace;
  TrustStore& trust;
  const Loop& loop;
  std::string name;         ///< that the certificate must carry; empty: any
  bool is_service = false;  ///< see judge_certificate
  Stage stage = Stage::tls;
};

/// Puts the watch, which must outlive the context's connections, into a context.
void watch_tls(SSL_CTX* context, TlsWatch& watch);

}  // namespace netprobe
