#include "netprobe/probe/certificate_bundle.h"

#include <gmock/gmock.h>
#include <openssl/x509.h>

#include <filesystem>
#include <fstream>
#include <ostream>
#include <random>
#include <string>
#include <vector>

namespace netprobe {
namespace certificate_bundle_test {

namespace fs = std::filesystem;

/// A file, or where a symbolic link leads.
struct Entry {
  std::string path;
  std::string link;
};

struct Layout {
  const char* name;
  std::vector<Entry> entries;
  std::string bundle;  ///< as it is found; empty: where OpenSSL looks
};

void PrintTo(const Layout& layout, std::ostream* out) { *out << layout.name; }

class CertificateBundle : public testing::TestWithParam<Layout> {
 protected:
  CertificateBundle() : root_(fs::temp_directory_path() / unique_name()) {
    for (const Entry& entry : GetParam().entries) {
      const fs::path path = root_ / entry.path;
      fs::create_directories(path.parent_path());
      if (entry.link.empty()) {
        std::ofstream(path) << "certificates\n";
      } else {
        fs::create_symlink(entry.link, path);
      }
    }
  }
  ~CertificateBundle() override { fs::remove_all(root_); }
  CertificateBundle(const CertificateBundle&) = delete;
  CertificateBundle& operator=(const CertificateBundle&) = delete;

  [[nodiscard]] std::string root() const { return root_.string(); }

 private:
  static std::string unique_name() {
    return "netprobe-bundle-" + std::to_string(std::random_device{}());
  }
  fs::path root_;
};

TEST_P(CertificateBundle, IsFoundWhereTheDistributionKeepsIt) {
  const std::string own = X509_get_default_cert_file();
  const std::string& expected = GetParam().bundle.empty() ? own : GetParam().bundle;
  EXPECT_EQ(certificate_bundle(root()), root() + expected);
}

/// Links are relative, so that they stay below the root of the test.
const std::vector<Layout> layouts = {
    {"DebianKeepsItBesideTheHashedOnes",
     {{"etc/ssl/certs/ca-certificates.crt", ""}},
     "/etc/ssl/certs/ca-certificates.crt"},
    {"RedHat8HasLinksToWhatIsExtracted",
     {{"etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", ""},
      {"etc/pki/tls/certs/ca-bundle.crt", "../../ca-trust/extracted/pem/tls-ca-bundle.pem"},
      {"etc/ssl/certs", "../pki/tls/certs"}},
     "/etc/pki/tls/certs/ca-bundle.crt"},
    {"RedHat10HasOnlyWhatIsExtracted",
     {{"etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", ""}},
     "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"},
    {"Suse15HasItBelowVar",
     {{"var/lib/ca-certificates/ca-bundle.pem", ""},
      {"var/lib/ca-certificates/pem/README", ""},
      {"etc/ssl/certs", "../../var/lib/ca-certificates/pem"},
      {"etc/ssl/ca-bundle.pem", "../../var/lib/ca-certificates/ca-bundle.pem"}},
     "/var/lib/ca-certificates/ca-bundle.pem"},
    {"OlderSuseHasItBesideItsFolder", {{"etc/ssl/ca-bundle.pem", ""}}, "/etc/ssl/ca-bundle.pem"},
    {"ALinkThatLeadsNowhereIsNone",
     {{"etc/pki/tls/certs/ca-bundle.crt", "gone"}, {"etc/ssl/ca-bundle.pem", ""}},
     "/etc/ssl/ca-bundle.pem"},
    {"OpenSslsOwnPlaceComesFirst",
     {{std::string(X509_get_default_cert_file()).substr(1), ""},
      {"etc/ssl/certs/ca-certificates.crt", ""}},
     ""},
    {"WithoutAnyItIsWhereOpenSslLooks", {{"etc/hostname", ""}}, ""},
};

INSTANTIATE_TEST_SUITE_P(Layouts, CertificateBundle, testing::ValuesIn(layouts),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace certificate_bundle_test
}  // namespace netprobe
