#include "netprobe/probe/certificate_verdict.h"

#include "endpoints/embedded.h"
#include "netprobe/core/json_reader.h"
#include "netprobe/probe/inspection_products.h"

#include <gmock/gmock.h>
#include <openssl/x509_vfy.h>

#include <optional>
#include <ostream>
#include <string>

namespace netprobe {
namespace certificate_verdict_test {

TlsFacts chain(int verify_result, AnchorKind kind, const std::string& issuer = "CN=Some CA") {
  TlsFacts facts;
  facts.chain = {CertificateFacts{.subject = "CN=login.test", .issuer = issuer}};
  facts.verify_result = verify_result;
  facts.anchor_kind = kind;
  if (verify_result == X509_V_OK) {
    facts.anchor = CertificateFacts{.subject = issuer, .issuer = issuer};
  }
  return facts;
}

constexpr int untrusted = X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
constexpr const char* zscaler = "CN=Zscaler Intermediate Root CA,O=Zscaler Inc.";

struct Row {
  std::string name;
  TlsFacts facts;
  bool name_matches;
  std::optional<Cause> for_service, for_others;
  bool authority_is_borrowed = false;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class CertificateVerdict : public testing::TestWithParam<Row> {};

TEST_P(CertificateVerdict, asks_more_of_the_service) {
  const Row& row = GetParam();
  const auto cause = [&](bool is_service) -> std::optional<Cause> {
    const auto failure = judge_certificate(row.facts,
                                           {.name_matches = row.name_matches,
                                            .is_service = is_service,
                                            .authority_is_borrowed = row.authority_is_borrowed},
                                           Stage::proxy_tls);
    EXPECT_TRUE(!failure || failure->stage == Stage::proxy_tls);
    return failure ? std::optional(failure->cause) : std::nullopt;
  };
  EXPECT_EQ(cause(true), row.for_service);
  EXPECT_EQ(cause(false), row.for_others);
}

INSTANTIATE_TEST_SUITE_P(
    Good, CertificateVerdict,
    testing::Values(Row{"an expected root", chain(X509_V_OK, AnchorKind::expected), true, {}, {}},
                    Row{"a public root that is merely not expected",
                        chain(X509_V_OK, AnchorKind::publicly_trusted),
                        true,
                        {},
                        {}}));

INSTANTIATE_TEST_SUITE_P(
    Bad, CertificateVerdict,
    testing::Values(
        Row{"a root of this machine's own", chain(X509_V_OK, AnchorKind::local), true,
            Cause::tls_intercepted, std::nullopt},
        Row{"a root of this machine's own that has the name of Azure's",
            chain(X509_V_OK, AnchorKind::local), true, Cause::tls_intercepted, std::nullopt, true},
        Row{"an unknown issuer that has the name of Azure's",
            chain(untrusted, AnchorKind::unverified), true, Cause::tls_intercepted,
            Cause::tls_untrusted, true},
        Row{"the service's own root, which this machine lacks",
            chain(untrusted, AnchorKind::expected), true, Cause::tls_untrusted,
            Cause::tls_untrusted},
        Row{"the service's own root, which this machine lacks, by an issuer whose name "
            "is a product's",
            chain(untrusted, AnchorKind::expected, zscaler), true, Cause::tls_untrusted,
            Cause::tls_untrusted},
        Row{"an unknown issuer", chain(untrusted, AnchorKind::unverified), true,
            Cause::tls_untrusted, Cause::tls_untrusted},
        Row{"a self-signed certificate",
            chain(X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, AnchorKind::unverified), true,
            Cause::tls_untrusted, Cause::tls_untrusted},
        Row{"an inspection product that is not trusted",
            chain(untrusted, AnchorKind::unverified, zscaler), true, Cause::tls_intercepted,
            Cause::tls_untrusted},
        Row{"an inspection product that is trusted",
            chain(X509_V_OK, AnchorKind::publicly_trusted, zscaler), true, Cause::tls_intercepted,
            std::nullopt},
        Row{"expired", chain(X509_V_ERR_CERT_HAS_EXPIRED, AnchorKind::unverified), true,
            Cause::tls_expired, Cause::tls_expired},
        Row{"not yet valid", chain(X509_V_ERR_CERT_NOT_YET_VALID, AnchorKind::unverified), true,
            Cause::tls_not_yet_valid, Cause::tls_not_yet_valid},
        Row{"another name", chain(X509_V_OK, AnchorKind::expected), false, Cause::tls_name_mismatch,
            Cause::tls_name_mismatch},
        Row{"an unknown issuer goes before the name", chain(untrusted, AnchorKind::unverified),
            false, Cause::tls_untrusted, Cause::tls_untrusted},
        Row{"the date goes before the name",
            chain(X509_V_ERR_CERT_HAS_EXPIRED, AnchorKind::unverified), false, Cause::tls_expired,
            Cause::tls_expired}));

TEST(InspectionProducts, are_known_by_what_they_sign_with) {
  for (const char* name :
       {"CN=Zscaler Root CA", "CN=Zscaler Intermediate Root CA (zscaler.net) (t) ", "O=netskope",
        "CN=ca.contoso.goskope.com,O=Contoso", "CN=FortiGate CA,O=Fortinet",
        "CN=FG100E,O=Fortinet\\, Inc.", "C=US+CN=mitmproxy", "CN=Cisco Umbrella Root CA",
        "CN=Blue Coat Default CA", "O=Check Point", "OU=SonicWALL", "CN=cloud services ca",
        "O=WatchGuard_Technologies", "CN=Gateway CA - Cloudflare Managed G1"}) {
    EXPECT_TRUE(inspection_product_in(name)) << name;
  }
}

TEST(InspectionProducts, are_no_word_inside_of_a_name) {
  for (const char* name :
       {"CN=DigiCert Cloud Services CA-1,O=DigiCert Inc,C=US", "CN=Cloud Services CA-1",
        "CN=Contoso at Check Point Charlie", "CN=Sophosticated", "O=Say \\=Zscaler",
        "CN=notgoskope.com", "CN=www.digicert.com,O=Acme\\, Squid", "Zscaler",
        "CN=DigiCert Global Root G2,OU=www.digicert.com,O=DigiCert Inc,C=US",
        "CN=Baltimore CyberTrust Root,OU=CyberTrust,O=Baltimore,C=IE", ""}) {
    EXPECT_FALSE(inspection_product_in(name)) << name;
  }
}

TEST(InspectionProducts, are_no_authority_that_microsoft_lists) {
  const auto json = parse_json(embedded::file("data/trust-anchors.json"), "the authorities");
  ASSERT_TRUE(json) << json.error().message;
  int names = 0;
  for (const char* list : {"authorities", "by_thumbprint", "publicly_trusted"}) {
    for (const auto& authority : json->at(list)) {
      const std::string name = "CN=" + authority.at("name").get<std::string>();
      EXPECT_FALSE(inspection_product_in(name)) << name;
      ++names;
    }
  }
  EXPECT_GT(names, 150);
}

}  // namespace certificate_verdict_test
}  // namespace netprobe
