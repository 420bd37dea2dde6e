#pragma once

#include "netprobe/core/observation.h"

#include <openssl/x509.h>

#include <string>

namespace netprobe {

CertificateFacts facts_of(X509* certificate);
/// SHA-256 of the DER form, lower case hexadecimal.
std::string fingerprint_of(X509* certificate);
std::string fingerprint_of(const std::string& der);

}  // namespace netprobe
