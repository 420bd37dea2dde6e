#include "netprobe/probe/certificate_bundle.h"

#include <openssl/x509.h>
#include <unistd.h>

#include <array>

namespace netprobe {

namespace {

/// In each of them the distribution writes the roots of its own store, with what was added to it.
constexpr std::array places = {
    "/etc/ssl/certs/ca-certificates.crt",                 // Debian, Ubuntu
    "/etc/pki/tls/certs/ca-bundle.crt",                   // RHEL and its kin up to 9, Oracle Linux
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // RHEL 10, whose other names are gone
    "/var/lib/ca-certificates/ca-bundle.pem",             // SLES, openSUSE
    "/etc/ssl/ca-bundle.pem",                             // their older name
};

}  // namespace

std::string certificate_bundle(const std::string& root) {
  std::string own = root + X509_get_default_cert_file();
  if (access(own.c_str(), R_OK) == 0) {
    return own;
  }
  for (const char* place : places) {
    std::string bundle = root + place;
    if (access(bundle.c_str(), R_OK) == 0) {
      return bundle;
    }
  }
  return own;
}

}  // namespace netprobe
