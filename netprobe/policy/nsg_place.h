#pragma once

#include "netprobe/policy/rule_set.h"

#include <string>

namespace netprobe {

/// Which NSG a command of the Azure CLI is about; what the export does not tell stands in angle
/// brackets: "--resource-group rg --nsg-name nsg".
std::string nsg_place(const RuleSet& set, std::string_view option = "--nsg-name");

/// The command that prints the rules as they were deployed, in the form that is read here whatever
/// the caller's own default output is.
std::string export_command(const RuleSet& set);

/// What an export says, as one word of a command.
std::string as_shell_word(std::string_view text);

}  // namespace netprobe
