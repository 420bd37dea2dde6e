#include "netprobe/probe/certificate_facts.h"

#include "netprobe/core/text.h"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <memory>
#include <span>

namespace netprobe {

namespace {

constexpr std::size_t most_names = 100;
constexpr std::size_t most_issuer_addresses = 10;

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
struct FreeNames {
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};

struct FreePoints {
  void operator()(CRL_DIST_POINTS* points) const { CRL_DIST_POINTS_free(points); }
};
struct FreeAccess {
  void operator()(AUTHORITY_INFO_ACCESS* access) const { AUTHORITY_INFO_ACCESS_free(access); }
};

std::string text_of(const X509_NAME* name) {
  const std::unique_ptr<BIO, FreeBio> bio(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

WallTime time_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) {
    return {};
  }
  const std::chrono::year_month_day day{std::chrono::year(parts.tm_year + 1900),
                                        std::chrono::month(static_cast<unsigned>(parts.tm_mon + 1)),
                                        std::chrono::day(static_cast<unsigned>(parts.tm_mday))};
  return std::chrono::sys_days(day) + std::chrono::hours(parts.tm_hour) +
         std::chrono::minutes(parts.tm_min) + std::chrono::seconds(parts.tm_sec);
}

std::vector<std::string> names_of(X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, FreeNames> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  std::vector<std::string> found;
  const int count = names ? sk_GENERAL_NAME_num(names.get()) : 0;
  for (int i = 0; i < count && found.size() < most_names; ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type == GEN_DNS) {
      const auto* bytes = reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName));
      found.emplace_back(bytes, static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName)));
    }
  }
  return found;
}

/// An address in a certificate, if it is one of plain HTTP.
void add_address(const GENERAL_NAME* name, std::vector<std::string>& addresses) {
  if (name->type != GEN_URI) {
    return;
  }
  const ASN1_STRING* uri = name->d.uniformResourceIdentifier;
  std::string text(reinterpret_cast<const char*>(ASN1_STRING_get0_data(uri)),
                   static_cast<std::size_t>(ASN1_STRING_length(uri)));
  const bool known = std::find(addresses.begin(), addresses.end(), text) != addresses.end();
  if (starts_with_ignoring_case(text, "http://") && !known &&
      addresses.size() < most_issuer_addresses) {
    addresses.push_back(std::move(text));
  }
}

/// RFC 5280: 4.2.1.13 (where its CRLs are), 4.2.2.1 (its OCSP responder, its issuer's certificate).
std::vector<std::string> status_addresses_of(X509* certificate) {
  std::vector<std::string> addresses;
  const std::unique_ptr<CRL_DIST_POINTS, FreePoints> points(static_cast<CRL_DIST_POINTS*>(
      X509_get_ext_d2i(certificate, NID_crl_distribution_points, nullptr, nullptr)));
  for (int i = 0; points && i < sk_DIST_POINT_num(points.get()); ++i) {
    const DIST_POINT_NAME* place = sk_DIST_POINT_value(points.get(), i)->distpoint;
    const GENERAL_NAMES* names =
        place != nullptr && place->type == 0 ? place->name.fullname : nullptr;
    for (int j = 0; names != nullptr && j < sk_GENERAL_NAME_num(names); ++j) {
      add_address(sk_GENERAL_NAME_value(names, j), addresses);
    }
  }
  const std::unique_ptr<AUTHORITY_INFO_ACCESS, FreeAccess> access(
      static_cast<AUTHORITY_INFO_ACCESS*>(
          X509_get_ext_d2i(certificate, NID_info_access, nullptr, nullptr)));
  for (int i = 0; access && i < sk_ACCESS_DESCRIPTION_num(access.get()); ++i) {
    add_address(sk_ACCESS_DESCRIPTION_value(access.get(), i)->location, addresses);
  }
  return addresses;
}

std::string hexadecimal(std::span<const unsigned char> bytes) {
  std::string text;
  for (const unsigned char byte : bytes) {
    text += fmt::format("{:02x}", byte);
  }
  return text;
}

std::string digest_of(X509* certificate, const EVP_MD* kind) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  const bool done = X509_digest(certificate, kind, digest.data(), &size) == 1;
  return done ? hexadecimal({digest.data(), size}) : std::string();
}

}  // namespace

std::string fingerprint_of(X509* certificate) { return digest_of(certificate, EVP_sha256()); }

std::string thumbprint_of(X509* certificate) { return digest_of(certificate, EVP_sha1()); }

std::string key_of(X509* certificate) {
  unsigned char* info = nullptr;
  const int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &info);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  const bool done = length > 0 && EVP_Digest(info, static_cast<std::size_t>(length), digest.data(),
                                             &size, EVP_sha256(), nullptr) == 1;
  OPENSSL_free(info);
  return done ? hexadecimal({digest.data(), size}) : std::string();
}

CertificateFacts facts_of(X509* certificate) {
  CertificateFacts facts;
  facts.subject = text_of(X509_get_subject_name(certificate));
  facts.issuer = text_of(X509_get_issuer_name(certificate));
  facts.not_before = time_of(X509_get0_notBefore(certificate));
  facts.not_after = time_of(X509_get0_notAfter(certificate));
  facts.sha256 = fingerprint_of(certificate);
  facts.names = names_of(certificate);
  facts.status_addresses = status_addresses_of(certificate);
  return facts;
}

}  // namespace netprobe
