#include "netprobe/probe/system_roots.h"

#include "netprobe/probe/registry.h"
#include "netprobe/probe/winsock.h"

#include <wincrypt.h>

#include <algorithm>
#include <set>

namespace netprobe {

namespace {

constexpr std::size_t most_certificates = 5000;
constexpr std::size_t largest_certificate = std::size_t{64} * 1024;

std::set<std::string> certificates_of(const wchar_t* name) {
  std::set<std::string> found;
  constexpr DWORD flags =
      CERT_SYSTEM_STORE_LOCAL_MACHINE | CERT_STORE_OPEN_EXISTING_FLAG | CERT_STORE_READONLY_FLAG;
  const HCERTSTORE store = CertOpenStore(CERT_STORE_PROV_SYSTEM_W, 0, 0, flags, name);
  if (store == nullptr) {
    return found;
  }
  // The call frees the certificate that it is given.
  for (const CERT_CONTEXT* one = CertEnumCertificatesInStore(store, nullptr); one != nullptr;
       one = CertEnumCertificatesInStore(store, one)) {
    const bool is_x509 = (one->dwCertEncodingType & X509_ASN_ENCODING) != 0;
    if (is_x509 && one->cbCertEncoded <= largest_certificate && found.size() < most_certificates) {
      found.emplace(reinterpret_cast<const char*>(one->pbCertEncoded), one->cbCertEncoded);
    }
  }
  CertCloseStore(store, 0);
  return found;
}

}  // namespace

std::vector<std::string> system_roots() {
  std::set<std::string> roots = certificates_of(L"ROOT");
  for (const std::string& distrusted : certificates_of(L"Disallowed")) {
    roots.erase(distrusted);
  }
  return {roots.begin(), roots.end()};
}

bool installs_roots_on_demand() {
  constexpr auto key = R"(SOFTWARE\Policies\Microsoft\SystemCertificates\AuthRoot)";
  return registry_value(Hive::machine, key, "DisableRootAutoUpdate").number.value_or(0) == 0;
}

}  // namespace netprobe
