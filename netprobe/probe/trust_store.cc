#include "netprobe/probe/trust_store.h"

#include "netprobe/probe/certificate_facts.h"

#include <openssl/err.h>

namespace netprobe {

namespace {

struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
using Certificate = std::unique_ptr<X509, FreeCertificate>;

Certificate from_der(const std::string& der) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  return Certificate(d2i_X509(nullptr, &bytes, static_cast<long>(der.size())));
}

}  // namespace

Result<TrustStore> TrustStore::create(const TrustInputs& inputs) {
  TrustStore trust;
  trust.store_.reset(X509_STORE_new());
  if (!trust.store_ || X509_STORE_set_default_paths(trust.store_.get()) != 1) {
    return tl::unexpected<Error>(
        {Error::Kind::internal, "OpenSSL cannot set up its certificate store"});
  }
  // A caller's intermediate that it trusts may end a chain, as a root does.
  X509_STORE_set_flags(trust.store_.get(), X509_V_FLAG_TRUSTED_FIRST | X509_V_FLAG_PARTIAL_CHAIN);
  trust.expected_.insert(inputs.anchors.expected.begin(), inputs.anchors.expected.end());
  trust.publicly_trusted_.insert(inputs.anchors.publicly_trusted.begin(),
                                 inputs.anchors.publicly_trusted.end());
  for (const auto* list : {&inputs.extra_certificates, &inputs.expected_certificates}) {
    for (const std::string& der : *list) {
      const Certificate certificate = from_der(der);
      if (!certificate || X509_STORE_add_cert(trust.store_.get(), certificate.get()) != 1) {
        return tl::unexpected<Error>(
            {Error::Kind::internal, "a given certificate cannot be added to the trusted ones"});
      }
      if (list == &inputs.expected_certificates) {
        trust.expected_.insert(fingerprint_of(certificate.get()));
      }
    }
  }
  ERR_clear_error();
  return trust;
}

AnchorKind TrustStore::kind_of(STACK_OF(X509) * chain) const {
  const int count = chain == nullptr ? 0 : sk_X509_num(chain);
  for (int i = 0; i < count; ++i) {
    if (expected_.contains(fingerprint_of(sk_X509_value(chain, i)))) {
      return AnchorKind::expected;
    }
  }
  if (count == 0) {
    return AnchorKind::unverified;
  }
  const std::string root = fingerprint_of(sk_X509_value(chain, count - 1));
  return publicly_trusted_.contains(root) ? AnchorKind::publicly_trusted : AnchorKind::local;
}

}  // namespace netprobe
