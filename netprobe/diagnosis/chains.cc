#include "netprobe/diagnosis/chains.h"

#include "netprobe/core/text.h"
#include "netprobe/diagnosis/refine.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace netprobe {

namespace {

/// OpenSSL's results for a chain that ends before any root: X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,
/// its _LOCALLY, and X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE.
constexpr std::array results_without_issuer = {2, 20, 21};

bool is_self_issued(const CertificateFacts& certificate) {
  return certificate.subject == certificate.issuer;
}

/// The certificate at which the chain ends, as it was sent.
const CertificateFacts& end_of_sent(const TlsFacts& tls) {
  const CertificateFacts* last = &tls.chain.front();
  // Each step goes to another certificate; those that sign each other make no endless chain.
  for (std::size_t steps = 0; steps < tls.chain.size() && !is_self_issued(*last); ++steps) {
    const auto issuer =
        std::find_if(tls.chain.begin(), tls.chain.end(),
                     [&](const CertificateFacts& one) { return one.subject == last->issuer; });
    if (issuer == tls.chain.end()) {
      break;
    }
    last = &*issuer;
  }
  return *last;
}

}  // namespace

bool is_completed_here(const TlsFacts& tls) {
  if (tls.verify_result != 0 || !tls.anchor || tls.chain.empty()) {
    return false;
  }
  const CertificateFacts& anchor = *tls.anchor;
  const bool was_sent =
      std::any_of(tls.chain.begin(), tls.chain.end(),
                  [&](const CertificateFacts& one) { return one.subject == anchor.subject; });
  // A root need not be sent; what leads to it must be.
  const bool is_led_to =
      std::any_of(tls.chain.begin(), tls.chain.end(),
                  [&](const CertificateFacts& one) { return one.issuer == anchor.subject; });
  return !was_sent && !(is_led_to && is_self_issued(anchor));
}

bool is_root_missing(const TlsFacts& tls) {
  return tls.verify_result != 0 && tls.anchor_kind == AnchorKind::expected;
}

bool is_cut_short(const TlsFacts& tls) {
  const bool no_issuer = std::find(results_without_issuer.begin(), results_without_issuer.end(),
                                   tls.verify_result) != results_without_issuer.end();
  return no_issuer && !tls.anchor && !tls.chain.empty() && !is_self_issued(end_of_sent(tls)) &&
         is_public_authority(missing_issuer(tls)) && !address_of_issuer(tls).empty();
}

std::string missing_issuer(const TlsFacts& tls) {
  return tls.chain.empty() ? std::string() : end_of_sent(tls).issuer;
}

std::string address_of_issuer(const TlsFacts& tls) {
  if (tls.chain.empty()) {
    return {};
  }
  // Beside it stand the addresses of revocation lists, which end otherwise, and of OCSP responders.
  constexpr std::array<std::string_view, 4> ends = {".crt", ".cer", ".der", ".p7c"};
  const auto& addresses = end_of_sent(tls).status_addresses;
  const auto found = std::find_if(addresses.begin(), addresses.end(), [&](const std::string& one) {
    return std::any_of(ends.begin(), ends.end(), [&](std::string_view end) {
      return one.size() > end.size() &&
             equals_ignoring_case(std::string_view(one).substr(one.size() - end.size()), end);
    });
  });
  return found == addresses.end() ? std::string() : *found;
}

}  // namespace netprobe
