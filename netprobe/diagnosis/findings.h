#pragma once

#include "netprobe/diagnosis/facts.h"

#include <vector>

namespace netprobe {

/// One finding for each root cause that turns rows red, in the order of the rules. Severity is
/// error where a required row is hit, and warning where only optional ones are.
std::vector<Finding> accuse(const Facts& facts);

/// What a rule, by its place in the table, says of hits that it has claimed.
Finding finding_by(const Facts& facts, std::size_t rule, std::vector<Hit> hits);

/// Up to `most` hosts by name, then how many more.
std::string list_hosts(const std::vector<std::string>& hosts, std::size_t most = 3);

}  // namespace netprobe
