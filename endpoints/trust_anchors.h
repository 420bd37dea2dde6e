#pragma once

#include "netprobe/core/catalog.h"

namespace netprobe {

/// The roots that Azure's chains end at, and those that browsers ship (data/trust-anchors.json).
TrustAnchors embedded_trust_anchors();

}  // namespace netprobe
