#pragma once

#include "netprobe/core/observation.h"

#include <openssl/x509.h>

#include <string>

namespace netprobe {

CertificateFacts facts_of(X509* certificate);
/// SHA-256 of the DER form, lower case hexadecimal.
std::string fingerprint_of(X509* certificate);
/// SHA-256 of its SubjectPublicKeyInfo, lower case hexadecimal: which authority it is, in whatever
/// form.
std::string key_of(X509* certificate);
/// SHA-1 of the DER form, lower case hexadecimal, as Microsoft publishes it.
std::string thumbprint_of(X509* certificate);

}  // namespace netprobe
