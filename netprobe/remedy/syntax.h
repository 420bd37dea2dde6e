#pragma once

#include "netprobe/core/diagnosis.h"
#include "netprobe/core/whom_to_call.h"
#include "netprobe/remedy/allow_list.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace netprobe {

/// Whose configuration is written: the words of `--for`.
enum class Syntax {
  az,              ///< rules of a network security group, as Azure CLI commands
  bicep,           ///< the same as a Bicep module
  terraform,       ///< the same as Terraform resources
  azure_firewall,  ///< a rule collection of an Azure Firewall policy, as Azure CLI commands
  squid,
  panos,
  fortigate,
  nftables,
  windows,  ///< Windows Firewall, as PowerShell
  ticket,   ///< words for the people who own it
};

std::string_view name_of(Syntax);
std::span<const Syntax> all_syntaxes();
/// What that is, for a heading: "rules of an Azure network security group (Azure CLI)".
std::string_view title_of(Syntax);
/// What begins a comment; empty for the ticket, which is text.
std::string_view comment_mark(Syntax);

bool is_network_security_group(Syntax syntax);

/// Could a rule of that owner change what was found? Whoever asks for a syntax says that the device
/// is there; so an alternative of the finding that is such a device counts too.
bool can_fix(Syntax syntax, const Finding& finding);

/// Does any syntax but the ticket's have a rule for it?
bool is_matter_of_rules(const Finding& finding);

/// Is this a matter of TLS inspection, which asks for an exemption and not for a way through?
bool is_inspection(const Finding& finding);

/// Why the syntax cannot name that destination; nothing where it can.
std::optional<std::string> cannot_say(Syntax syntax, const Want& want);

/// The list with what the syntax cannot say moved to what is left out.
AllowList expressible(AllowList list, Syntax syntax);

}  // namespace netprobe
