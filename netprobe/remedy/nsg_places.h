#pragma once

#include "netprobe/core/connection_ruling.h"
#include "netprobe/remedy/allow_list.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace netprobe {

/// The NSGs whose rules deny what was tried, one each, with the priority that a new rule must go
/// before. Outbound the NSG of the interface and that of the subnet must both allow (Azure: "How
/// network security groups filter network traffic"), so each that denies needs the rules. One
/// nameless place where the report knows of none. `used`: the priorities of the whole export, where
/// the report has them.
std::vector<NsgPlace> nsg_places(const std::vector<ConnectionRuling>& rulings,
                                 const std::vector<NsgPriorities>& used = {});

/// The priorities that so many new rules get. Custom rules have 100 to 4096, each once in a
/// direction, and the lowest decides.
struct Priorities {
  std::vector<int> values;  ///< ascending
  std::string note;         ///< what the reader must see to
};
Priorities priorities_for(const NsgPlace& place, std::size_t count);

/// The rules of one NSG.
struct NsgRules {
  NsgPlace place;
  struct Rule {
    std::string name;
    TagRule to;
    int priority = 0;
    std::optional<RuleFix> fix;  ///< of the exported rules, where it is one
  };
  std::vector<Rule> rules;
  std::vector<std::string> notes;  ///< what the reader must see to
};
/// The fixes of the exported rules, then rules for what those do not let through.
std::vector<NsgRules> nsg_rules(const AllowList& list);

}  // namespace netprobe
