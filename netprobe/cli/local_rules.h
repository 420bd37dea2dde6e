#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// The rules that drop or reject what this machine sends, from what `nft -j list ruleset` prints
/// (libnftables-json(5)): those of base chains at the output hook, of the chains that these jump
/// to, by verdict maps too, and base chains whose policy is drop. One line each, "inet filter
/// output: tcp dport 443 drop". Rules that came by iptables-nft are among them.
std::vector<std::string> dropping_rules(std::string_view ruleset);

/// The same of the text of `iptables-legacy-save -c` (iptables-save(8)), whose rules nft does not
/// show: those of the OUTPUT chains. One line each, "filter OUTPUT: [3:180] -A OUTPUT -p tcp -j
/// DROP (iptables-legacy)".
std::vector<std::string> dropping_legacy_rules(std::string_view saved);

}  // namespace netprobe
