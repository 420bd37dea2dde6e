#pragma once

#include <string>
#include <vector>

namespace netprobe {

/// Who signs for the service. An authority is its key, written as the SHA-256 of its
/// SubjectPublicKeyInfo in lower case hexadecimal: the self-signed, cross-signed and renewed
/// certificates of one authority are one.
struct ServiceAuthorities {
  std::vector<std::string> keys;  ///< of the roots that its chains end at today
  /// SHA-1 of certificates that are known by nothing else: lower case hexadecimal.
  std::vector<std::string> thumbprints;
  /// DER: roots, those of former days too, and the links that servers may leave out of a chain.
  std::vector<std::string> certificates;
  /// Of the roots that browsers ship: interception needs a root outside of them.
  std::vector<std::string> public_keys;
  bool operator==(const ServiceAuthorities&) const = default;
};

}  // namespace netprobe
