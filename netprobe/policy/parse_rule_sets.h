#pragma once

#include "netprobe/core/result.h"
#include "netprobe/policy/rule_set.h"

#include <string_view>
#include <vector>

namespace netprobe {

/// The rules in an exported file, which may be: an NSG as ARM, the Azure CLI or PowerShell print
/// it, alone, in a list or as `az network nsg create` answers; an ARM template; the rules of `az
/// network nsg rule list`; effective rules (`az network nic list-effective-nsg`,
/// `Get-AzEffectiveNetworkSecurityGroup`), in any of their envelopes. Missing outbound defaults are
/// added. An answer without any NSG gives no set: there all is allowed.
///
/// Errors name the file and the JSON pointer; more than two NSGs are one, as a machine has at most
/// two.
Result<std::vector<RuleSet>> parse_rule_sets(std::string_view text, std::string_view file);

}  // namespace netprobe
