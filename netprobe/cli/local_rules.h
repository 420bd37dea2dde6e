#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// The rules that drop or reject what this machine sends, from the text of `nft list ruleset`
/// (nft(8)): those of base chains at the output hook, of the chains that these jump to, and base
/// chains whose policy is drop. One line each, "inet filter output: tcp dport 443 drop". Rules that
/// came by iptables-nft are among them.
std::vector<std::string> dropping_rules(std::string_view ruleset);

}  // namespace netprobe
