#pragma once

#include "netprobe/core/observation.h"
#include "netprobe/core/result.h"
#include "netprobe/probe/prober.h"

#include <openssl/x509.h>

#include <memory>
#include <string>
#include <unordered_set>

namespace netprobe {

/// One set of trusted certificates for all connections. The system's are read on demand from its
/// hashed folder (SSL_CERT_FILE and SSL_CERT_DIR are honoured), so that no connection parses them
/// all.
class TrustStore {
 public:
  static Result<TrustStore> create(const TrustInputs& inputs);

  [[nodiscard]] X509_STORE* store() const { return store_.get(); }
  /// Which root a verified chain (leaf first) ended at. One expected certificate anywhere in it is
  /// enough: roots are cross-signed.
  [[nodiscard]] AnchorKind kind_of(STACK_OF(X509) * chain) const;

 private:
  struct Free {
    void operator()(X509_STORE* store) const { X509_STORE_free(store); }
  };
  std::unique_ptr<X509_STORE, Free> store_;
  std::unordered_set<std::string> expected_, publicly_trusted_;
};

}  // namespace netprobe
