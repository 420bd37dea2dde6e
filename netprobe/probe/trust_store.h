#pragma once

#include "netprobe/core/observation.h"
#include "netprobe/core/result.h"
#include "netprobe/probe/prober.h"

#include <openssl/x509.h>

#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace netprobe {

/// One set of trusted certificates for all connections. Parsing a bundle of 146 roots takes longer
/// than most attempts, so nothing is parsed before a chain asks for it: the system's certificates
/// are read from its hashed folder, and from its bundle only for a chain that finds no issuer there
/// (SSL_CERT_FILE and SSL_CERT_DIR are honoured); those that were given wait in DER form under the
/// hash of their subject.
class TrustStore {
 public:
  static Result<TrustStore> create(const TrustInputs& inputs);
  /// The same, and `proxy_certificates` beside the extra ones: an HTTPS proxy often has a
  /// certificate of the company's own, which says nothing about the service.
  static Result<TrustStore> create_for_proxies(TrustInputs inputs);

  [[nodiscard]] X509_STORE* store() const { return store_.get(); }
  /// Puts into the store what the chain that is about to be verified may need.
  void supply(X509_STORE_CTX* context);
  /// Which root a verified chain (leaf first) ended at. One expected certificate anywhere in it is
  /// enough: roots are cross-signed.
  [[nodiscard]] AnchorKind kind_of(STACK_OF(X509) * chain) const;

 private:
  [[nodiscard]] bool keep(const std::string& der);
  void supply(const X509_NAME* subject);
  void supply_for(const std::vector<X509*>& chain);
  void read_system_bundle();

  struct Free {
    void operator()(X509_STORE* store) const { X509_STORE_free(store); }
  };
  std::unique_ptr<X509_STORE, Free> store_;
  std::unordered_multimap<unsigned long, std::string> waiting_;  ///< DER, by the subject's hash
  bool bundle_unread_ = false;  ///< the system's bundle was not needed so far
  std::unordered_set<std::string> expected_, publicly_trusted_;
};

}  // namespace netprobe
