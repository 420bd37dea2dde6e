#include "reports/certificate_table.h"

#include <fmt/format.h>

namespace netprobe {

namespace {

Json json_of(const CertificateFacts& certificate) {
  return {{"subject", foreign_text(certificate.subject)},
          {"issuer", foreign_text(certificate.issuer)},
          {"not_before", moment(certificate.not_before)},
          {"not_after", moment(certificate.not_after)},
          {"names", list_of(certificate.names, foreign_text)},
          {"status_addresses", list_of(certificate.status_addresses, foreign_text)}};
}

}  // namespace

std::string CertificateTable::key_of(const CertificateFacts& certificate) {
  std::string key = certificate.sha256;
  // Without a digest certificates differ by what they say, and have a number each.
  for (int number = 1; key.empty(); ++number) {
    const std::string numbered = fmt::format("certificate-{}", number);
    const auto found = known_.find(numbered);
    if (found == known_.end() || found->second == certificate) {
      key = numbered;
    }
  }
  if (known_.try_emplace(key, certificate).second) {
    certificates_[key] = json_of(certificate);
  }
  return key;
}

}  // namespace netprobe
