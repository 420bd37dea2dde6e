#include "netprobe/probe/certificate_verdict.h"

#include "netprobe/probe/inspection_products.h"

#include <fmt/format.h>
#include <openssl/x509_vfy.h>

#include <string>
#include <string_view>
#include <utility>

namespace netprobe {

namespace {

bool is_date_error(int result) {
  return result == X509_V_ERR_CERT_HAS_EXPIRED || result == X509_V_ERR_CERT_NOT_YET_VALID;
}

std::optional<std::string_view> product_in(const TlsFacts& facts) {
  for (const CertificateFacts& certificate : facts.chain) {
    for (const std::string* name : {&certificate.issuer, &certificate.subject}) {
      // The leaf's own subject is a host's: a vendor's own site is no inspection.
      const bool own_site = name == &certificate.subject && &certificate == &facts.chain.front();
      if (const auto product = inspection_product_in(*name); product && !own_site) {
        return product;
      }
    }
  }
  return std::nullopt;
}

std::string issuer_of(const TlsFacts& facts) {
  return facts.anchor          ? facts.anchor->subject
         : facts.chain.empty() ? std::string("nobody")
                               : facts.chain.back().issuer;
}

/// Somebody between here and the service signed; what that is told by.
std::optional<std::string> interceptor_in(const TlsFacts& facts,
                                          const CertificateCircumstances& known) {
  // What the keys of the service's own authorities signed is the service's, whatever names it has.
  if (!known.is_service || facts.anchor_kind == AnchorKind::expected) {
    return std::nullopt;
  }
  if (const auto product = product_in(facts)) {
    return fmt::format("signed by {}: \"{}\"", *product, issuer_of(facts));
  }
  if (known.authority_is_borrowed) {
    return fmt::format("signed in the name of \"{}\", and not with its key", issuer_of(facts));
  }
  return std::nullopt;
}

std::string words_of_distrust(const TlsFacts& facts) {
  return facts.anchor_kind == AnchorKind::expected
             ? fmt::format(
                   "it is the service's own, and leads to \"{}\", which this machine does "
                   "not trust: {}",
                   issuer_of(facts), facts.verify_text)
             : fmt::format("signed by \"{}\": {}", issuer_of(facts), facts.verify_text);
}

}  // namespace

std::optional<Failure> judge_certificate(const TlsFacts& facts,
                                         const CertificateCircumstances& known, Stage stage) {
  const auto refusal = [&](Cause cause, std::string detail) {
    return Failure{.stage = stage,
                   .cause = cause,
                   .detail = std::move(detail),
                   .raw = {{"openssl", facts.verify_result, facts.verify_text}}};
  };
  if (auto interceptor = interceptor_in(facts, known)) {
    return refusal(Cause::tls_intercepted, std::move(*interceptor));
  }
  if (facts.verify_result != X509_V_OK && !is_date_error(facts.verify_result)) {
    return refusal(Cause::tls_untrusted, words_of_distrust(facts));
  }
  if (facts.verify_result == X509_V_ERR_CERT_HAS_EXPIRED) {
    return refusal(Cause::tls_expired, "a certificate of the chain has expired");
  }
  if (facts.verify_result == X509_V_ERR_CERT_NOT_YET_VALID) {
    return refusal(Cause::tls_not_yet_valid, "a certificate of the chain is not valid yet");
  }
  if (known.is_service && facts.anchor_kind == AnchorKind::local) {
    return refusal(Cause::tls_intercepted,
                   fmt::format("trusted here, but signed by \"{}\", which does not issue for Azure",
                               issuer_of(facts)));
  }
  return known.name_matches ? std::nullopt
                            : std::optional(refusal(Cause::tls_name_mismatch,
                                                    "the certificate is for other names"));
}

}  // namespace netprobe
