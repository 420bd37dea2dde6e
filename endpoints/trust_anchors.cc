#include "endpoints/trust_anchors.h"

#include "endpoints/certificates.h"
#include "endpoints/embedded.h"
#include "netprobe/core/json_reader.h"

#include <utility>

namespace netprobe {

ServiceAuthorities embedded_authorities() {
  ServiceAuthorities authorities;
  // Ours, and held by a test: were it broken, nothing would be expected, and everything reported as
  // inspected.
  const auto json =
      parse_json(embedded::file("data/trust-anchors.json"), "data/trust-anchors.json");
  if (json) {
    for (const auto& authority : json->at("authorities")) {
      if (!authority.contains("past")) {
        authorities.keys.push_back(authority.at("key").get<std::string>());
      }
    }
    for (const auto& authority : json->at("by_thumbprint")) {
      authorities.thumbprints.push_back(authority.at("sha1").get<std::string>());
    }
    for (const auto& root : json->at("publicly_trusted")) {
      authorities.public_keys.push_back(root.at("key").get<std::string>());
    }
  }
  constexpr auto file = "data/service-authorities.pem";
  if (auto certificates = parse_certificates(embedded::file(file), file)) {
    authorities.certificates = std::move(*certificates);
  }
  return authorities;
}

}  // namespace netprobe
