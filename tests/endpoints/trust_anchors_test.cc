#include "endpoints/trust_anchors.h"

#include "endpoints/certificates.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <array>
#include <ctime>
#include <fstream>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace netprobe {
namespace {

struct Root {
  std::string sha1;       ///< as Microsoft's page on TLS certificate changes has it
  std::string not_after;  ///< the day
  bool operator==(const Root&) const = default;
};

void PrintTo(const Root& root, std::ostream* out) { *out << root.sha1 << " " << root.not_after; }

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

std::string last_day(const std::string& der) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      d2i_X509(nullptr, &bytes, static_cast<long>(der.size())), X509_free);
  std::tm day{};
  EXPECT_EQ(ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &day), 1);
  return fmt::format("{}-{:02}-{:02}", day.tm_year + 1900, day.tm_mon + 1, day.tm_mday);
}

std::vector<std::string> expected_roots() {
  std::ifstream file("tests/endpoints/expected_roots.pem");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto all = parse_certificates(text, "expected_roots.pem");
  EXPECT_TRUE(all) << all.error().message;
  return all.value_or(std::vector<std::string>());
}

TEST(TrustAnchors, that_are_expected_are_the_roots_that_azure_ends_at) {
  const std::vector<Root> known = {
      {"d4de20d05e66fc53fe1a50882c78db2852cae474", "2025-05-12"},  // Baltimore CyberTrust Root
      {"58e8abb0361533fb80f79b1b6d29d3ff8d5f00f0", "2029-11-05"},  // D-TRUST Class 3 CA 2 2009
      {"a8985d3a65e5e5c4b2d7d66d40c6dd2fb19c5436", "2031-11-10"},  // DigiCert Global Root CA
      {"df3c24f9bfd666761b268073fe06d1cc8d4f82a4", "2038-01-15"},  // DigiCert Global Root G2
      {"999a64c37ff47d9fab95f14769891460eec4c3c5", "2042-07-18"},  // Microsoft ECC Root CA 2017
      {"73a5e64a3bff8316ff0edccc618a906e4eae4d74", "2042-07-18"},  // Microsoft RSA Root CA 2017
  };
  std::vector<Root> found;
  std::vector<std::string> digests;
  for (const std::string& der : expected_roots()) {
    found.push_back({digest(der, EVP_sha1()), last_day(der)});
    digests.push_back(digest(der, EVP_sha256()));
  }
  EXPECT_EQ(found, known);
  EXPECT_EQ(embedded_trust_anchors().expected, digests);
}

TEST(TrustAnchors, that_are_expected_outlive_2026_but_for_the_one_of_old_chains) {
  int alive = 0;
  for (const std::string& der : expected_roots()) {
    alive += last_day(der) > "2026-12-31" ? 1 : 0;
  }
  EXPECT_EQ(alive, 5) << "Baltimore CyberTrust Root alone has expired";
}

TEST(TrustAnchors, are_digests_and_the_expected_ones_are_publicly_trusted_too) {
  const TrustAnchors anchors = embedded_trust_anchors();
  const std::set<std::string> trusted(anchors.publicly_trusted.begin(),
                                      anchors.publicly_trusted.end());
  EXPECT_EQ(trusted.size(), anchors.publicly_trusted.size());
  EXPECT_GT(trusted.size(), 100U);
  for (const std::string& root : trusted) {
    EXPECT_EQ(root.size(), 64U) << root;
    EXPECT_EQ(root.find_first_not_of("0123456789abcdef"), std::string::npos) << root;
  }
  for (const std::string& root : anchors.expected) {
    EXPECT_TRUE(trusted.count(root)) << root;
  }
}

}  // namespace
}  // namespace netprobe
