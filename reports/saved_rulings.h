#pragma once

#include "netprobe/core/connection_ruling.h"
#include "netprobe/core/diagnosis.h"
#include "netprobe/core/json_reader.h"
#include "reports/json_values.h"

#include <vector>

namespace netprobe {

/// What exported rules and routes say about one connection, as a report keeps it for judging it
/// again.
Json json_of_saved(const ConnectionRuling& ruling);
Json json_of_saved(const NsgPriorities& used);

/// And what would make them let through what is needed.
Json json_of_saved(const RuleFix& fix);

/// Reads "rulings", "rule_fixes" and "nsg_priorities" of the object, as far as it has them.
void read_exported_rules(JsonReader& json, Circumstances& known);

/// Reads "subnets" of the object, if it has them.
void read_exported_subnets(JsonReader& json, std::vector<SubnetExport>& subnets);

}  // namespace netprobe
