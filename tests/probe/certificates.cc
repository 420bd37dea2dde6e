#include "tests/probe/certificates.h"

#include "netprobe/core/address.h"

#include <openssl/ec.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace netprobe::testing_support {
namespace {

void require(bool done) {
  if (!done) {
    throw std::runtime_error("OpenSSL could not make a certificate");
  }
}

void extend(X509* certificate, X509* issuer, int extension, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* made = X509V3_EXT_conf_nid(nullptr, &context, extension, value.c_str());
  require(made != nullptr && X509_add_ext(certificate, made, -1) == 1);
  X509_EXTENSION_free(made);
}

Identity blank(const std::string& name, std::chrono::seconds from, std::chrono::seconds to) {
  static long serial = 1;
  Identity identity;
  identity.key.reset(EVP_EC_gen("P-256"));
  identity.certificate.reset(X509_new());
  X509* certificate = identity.certificate.get();
  require(identity.key && certificate != nullptr);
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++);
  X509_gmtime_adj(X509_getm_notBefore(certificate), from.count());
  X509_gmtime_adj(X509_getm_notAfter(certificate), to.count());
  const auto* text = reinterpret_cast<const unsigned char*>(name.c_str());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8, text, -1, -1,
                             0);
  require(X509_set_pubkey(certificate, identity.key.get()) == 1);
  return identity;
}

void sign_authority(const Identity& identity, const Identity& signer) {
  X509* certificate = identity.certificate.get();
  X509_set_issuer_name(certificate, X509_get_subject_name(signer.certificate.get()));
  extend(certificate, signer.certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
  require(X509_sign(certificate, signer.key.get(), EVP_sha256()) > 0);
}

}  // namespace

std::string Identity::der() const {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(certificate.get(), &bytes);
  require(size > 0);
  std::string der(bytes, bytes + size);
  OPENSSL_free(bytes);
  return der;
}

Identity make_authority(const std::string& name) {
  Identity identity = blank(name, std::chrono::hours(-2), std::chrono::hours(2));
  sign_authority(identity, identity);
  return identity;
}

Identity make_authority_below(const Identity& authority, const std::string& name) {
  Identity identity = blank(name, std::chrono::hours(-2), std::chrono::hours(2));
  sign_authority(identity, authority);
  return identity;
}

Identity make_cross_signed(const Identity& authority, const Identity& signer) {
  Identity identity = blank("", std::chrono::hours(-2), std::chrono::hours(2));
  X509* certificate = identity.certificate.get();
  X509_set_subject_name(certificate, X509_get_subject_name(authority.certificate.get()));
  require(EVP_PKEY_up_ref(authority.key.get()) == 1);
  identity.key.reset(authority.key.get());
  require(X509_set_pubkey(certificate, identity.key.get()) == 1);
  sign_authority(identity, signer);
  return identity;
}

Identity make_leaf(const Identity& authority, const std::string& dns_name,
                   std::chrono::seconds valid_from, std::chrono::seconds valid_to) {
  Identity identity = blank(dns_name, valid_from, valid_to);
  X509* certificate = identity.certificate.get();
  X509_set_issuer_name(certificate, X509_get_subject_name(authority.certificate.get()));
  extend(certificate, authority.certificate.get(), NID_subject_alt_name,
         (IpAddress::parse(dns_name) ? "IP:" : "DNS:") + dns_name);
  require(X509_sign(certificate, authority.key.get(), EVP_sha256()) > 0);
  return identity;
}

}  // namespace netprobe::testing_support
