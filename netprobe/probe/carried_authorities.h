#pragma once

#include "netprobe/core/service_authorities.h"
#include "netprobe/probe/certificate_handles.h"

#include <openssl/x509.h>

#include <string>
#include <unordered_set>
#include <vector>

namespace netprobe {

/// A chain as OpenSSL judges it: X509_V_OK or its error, and the chain, leaf first, without one.
struct CheckedChain {
  int result = X509_V_OK;
  Certificates chain;
};

/// Verifies anew, for a server's certificate; `flags` are added to those of the store.
CheckedChain check_chain(X509_STORE* store, X509* leaf, STACK_OF(X509) * others,
                         unsigned long flags = 0);

/// The authorities that sign for the service, by their keys, and the certificates of them that the
/// program carries. These are parsed when a chain first needs one.
class CarriedAuthorities {
 public:
  explicit CarriedAuthorities(const ServiceAuthorities& authorities);
  /// One that the caller names as the service's own; false where it is no certificate.
  [[nodiscard]] bool expect(const std::string& der);

  [[nodiscard]] bool is_expected(X509* certificate) const;
  [[nodiscard]] bool is_public(X509* certificate) const;

  /// What was sent, and the links that a server may have left out, as Windows would fetch them.
  Certificates with_links(STACK_OF(X509) * sent);
  /// The chain to a root of the service, whatever this machine trusts and whatever the date is;
  /// empty where there is none.
  Certificates chain_to_service(X509* leaf, STACK_OF(X509) * sent);
  /// Does a certificate name one of these as its issuer, whose key did not sign it?
  bool is_name_borrowed(X509* leaf, STACK_OF(X509) * sent);

 private:
  void parse();
  bool borrows_name(X509* certificate);

  std::unordered_set<std::string> keys_, thumbprints_, public_keys_;
  std::vector<std::string> unparsed_;      ///< DER
  std::vector<Certificate> certificates_;  ///< roots and links
  CertificateStore roots_;                 ///< those of today
};

}  // namespace netprobe
