#pragma once

#include "netprobe/core/observation.h"
#include "reports/json_values.h"

#include <map>
#include <string>

namespace netprobe {

/// `certificates` of a report: each certificate once, however many attempts saw it, under its
/// SHA-256 (or a number, where that is not known). Attempts refer to it by that key.
class CertificateTable {
 public:
  /// The key of the certificate, which is in the table from now on.
  std::string key_of(const CertificateFacts& certificate);

  [[nodiscard]] const Json& json() const { return certificates_; }

 private:
  Json certificates_ = Json::object();
  std::map<std::string, CertificateFacts> known_;
};

}  // namespace netprobe
