#include "netprobe/probe/certificate_verdict.h"

#include "netprobe/probe/inspection_products.h"

#include <gmock/gmock.h>
#include <openssl/x509_vfy.h>

#include <optional>
#include <ostream>
#include <string>

namespace netprobe {
namespace {

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
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class CertificateVerdict : public testing::TestWithParam<Row> {};

TEST_P(CertificateVerdict, asks_more_of_the_service) {
  const Row& row = GetParam();
  const auto cause = [&](bool is_service) -> std::optional<Cause> {
    const auto failure =
        judge_certificate(row.facts, row.name_matches, is_service, Stage::proxy_tls);
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
    testing::Values(Row{"a root of this machine's own", chain(X509_V_OK, AnchorKind::local), true,
                        Cause::tls_intercepted, std::nullopt},
                    Row{"an unknown issuer", chain(untrusted, AnchorKind::unverified), true,
                        Cause::tls_untrusted, Cause::tls_untrusted},
                    Row{"a self-signed certificate",
                        chain(X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, AnchorKind::unverified), true,
                        Cause::tls_untrusted, Cause::tls_untrusted},
                    Row{"an inspection product that is not trusted",
                        chain(untrusted, AnchorKind::unverified, zscaler), true,
                        Cause::tls_intercepted, Cause::tls_untrusted},
                    Row{"an inspection product that is trusted",
                        chain(X509_V_OK, AnchorKind::publicly_trusted, zscaler), true,
                        Cause::tls_intercepted, std::nullopt},
                    Row{"expired", chain(X509_V_ERR_CERT_HAS_EXPIRED, AnchorKind::unverified), true,
                        Cause::tls_expired, Cause::tls_expired},
                    Row{"not yet valid",
                        chain(X509_V_ERR_CERT_NOT_YET_VALID, AnchorKind::unverified), true,
                        Cause::tls_not_yet_valid, Cause::tls_not_yet_valid},
                    Row{"another name", chain(X509_V_OK, AnchorKind::expected), false,
                        Cause::tls_name_mismatch, Cause::tls_name_mismatch},
                    Row{"an unknown issuer goes before the name",
                        chain(untrusted, AnchorKind::unverified), false, Cause::tls_untrusted,
                        Cause::tls_untrusted},
                    Row{"the date goes before the name",
                        chain(X509_V_ERR_CERT_HAS_EXPIRED, AnchorKind::unverified), false,
                        Cause::tls_expired, Cause::tls_expired}));

TEST(InspectionProducts, are_known_by_what_they_sign_with) {
  for (const char* name :
       {"CN=Zscaler Root CA", "O=netskope", "CN=FortiGate CA,O=Fortinet", "CN=mitmproxy",
        "CN=Cisco Umbrella Root CA", "CN=Blue Coat Default CA", "O=Check Point", "OU=SonicWALL",
        "CN=Gateway CA - Cloudflare Managed G1"}) {
    EXPECT_TRUE(inspection_product_in(name)) << name;
  }
  for (const char* name :
       {"CN=DigiCert Global Root G2,OU=www.digicert.com,O=DigiCert Inc,C=US",
        "CN=Microsoft RSA Root Certificate Authority 2017,O=Microsoft Corporation,C=US",
        "CN=Baltimore CyberTrust Root,OU=CyberTrust,O=Baltimore,C=IE",
        "CN=Microsoft Azure RSA TLS Issuing CA 03", ""}) {
    EXPECT_FALSE(inspection_product_in(name)) << name;
  }
}

}  // namespace
}  // namespace netprobe
