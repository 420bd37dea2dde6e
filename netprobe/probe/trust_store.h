#pragma once

#include "netprobe/core/observation.h"
#include "netprobe/core/result.h"
#include "netprobe/probe/carried_authorities.h"
#include "netprobe/probe/certificate_handles.h"
#include "netprobe/probe/prober.h"

#include <openssl/x509.h>

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace netprobe {

/// What a chain is worth on this machine.
struct ChainVerdict {
  int result = X509_V_OK;  ///< or OpenSSL's error
  /// Where it ended. With an error: the root of the service that it leads to, and that this
  /// machine does not trust.
  std::optional<CertificateFacts> anchor;
  AnchorKind kind = AnchorKind::unverified;
  bool name_is_borrowed = false;  ///< it names an authority of the service, whose key did not sign
};

/// One set of trusted certificates for all connections. Parsing a bundle of 146 roots takes longer
/// than most attempts, so nothing is parsed before a chain asks for it: the system's certificates
/// are read from its hashed folder, and from its bundle only for a chain that finds no issuer there
/// (SSL_CERT_FILE and SSL_CERT_DIR are honoured); those that were given, and those of a system that
/// has no such files, wait in DER form under the hash of their subject.
class TrustStore {
 public:
  static Result<TrustStore> create(const TrustInputs& inputs);
  /// The same, and `proxy_certificates` beside the extra ones: an HTTPS proxy often has a
  /// certificate of the company's own, which says nothing about the service.
  static Result<TrustStore> create_for_proxies(TrustInputs inputs);

  [[nodiscard]] X509_STORE* store() const { return store_.get(); }
  /// Verifies the chain of a handshake. A link that the far end left out is taken from those that
  /// the program carries, as Windows would fetch it; the context's result is then good.
  ChainVerdict verify(X509_STORE_CTX* context);

 private:
  explicit TrustStore(const ServiceAuthorities& authorities) : authorities_(authorities) {}
  [[nodiscard]] bool keep(const std::string& der);
  /// Puts into the store what the chain that is about to be verified may need.
  void supply(X509_STORE_CTX* context);
  void supply(const X509_NAME* subject);
  void supply_for(const std::vector<X509*>& chain);
  void read_system_bundle();
  CheckedChain complete(X509* leaf, STACK_OF(X509) * sent);
  /// The same once more, with the root of the service that the system would install by itself now;
  /// empty where it would not.
  CheckedChain install_root(X509* leaf, STACK_OF(X509) * sent);
  /// Which root a chain (leaf first) ended at. One expected key anywhere in it is enough: roots are
  /// cross-signed.
  [[nodiscard]] AnchorKind kind_of(const STACK_OF(X509) * chain) const;

  CertificateStore store_;
  std::unordered_multimap<unsigned long, std::string> waiting_;  ///< DER, by the subject's hash
  bool bundle_unread_ = false;  ///< the system's bundle was not needed so far
  CarriedAuthorities authorities_;
};

}  // namespace netprobe
