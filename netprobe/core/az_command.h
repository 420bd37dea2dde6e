#pragma once

#include "netprobe/core/vocabulary.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace netprobe {

/// What must be typed before any command of the Azure CLI that is meant for a cloud other than the
/// public one, which is the CLI's own default; empty for that.
std::string az_cloud_command(Cloud cloud);

/// Puts it before the first command of the Azure CLI, once.
void choose_cloud(std::vector<std::string>& commands, Cloud cloud);

/// A free number before a rule's priority: a round one where there is one, else the nearest.
std::optional<int> free_priority(int before, const std::set<int>& taken);

}  // namespace netprobe
