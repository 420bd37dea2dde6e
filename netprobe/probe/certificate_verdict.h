#pragma once

#include "netprobe/core/observation.h"

#include <optional>

namespace netprobe {

/// What is known of a certificate beside its chain.
struct CertificateCircumstances {
  bool name_matches = true;
  /// Its chain must lead to an authority of the service, and no inspection product may have signed.
  bool is_service = false;
  /// The chain names an authority of the service, whose key did not sign it.
  bool authority_is_borrowed = false;
};

/// Why a certificate is refused (nothing: it is good enough).
std::optional<Failure> judge_certificate(const TlsFacts& facts,
                                         const CertificateCircumstances& known, Stage stage);

}  // namespace netprobe
