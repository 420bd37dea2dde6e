#pragma once

#include "netprobe/policy/policy.h"

#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// Rules in short, as tables of tests have them:
///
///     100 Allow Tcp * AzureBackup,20.0.0.0/8 443,8443-8450
///
/// priority, access, protocol, sources, destinations and ports; the rule's name is "rule100".
/// "asg:NAME" is an application security group, a leading "in:" an inbound rule, a leading
/// "from:80" a source port. They become what `az network nsg rule list` prints, and are read as
/// such.
std::string exported(const std::vector<std::string>& rules);

/// The same, read; "nic-nsg" or "subnet-nsg" by their association.
RuleSet short_rules(const std::vector<std::string>& rules, Association association);

/// AzureBackup 20.0.0.0/24 and 2001:db8:1::/48, Storage 20.0.1.0/24 and 20.0.4.0/24, Storage.West
/// 20.0.1.0/25, AzureActiveDirectory 20.0.2.0/24, AzureCloud 20.0.0.0/16; of Sql it is known that
/// nothing of 20.0.0.0/16 is its own.
TagSets short_tags();

/// "20.0.0.0/24,20.0.2.7" as a set.
IpSet set_of(std::string_view prefixes);

/// Who decides about what, a line each: "deny 20.0.0.0/25 rule100". Parts are in the order of their
/// addresses, sets in the order of evaluation; a rule of the second set has "subnet:" before its
/// name. What nobody decides is "allow … -".
std::string in_short(const Policy& policy, const Evaluation& evaluation);

}  // namespace netprobe
