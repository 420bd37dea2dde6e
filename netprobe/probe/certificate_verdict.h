#pragma once

#include "netprobe/core/observation.h"

#include <optional>

namespace netprobe {

/// Why a certificate is refused (nothing: it is good enough). `is_service`: its chain must end at
/// an expected root, and no inspection product may have signed it.
std::optional<Failure> judge_certificate(const TlsFacts& facts, bool name_matches, bool is_service,
                                         Stage stage);

}  // namespace netprobe
