#pragma once

#include "netprobe/core/diagnosis.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// A subnet as Azure's tools export it, as far as it says whether it has a way out.
struct Subnet {
  SubnetExport outbound;
  bool has_route_table = false;  ///< whose routes are another export's
};

/// What `az network vnet subnet show` and `list`, `az network vnet show`, PowerShell and the REST
/// API print about subnets. Nothing where the text is something else, rules say.
std::optional<std::vector<Subnet>> parse_subnets(std::string_view text, std::string_view file);

}  // namespace netprobe
