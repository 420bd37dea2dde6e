#include "netprobe/diagnosis/chains.h"

#include "tests/diagnosis/scene.h"

#include <gmock/gmock.h>

#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace netprobe {
namespace chains_test {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr int ok = 0;
constexpr int no_issuer = 20;     // X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY
constexpr int bad_signature = 7;  // X509_V_ERR_CERT_SIGNATURE_FAILURE

const std::string g2 = "CN=Microsoft TLS RSA Root G2,O=Microsoft Corporation";
const std::string issuing = "CN=Microsoft TLS G2 RSA CA OCSP 04,O=Microsoft Corporation";
const std::string digicert = "CN=DigiCert Global Root G2,O=DigiCert Inc";
const std::string link = "http://caissuers.microsoft.com/pkiops/certs/xsign.crt";

CertificateFacts certificate(const std::string& subject, const std::string& issuer,
                             const std::vector<std::string>& addresses = {}) {
  CertificateFacts facts;
  facts.subject = subject;
  facts.issuer = issuer;
  facts.status_addresses = addresses;
  return facts;
}

CertificateFacts leaf(const std::string& issuer) {
  return certificate("CN=login.test", issuer, {"http://ca.test/issuing.crt"});
}
CertificateFacts issuing_authority() {
  return certificate(issuing, g2, {"http://crl.test/g2.crl", "http://ocsp.test/ocsp", link});
}

TlsFacts chain(const std::vector<CertificateFacts>& sent, int result,
               const std::optional<CertificateFacts>& anchor = std::nullopt,
               AnchorKind kind = AnchorKind::unverified) {
  TlsFacts tls;
  tls.chain = sent;
  tls.verify_result = result;
  tls.anchor = anchor;
  tls.anchor_kind = kind;
  return tls;
}

struct Row {
  std::string name;
  TlsFacts tls;
  std::string what;  ///< completed, cut short, root missing
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class Chains : public testing::TestWithParam<Row> {};

TEST_P(Chains, are_told_apart) {
  const TlsFacts& tls = GetParam().tls;
  std::string what;
  what += is_completed_here(tls) ? "completed" : "";
  what += is_cut_short(tls) ? "cut short" : "";
  what += is_root_missing(tls) ? "root missing" : "";
  EXPECT_EQ(what, GetParam().what);
}

const auto own_root = certificate(digicert, digicert);
const auto crossed = certificate(g2, digicert);
const auto self_signed = certificate(g2, g2);

INSTANTIATE_TEST_SUITE_P(
    Verified, Chains,
    testing::Values(
        Row{"whole",
            chain({leaf(issuing), issuing_authority(), crossed}, ok, own_root,
                  AnchorKind::expected),
            ""},
        Row{"whole, and its root",
            chain({leaf(issuing), issuing_authority(), crossed, own_root}, ok, own_root,
                  AnchorKind::expected),
            ""},
        Row{"the machine has the root that the others cross-sign",
            chain({leaf(issuing), issuing_authority()}, ok, self_signed, AnchorKind::expected), ""},
        Row{"the same, and the cross-signed one was sent",
            chain({leaf(issuing), issuing_authority(), crossed}, ok, self_signed,
                  AnchorKind::expected),
            ""},
        Row{"the cross-signed one was not sent",
            chain({leaf(issuing), issuing_authority()}, ok, own_root, AnchorKind::expected),
            "completed"},
        Row{"the cross-signed one was not sent, and is trusted by itself",
            chain({leaf(issuing), issuing_authority()}, ok, crossed, AnchorKind::expected),
            "completed"},
        Row{"an issuing authority that was sent is trusted by itself",
            chain({leaf(issuing), issuing_authority()}, ok, issuing_authority(), AnchorKind::local),
            ""},
        Row{"signed by a root itself", chain({leaf(digicert)}, ok, own_root, AnchorKind::expected),
            ""}));

INSTANTIATE_TEST_SUITE_P(
    Unverified, Chains,
    testing::Values(
        Row{"the cross-signed one was not sent",
            chain({leaf(issuing), issuing_authority()}, no_issuer), "cut short"},
        Row{"the same, sent in another order",
            chain({leaf(issuing), certificate("CN=Other", "CN=Else"), issuing_authority()},
                  no_issuer),
            "cut short"},
        Row{"nothing but the leaf", chain({leaf(issuing)}, no_issuer), "cut short"},
        Row{"nothing says where the missing one is",
            chain({leaf(issuing), certificate(issuing, g2)}, no_issuer), ""},
        Row{"the missing one is nobody's that the public knows",
            chain({certificate("CN=a.test", "CN=Contoso Gateway", {link})}, no_issuer), ""},
        Row{"it ends with a root", chain({leaf(digicert), own_root}, 19), ""},
        Row{"a signature is wrong", chain({leaf(issuing), issuing_authority()}, bad_signature), ""},
        Row{"the service's own, whose root this machine lacks",
            chain({leaf(issuing), issuing_authority(), crossed}, no_issuer, own_root,
                  AnchorKind::expected),
            "root missing"},
        Row{"two that sign each other",
            chain({certificate("CN=A", "CN=B"), certificate("CN=B", "CN=A")}, no_issuer), ""},
        Row{"nothing was sent", chain({}, no_issuer), ""}));

TEST(Chains, name_where_the_missing_certificate_is) {
  const TlsFacts tls = chain({leaf(issuing), issuing_authority()}, no_issuer);
  EXPECT_EQ(missing_issuer(tls), g2);
  EXPECT_EQ(address_of_issuer(tls), link);
  EXPECT_EQ(address_of_issuer({}), "");
  EXPECT_EQ(missing_issuer({}), "");
}

Scene untrusted(const TlsFacts& tls) {
  Scene scene;
  scene.row("login.contoso.com").row("blob.fabrikam.net");
  for (const char* host : {"login.contoso.com", "blob.fabrikam.net"}) {
    scene.fails(host, Cause::tls_untrusted);
    scene.last().tls = tls;
    scene.last().tls->chain.front().names = {host};
  }
  return scene;
}

TEST(Chains, that_are_cut_short_accuse_the_far_end_and_ask_for_no_exemption) {
  const Judgement judgement =
      untrusted(chain({leaf(issuing), issuing_authority()}, no_issuer)).judge();
  EXPECT_THAT(accused(judgement, Severity::error), ElementsAre("service tls.untrusted"));
  const Finding finding = finding_of(judgement, Cause::tls_untrusted, Blocker::service);
  EXPECT_THAT(finding.explanation, HasSubstr(g2));
  EXPECT_THAT(finding.remedy.text, HasSubstr(link));
  EXPECT_THAT(finding.remedy.text, Not(HasSubstr("exempt")));
  for (const Alternative& other : finding.alternatives) {
    EXPECT_NE(other.blocker, Blocker::tls_inspection);
  }
}

TEST(Chains, whose_root_is_missing_accuse_nobody_on_the_network) {
  for (const char* root : {"CN=DigiCert Global Root G2,O=DigiCert Inc", "CN=Given by the caller"}) {
    const Judgement judgement =
        untrusted(chain({leaf(issuing), issuing_authority(), crossed}, no_issuer,
                        certificate(root, root), AnchorKind::expected))
            .judge();
    EXPECT_EQ(judgement.diagnosis.summary.status, RunStatus::blocked);
    EXPECT_THAT(accused(judgement, Severity::error), ElementsAre("none tls.untrusted"));
    const Finding finding = finding_of(judgement, Cause::tls_untrusted, Blocker::none);
    EXPECT_THAT(finding.explanation, HasSubstr(root));
    EXPECT_THAT(finding.remedy.commands, Contains(HasSubstr("ca-certificates")));
    EXPECT_THAT(finding.alternatives, IsEmpty());
  }
}

TEST(Chains, that_were_completed_here_are_a_warning_that_fails_no_run) {
  Scene scene;
  scene.row("login.contoso.com").passes("login.contoso.com");
  scene.last().tls =
      chain({leaf(issuing), issuing_authority()}, ok, own_root, AnchorKind::expected);
  const Judgement judgement = scene.judge();
  EXPECT_EQ(judgement.diagnosis.summary.status, RunStatus::ready);
  ASSERT_THAT(accused(judgement, Severity::warning), ElementsAre("service -"));
  const Finding& finding = judgement.diagnosis.findings.front();
  EXPECT_FALSE(finding.counts_for_fail_on);
  EXPECT_THAT(finding.title, HasSubstr("login.contoso.com"));
  EXPECT_THAT(finding.explanation, HasSubstr(g2));
  EXPECT_THAT(finding.remedy.text, HasSubstr(link));
}

}  // namespace chains_test
}  // namespace netprobe
