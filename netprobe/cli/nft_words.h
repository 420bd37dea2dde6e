#pragma once

#include "netprobe/core/json_reader.h"

#include <string>

namespace netprobe {

/// The statements of one rule in nft's JSON (libnftables-json(5)), in words near to those that
/// `nft list ruleset` has for them: "ip daddr 10.0.0.0/8 tcp dport { 80, 443 } counter packets 3
/// bytes 180 drop". What is not known by name is named all the same. No longer than a line.
std::string words_of_nft_rule(const nlohmann::json& statements);

}  // namespace netprobe
