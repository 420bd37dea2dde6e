#pragma once

#include "netprobe/core/rules_report.h"
#include "netprobe/core/vocabulary.h"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// What must be typed before any command of the Azure CLI that is meant for a cloud other than the
/// public one, which is the CLI's own default; empty for that.
std::string az_cloud_command(Cloud cloud);

/// Puts it before the first command of the Azure CLI, once.
void choose_cloud(std::vector<std::string>& commands, Cloud cloud);

/// A free number before a rule's priority: a round one where there is one, else the nearest.
std::optional<int> free_priority(int before, const std::set<int>& taken);

/// What a rule that lets a destination through is called, by whichever command it is proposed:
/// "AllowAzureBackupOutBound", in the manner of Azure's own defaults.
std::string allow_rule_name(std::string_view destination);

/// Which NSG a command is about; what is not known stands in angle brackets, which no shell takes
/// for a word unless they are quoted, and Azure refuses as a name.
std::string nsg_option_words(std::string_view subscription, std::string_view group,
                             std::string_view nsg, std::string_view option = "--nsg-name");

/// The commands that a fix amounts to, in their order: what makes room, then the rule.
std::vector<std::string> az_commands(const RuleFix& fix);

/// And the one that takes the new rule away again; empty for a corrected one.
std::string az_undo(const RuleFix& fix);

}  // namespace netprobe
