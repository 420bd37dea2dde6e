#pragma once

#include "netprobe/core/catalog.h"
#include "netprobe/core/observation.h"
#include "netprobe/core/plan.h"

#include <string_view>

namespace netprobe {

/// Words that stand in reports only: "representative", "sign-in", "sample", "target".
std::string_view name_of(RowProbe::Role role);

/// "microsoft-host", "unrelated-host", "must-not-resolve", "unrouted-address",
/// "azure-platform".
std::string_view name_of(ControlKind kind);

/// "unverified", "expected", "publicly-trusted", "local".
std::string_view name_of(AnchorKind kind);

}  // namespace netprobe
