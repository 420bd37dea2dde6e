#pragma once

#include <openssl/x509.h>

#include <memory>
#include <string>

namespace netprobe {

struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
struct FreeCertificates {
  void operator()(STACK_OF(X509) * certificates) const {
    sk_X509_pop_free(certificates, X509_free);
  }
};
struct FreeCertificateStore {
  void operator()(X509_STORE* store) const { X509_STORE_free(store); }
};

using Certificate = std::unique_ptr<X509, FreeCertificate>;
/// Each of which it owns a share.
using Certificates = std::unique_ptr<STACK_OF(X509), FreeCertificates>;
using CertificateStore = std::unique_ptr<X509_STORE, FreeCertificateStore>;

/// Nothing where the bytes are no certificate.
inline Certificate from_der(const std::string& der) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  return Certificate(d2i_X509(nullptr, &bytes, static_cast<long>(der.size())));
}

inline bool is_self_issued(X509* certificate) {
  return X509_NAME_cmp(X509_get_subject_name(certificate), X509_get_issuer_name(certificate)) == 0;
}

}  // namespace netprobe
