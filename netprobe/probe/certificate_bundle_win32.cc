#include "netprobe/probe/certificate_bundle.h"

#include <openssl/x509.h>

namespace netprobe {

/// Windows has none. OpenSSL was built to look where no file can be; any other place is one where
/// somebody else may have put it.
std::string certificate_bundle(const std::string& /*root*/) { return X509_get_default_cert_file(); }

}  // namespace netprobe
