#include "endpoints/trust_anchors.h"

#include "endpoints/embedded.h"
#include "netprobe/core/json_reader.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <array>
#include <ctime>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace netprobe {
namespace trust_anchors_test {

using testing::Contains;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAreArray;

using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

std::string digest(const std::string& bytes, const EVP_MD* kind) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned size = 0;
  EXPECT_EQ(EVP_Digest(bytes.data(), bytes.size(), out.data(), &size, kind, nullptr), 1);
  std::string text;
  for (unsigned i = 0; i < size; ++i) {
    text += fmt::format("{:02x}", out.at(i));
  }
  return text;
}

std::string key_of(X509* certificate) {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &bytes);
  EXPECT_GT(size, 0);
  const std::string info(bytes, bytes + size);
  OPENSSL_free(bytes);
  return digest(info, EVP_sha256());
}

std::string last_day(X509* certificate) {
  std::tm day{};
  EXPECT_EQ(ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &day), 1);
  return fmt::format("{}-{:02}-{:02}", day.tm_year + 1900, day.tm_mon + 1, day.tm_mday);
}

bool is_root(X509* certificate) {
  return X509_NAME_cmp(X509_get_subject_name(certificate), X509_get_issuer_name(certificate)) == 0;
}

/// The certificates that are carried, by their SHA-1.
std::map<std::string, Certificate> carried() {
  std::map<std::string, Certificate> all;
  for (const std::string& der : embedded_authorities().certificates) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
    Certificate one(d2i_X509(nullptr, &bytes, static_cast<long>(der.size())), X509_free);
    EXPECT_NE(one, nullptr);
    EXPECT_TRUE(all.emplace(digest(der, EVP_sha1()), std::move(one)).second);
  }
  return all;
}

nlohmann::json data() {
  return *parse_json(embedded::file("data/trust-anchors.json"), "data/trust-anchors.json");
}

TEST(Authorities, have_the_certificates_that_microsofts_page_has) {
  // The page on certificate authorities of 2025-11-17: SHA-1, and the last day.
  const std::map<std::string, std::string> known = {
      {"a8985d3a65e5e5c4b2d7d66d40c6dd2fb19c5436", "2031-11-10"},  // DigiCert Global Root CA
      {"df3c24f9bfd666761b268073fe06d1cc8d4f82a4", "2038-01-15"},  // DigiCert Global Root G2
      {"7e04de896a3e666d00e687d33ffad93be83d349e", "2038-01-15"},  // DigiCert Global Root G3
      {"17f3de5e9f0f19e98ef61f32266e20c407ae30ee", "2046-01-14"},  // DigiCert TLS ECC P384 Root G5
      {"a78849dc5d7c758c8cde399856b3aad0b2a57135", "2046-01-14"},  // DigiCert TLS RSA4096 Root G5
      {"999a64c37ff47d9fab95f14769891460eec4c3c5", "2042-07-18"},  // Microsoft ECC Root CA 2017
      {"73a5e64a3bff8316ff0edccc618a906e4eae4d74", "2042-07-18"},  // Microsoft RSA Root CA 2017
      {"b5ee89e77326ab2bf1775bd99c19a28947ff8184", "2029-06-19"},  // TLS RSA Root G2, cross-signed
      {"f8a408b8fbeea077b75738658641be77154720eb", "2029-06-03"},  // TLS G2 RSA CA OCSP 02
      {"da6d0400641b45aecc595d24e5037aa6bc09c358", "2029-06-03"},  // 04
      {"88283c78d08489718f78cd2b797333765164e911", "2029-06-03"},  // 06
      {"ddbd3da5c09386cc36cfec4680f17084ba7a5628", "2029-06-03"},  // 08
      {"b663d8413ca35f3f22643ccbc2d3250700916b1a", "2029-06-03"},  // 10
      {"d3089df9f47490887045b91d3fdef6ed87f02f52", "2029-06-03"},  // 12
      {"55d9b33bdc16ddb3b663f1771f96d4324c118073", "2029-06-03"},  // 14
      {"27e6663299d340dfe54571ceccec01be74495dc6", "2029-06-03"},  // 16
      {"37461aacfa5970f7f2d2bac5a659b53b72541c68", "2028-05-25"},  // Azure RSA TLS Issuing CA 03
      {"7304022ca8a9ff7e3e0c1242e0110e643822c45e", "2028-05-25"},  // 04
      {"0e5f41b697daadd808bf55ad080350a2a5dfca93", "2028-05-25"},  // 07
      {"512c8f3fb71edacf7ada490402e710b10c73026e", "2028-05-25"},  // 08
      // and beside it
      {"21734d95a2473be25cbfd12a84c6fbc5bc8e2414", "2040-04-10"},  // TLS RSA Root G2, self-signed
      {"d4de20d05e66fc53fe1a50882c78db2852cae474", "2025-05-12"},  // past: Baltimore CyberTrust
      {"58e8abb0361533fb80f79b1b6d29d3ff8d5f00f0",
       "2029-11-05"},  // past: D-TRUST Class 3 CA 2 2009
  };
  std::map<std::string, std::string> found;
  for (const auto& [sha1, certificate] : carried()) {
    found[sha1] = last_day(certificate.get());
  }
  EXPECT_EQ(found, known);
}

TEST(Authorities, are_the_keys_of_the_roots_that_are_carried) {
  std::set<std::string> keys;
  for (const auto& [sha1, certificate] : carried()) {
    if (is_root(certificate.get())) {
      keys.insert(key_of(certificate.get()));
    }
  }
  std::set<std::string> listed;
  std::vector<std::string> past;
  const nlohmann::json json = data();
  for (const auto& authority : json.at("authorities")) {
    listed.insert(authority.at("key").get<std::string>());
    if (authority.contains("past")) {
      past.push_back(authority.at("name").get<std::string>());
      EXPECT_THAT(embedded_authorities().keys,
                  Not(Contains(authority.at("key").get<std::string>())));
    }
  }
  EXPECT_EQ(listed, keys);
  EXPECT_THAT(past, UnorderedElementsAreArray(
                        {"Baltimore CyberTrust Root", "D-TRUST Root Class 3 CA 2 2009"}));
  EXPECT_EQ(embedded_authorities().keys.size() + past.size(), keys.size());
}

TEST(Authorities, have_one_key_in_their_self_signed_and_their_cross_signed_form) {
  const auto all = carried();
  EXPECT_EQ(key_of(all.at("21734d95a2473be25cbfd12a84c6fbc5bc8e2414").get()),
            key_of(all.at("b5ee89e77326ab2bf1775bd99c19a28947ff8184").get()));
}

TEST(Authorities, sign_each_link_that_is_carried) {
  const auto all = carried();
  for (const auto& [sha1, link] : all) {
    std::vector<std::string> signers;
    for (const auto& [of_signer, signer] : all) {
      if (X509_NAME_cmp(X509_get_subject_name(signer.get()), X509_get_issuer_name(link.get())) ==
              0 &&
          X509_verify(link.get(), X509_get0_pubkey(signer.get())) == 1) {
        signers.push_back(of_signer);
      }
    }
    EXPECT_THAT(signers, Not(IsEmpty())) << sha1;
  }
}

TEST(Authorities, that_are_known_by_a_thumbprint_are_not_carried) {
  const ServiceAuthorities authorities = embedded_authorities();
  const auto all = carried();
  EXPECT_EQ(
      std::set<std::string>(authorities.thumbprints.begin(), authorities.thumbprints.end()).size(),
      23U);
  for (const std::string& thumbprint : authorities.thumbprints) {
    EXPECT_EQ(thumbprint.size(), 40U) << thumbprint;
    EXPECT_EQ(thumbprint.find_first_not_of("0123456789abcdef"), std::string::npos) << thumbprint;
    EXPECT_FALSE(all.contains(thumbprint)) << thumbprint;
  }
}

TEST(Authorities, name_the_source_of_their_list_and_its_date) {
  const nlohmann::json json = data();
  EXPECT_THAT(json.at("source").get<std::string>(), testing::StartsWith("https://"));
  EXPECT_EQ(json.at("source_date").get<std::string>().size(), 10U);
  EXPECT_EQ(json.at("date").get<std::string>().size(), 10U);
}

TEST(PublicRoots, are_keys_among_which_azures_are) {
  const ServiceAuthorities authorities = embedded_authorities();
  const std::set<std::string> trusted(authorities.public_keys.begin(),
                                      authorities.public_keys.end());
  EXPECT_EQ(trusted.size(), authorities.public_keys.size());
  EXPECT_GT(trusted.size(), 100U);
  for (const std::string& key : trusted) {
    EXPECT_EQ(key.size(), 64U) << key;
    EXPECT_EQ(key.find_first_not_of("0123456789abcdef"), std::string::npos) << key;
  }
  int beyond = 0;
  for (const std::string& key : authorities.keys) {
    beyond += trusted.contains(key) ? 0 : 1;
  }
  EXPECT_EQ(beyond, 1) << "browsers ship all of them but Microsoft TLS RSA Root G2";
}

}  // namespace trust_anchors_test
}  // namespace netprobe
