#include "netprobe/probe/certificate_facts.h"
#include "netprobe/probe/certificate_verdict.h"
#include "netprobe/probe/trust_store.h"
#include "tests/probe/certificates.h"

#include <gmock/gmock.h>
#include <openssl/pem.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <ostream>
#include <random>
#include <string>
#include <vector>

/// The chains that Azure serves, by every store that a machine may have: authorities made here,
/// under the names and with the cross-signatures of Microsoft's page.
namespace netprobe {
namespace azure_chains_test {

using namespace testing_support;

constexpr const char* host = "login.microsoftonline.com";

/// Whoever signs for Azure, and somebody with the same names and other keys.
struct World {
  Identity digicert = make_authority("DigiCert Global Root CA");
  Identity digicert_g2 = make_authority("DigiCert Global Root G2");
  Identity digicert_g3 = make_authority("DigiCert Global Root G3");
  Identity digicert_g5 = make_authority("DigiCert TLS RSA4096 Root G5");
  Identity rsa_2017 = make_authority("Microsoft RSA Root Certificate Authority 2017");
  Identity baltimore = make_authority("Baltimore CyberTrust Root");
  Identity rsa_g2 = make_authority("Microsoft TLS RSA Root G2");
  Identity rsa_g2_crossed = make_cross_signed(rsa_g2, digicert_g2);
  Identity ecc_g2 = make_authority("Microsoft TLS ECC Root G2");
  Identity ecc_g2_crossed = make_cross_signed(ecc_g2, digicert_g3);
  Identity rsa_04 = make_authority_below(rsa_g2, "Microsoft TLS G2 RSA CA OCSP 04");
  Identity ecc_02 = make_authority_below(ecc_g2, "Microsoft TLS G2 ECC CA OCSP 02");
  Identity ecc_new = make_authority_below(ecc_g2, "Microsoft TLS G2 ECC CA OCSP 98");
  Identity azure_04 = make_authority_below(rsa_2017, "Microsoft Azure RSA TLS Issuing CA 04");
  Identity azure_04_crossed = make_cross_signed(azure_04, digicert_g2);
  Identity cloud_services = make_authority_below(digicert, "DigiCert Cloud Services CA-1");
  Identity below_g5 = make_authority_below(digicert_g5, "DigiCert TLS RSA SHA384 G5 CA1");

  /// As the program knows it: of the ECC authorities nothing but thumbprints.
  [[nodiscard]] ServiceAuthorities known() const {
    ServiceAuthorities all;
    for (const Identity* one :
         {&digicert, &digicert_g2, &digicert_g3, &digicert_g5, &rsa_2017, &rsa_g2}) {
      all.keys.push_back(key_of(one->certificate.get()));
      all.certificates.push_back(one->der());
    }
    for (const Identity* one : {&baltimore, &rsa_g2_crossed, &rsa_04, &azure_04}) {
      all.certificates.push_back(one->der());
    }
    for (const Identity* one : {&ecc_g2_crossed, &ecc_02}) {
      all.thumbprints.push_back(thumbprint_of(one->certificate.get()));
    }
    for (const Identity* one : {&digicert, &digicert_g2, &digicert_g3, &rsa_2017, &baltimore}) {
      all.public_keys.push_back(key_of(one->certificate.get()));
    }
    return all;
  }
};

const World& world() {
  static const World made;
  return made;
}
/// An interceptor's: every name of Azure's authorities, and other keys.
const World& borrowed() {
  static const World made;
  return made;
}

using Store = std::vector<const Identity*>;

Store store(const std::string& name) {
  const World& w = world();
  const Store today = {&w.digicert, &w.digicert_g2, &w.digicert_g3, &w.digicert_g5, &w.rsa_2017};
  const std::map<std::string, Store> stores = {
      {"empty", {}},
      {"Debian's of 2022",
       {&w.digicert, &w.digicert_g2, &w.digicert_g3, &w.rsa_2017, &w.baltimore}},
      {"Debian's of today", today},
      {"today's with self-signed G2",
       {&w.digicert, &w.digicert_g2, &w.digicert_g3, &w.digicert_g5, &w.rsa_2017, &w.rsa_g2,
        &w.ecc_g2}},
      {"self-signed G2 only", {&w.rsa_g2, &w.ecc_g2}},
      {"Baltimore only", {&w.baltimore}}};
  return stores.at(name);
}

/// Makes a store the system's, for the life of this.
class SystemStore {
 public:
  explicit SystemStore(const Store& certificates) {
    std::filesystem::create_directories(folder_ / "hashed");
    std::ofstream bundle(folder_ / "bundle.pem");
    for (const Identity* one : certificates) {
      const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), BIO_free);
      EXPECT_EQ(PEM_write_bio_X509(bio.get(), one->certificate.get()), 1);
      char* text = nullptr;
      const long size = BIO_get_mem_data(bio.get(), &text);
      bundle.write(text, size);
    }
    EXPECT_EQ(setenv("SSL_CERT_FILE", (folder_ / "bundle.pem").c_str(), 1), 0);
    EXPECT_EQ(setenv("SSL_CERT_DIR", (folder_ / "hashed").c_str(), 1), 0);
  }
  ~SystemStore() {
    unsetenv("SSL_CERT_FILE");
    unsetenv("SSL_CERT_DIR");
    std::filesystem::remove_all(folder_);
  }
  SystemStore(const SystemStore&) = delete;
  SystemStore& operator=(const SystemStore&) = delete;

 private:
  std::filesystem::path folder_ = std::filesystem::temp_directory_path() /
                                  ("azure-chains-" + std::to_string(std::random_device()()));
};

/// What is said of a chain: "good", or the cause; and which root it was taken for.
std::string verdict(const Store& trusted, const Identity& issuer, const Store& sent_above) {
  const SystemStore system(trusted);
  TrustInputs inputs;
  inputs.authorities = world().known();
  auto trust = TrustStore::create(inputs);
  EXPECT_TRUE(trust);
  const Identity leaf = make_leaf(issuer, host);
  const std::unique_ptr<STACK_OF(X509), void (*)(STACK_OF(X509)*)> sent(
      sk_X509_new_null(), [](STACK_OF(X509) * all) { sk_X509_free(all); });
  sk_X509_push(sent.get(), leaf.certificate.get());
  for (const Identity* one : sent_above) {
    sk_X509_push(sent.get(), one->certificate.get());
  }
  const std::unique_ptr<X509_STORE_CTX, decltype(&X509_STORE_CTX_free)> context(
      X509_STORE_CTX_new(), X509_STORE_CTX_free);
  EXPECT_EQ(X509_STORE_CTX_init(context.get(), trust->store(), leaf.certificate.get(), sent.get()),
            1);
  const ChainVerdict chain = trust->verify(context.get());
  TlsFacts facts;
  for (int i = 0; i < sk_X509_num(sent.get()); ++i) {
    facts.chain.push_back(facts_of(sk_X509_value(sent.get(), i)));
  }
  facts.anchor = chain.anchor;
  facts.anchor_kind = chain.kind;
  facts.verify_result = chain.result;
  const auto failure = judge_certificate(
      facts, {.is_service = true, .authority_is_borrowed = chain.name_is_borrowed}, Stage::tls);
  EXPECT_EQ(X509_STORE_CTX_get_error(context.get()), chain.result) << "what libcurl asks for";
  const bool is_own = chain.kind == AnchorKind::expected;
  return (failure ? std::string(name_of(failure->cause)) : "good") + (is_own ? ", Azure's" : "");
}

struct Row {
  std::string name;
  const Identity* issuer;
  Store sent;  ///< above the leaf
  std::map<std::string, std::string> by_store;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class AzureChain : public testing::TestWithParam<Row> {};

TEST_P(AzureChain, is_nobody_elses_by_any_store) {
  const Row& row = GetParam();
  std::map<std::string, std::string> found;
  for (const auto& [name, expected] : row.by_store) {
    found[name] = verdict(store(name), *row.issuer, row.sent);
    EXPECT_THAT(found[name], testing::Not(testing::HasSubstr("intercepted")));
  }
  EXPECT_EQ(found, row.by_store);
}

std::map<std::string, std::string> stores(const std::string& empty, const std::string& of_2022,
                                          const std::string& today, const std::string& with_g2,
                                          const std::string& g2_only,
                                          const std::string& baltimore_only) {
  return {{"empty", empty},
          {"Debian's of 2022", of_2022},
          {"Debian's of today", today},
          {"today's with self-signed G2", with_g2},
          {"self-signed G2 only", g2_only},
          {"Baltimore only", baltimore_only}};
}

constexpr const char* good = "good, Azure's";
constexpr const char* no_root = "tls.untrusted, Azure's";
constexpr const char* cut = "tls.untrusted";

INSTANTIATE_TEST_SUITE_P(
    Served, AzureChain,
    testing::Values(Row{"RSA G2",
                        &world().rsa_04,
                        {&world().rsa_04, &world().rsa_g2_crossed},
                        stores(no_root, good, good, good, good, no_root)},
                    Row{"RSA G2, and its root",
                        &world().rsa_04,
                        {&world().rsa_04, &world().rsa_g2_crossed, &world().digicert_g2},
                        stores(no_root, good, good, good, good, no_root)},
                    Row{"RSA G2 with the self-signed certificate in the cross-signed one's place",
                        &world().rsa_04,
                        {&world().rsa_04, &world().rsa_g2},
                        stores(no_root, good, good, good, good, no_root)},
                    Row{"RSA G2 without the cross-signed certificate",
                        &world().rsa_04,
                        {&world().rsa_04},
                        stores(no_root, good, good, good, good, no_root)},
                    Row{"RSA G2, nothing but the leaf",
                        &world().rsa_04,
                        {},
                        stores(no_root, good, good, good, good, no_root)},
                    Row{"ECC G2",
                        &world().ecc_02,
                        {&world().ecc_02, &world().ecc_g2_crossed},
                        stores(no_root, good, good, good, good, no_root)},
                    Row{"ECC G2 without the cross-signed certificate, which is not carried",
                        &world().ecc_02,
                        {&world().ecc_02},
                        stores(cut, cut, cut, good, good, cut)},
                    Row{"ECC G2 by an issuing authority that is not listed yet",
                        &world().ecc_new,
                        {&world().ecc_new, &world().ecc_g2_crossed},
                        stores(no_root, good, good, good, good, no_root)},
                    Row{"Microsoft's root of 2017",
                        &world().azure_04,
                        {&world().azure_04},
                        stores(no_root, good, good, good, no_root, no_root)},
                    Row{"the same issuing authority, cross-signed by DigiCert",
                        &world().azure_04,
                        {&world().azure_04_crossed},
                        stores(no_root, good, good, good, no_root, no_root)},
                    Row{"an issuing authority whose name is also a product's",
                        &world().cloud_services,
                        {&world().cloud_services},
                        stores(no_root, good, good, good, no_root, no_root)},
                    Row{"DigiCert's G5, which old stores lack",
                        &world().below_g5,
                        {&world().below_g5},
                        stores(no_root, no_root, good, good, no_root, no_root)}));

class BorrowedName : public testing::TestWithParam<Row> {};

TEST_P(BorrowedName, is_told_by_its_key_whether_it_is_trusted_or_not) {
  const Row& row = GetParam();
  for (const char* name : {"empty", "Debian's of today", "today's with self-signed G2"}) {
    EXPECT_EQ(verdict(store(name), *row.issuer, row.sent), "tls.intercepted") << name;
    for (const Identity* own : {&borrowed().rsa_g2, &borrowed().digicert_g2}) {
      Store trusted = store(name);
      trusted.push_back(own);
      EXPECT_EQ(verdict(trusted, *row.issuer, row.sent), "tls.intercepted") << name << ", trusted";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Interceptor, BorrowedName,
    testing::Values(Row{"a root that calls itself DigiCert's", &borrowed().digicert_g2, {}, {}},
                    Row{"and sends itself", &borrowed().digicert_g2, {&borrowed().digicert_g2}, {}},
                    Row{"every name of the chain",
                        &borrowed().rsa_04,
                        {&borrowed().rsa_04, &borrowed().rsa_g2_crossed},
                        {}},
                    Row{"the issuing authority, and above it the genuine certificates",
                        &borrowed().rsa_04,
                        {&borrowed().rsa_04, &world().rsa_g2_crossed, &world().digicert_g2},
                        {}},
                    Row{"the genuine issuing authority, which did not sign",
                        &borrowed().rsa_04,
                        {&world().rsa_04, &world().rsa_g2_crossed},
                        {}},
                    Row{"a root of former days", &borrowed().baltimore, {}, {}}));

}  // namespace azure_chains_test
}  // namespace netprobe
