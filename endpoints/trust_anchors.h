#pragma once

#include "netprobe/core/service_authorities.h"

namespace netprobe {

/// The authorities that Azure's chains lead to, with their certificates, and the roots that
/// browsers ship (data/trust-anchors.json, data/service-authorities.pem).
ServiceAuthorities embedded_authorities();

}  // namespace netprobe
