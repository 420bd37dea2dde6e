#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <chrono>
#include <memory>
#include <string>

namespace netprobe::testing_support {

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};

/// A certificate with its key, born in the test.
struct Identity {
  std::unique_ptr<EVP_PKEY, FreeKey> key;
  std::unique_ptr<X509, FreeCertificate> certificate;

  [[nodiscard]] std::string der() const;
};

/// A self-signed CA.
Identity make_authority(const std::string& name);

/// A CA below another one.
Identity make_authority_below(const Identity& authority, const std::string& name);

/// Another certificate of the first one, with its name and key, signed by the second one.
Identity make_cross_signed(const Identity& authority, const Identity& signer);

/// A leaf for a DNS name, or for an address; valid from and to are counted from now.
Identity make_leaf(const Identity& authority, const std::string& dns_name,
                   std::chrono::seconds valid_from = std::chrono::hours(-1),
                   std::chrono::seconds valid_to = std::chrono::hours(1));

}  // namespace netprobe::testing_support
