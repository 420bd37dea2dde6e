#include "endpoints/trust_anchors.h"

#include "endpoints/embedded.h"
#include "netprobe/core/json_reader.h"

namespace netprobe {

TrustAnchors embedded_trust_anchors() {
  TrustAnchors anchors;
  // Ours, and held by a test: were it broken, nothing would be expected, and everything reported as
  // inspected.
  const auto json =
      parse_json(embedded::file("data/trust-anchors.json"), "data/trust-anchors.json");
  if (json) {
    for (const auto& root : json->at("expected")) {
      anchors.expected.push_back(root.at("sha256").get<std::string>());
    }
    for (const auto& root : json->at("publicly_trusted")) {
      anchors.publicly_trusted.push_back(root.at("sha256").get<std::string>());
    }
  }
  return anchors;
}

}  // namespace netprobe
