#include "netprobe/policy/fix_source_ports.h"

#include "netprobe/core/az_command.h"
#include "netprobe/core/text.h"
#include "netprobe/policy/export_value.h"
#include "netprobe/policy/match.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>

namespace netprobe {

namespace {

bool has_slipped(const SecurityRule& rule) {
  return rule.direction == Direction::outbound && rule.access == RuleAccess::allow &&
         rule.priority && !rule.is_default && rule.source_ports.undecidable.empty() &&
         match_source_port(rule) == Match::no && !is_expression(rule.name);
}

/// Are the ports of the destination left open, so that those of the source were meant for it?
bool are_swapped(const SecurityRule& rule) {
  const auto& ranges = rule.destination_ports.ranges;
  return std::find(ranges.begin(), ranges.end(), PortRange{}) != ranges.end();
}

SecurityRule corrected(SecurityRule rule) {
  if (are_swapped(rule)) {
    rule.destination_ports = rule.source_ports;
  }
  rule.source_ports = {{PortRange{}}, {}};
  return rule;
}

std::vector<std::string> words_of_ports(const PortField& ports) {
  std::vector<std::string> words;
  for (const PortRange& range : ports.ranges) {
    words.push_back(range.first == range.last ? std::to_string(range.first)
                                              : fmt::format("{}-{}", range.first, range.last));
  }
  return words;
}

RuleFix fix_of(const RuleSet& set, const SecurityRule& rule, const Requirement& first) {
  const std::vector<std::string> ports = words_of_ports(rule.source_ports);
  RuleFix fix;
  fix.nsg = set.name;
  fix.nsg_is_named = set.has_own_name;
  fix.resource_group = set.resource_group;
  fix.subscription = set.subscription;
  fix.rule = rule.name;
  fix.priority = rule.priority;
  fix.destination = first.destination();
  fix.port = first.port;
  fix.text = fmt::format(
      "Correct rule {} ({}) in {}: it has {} as its source port. Clients do not send "
      "from there, so the rule never matches. {}",
      rule.name, *rule.priority, set.name, join(ports, ", "),
      are_swapped(rule) ? "Make that the destination port, and set the source port to * (any)."
                        : "Set its source port to * (any).");
  fix.corrects = true;
  fix.corrected_ports = are_swapped(rule) ? ports : std::vector<std::string>();
  fix.commands = az_commands(fix);
  return fix;
}

}  // namespace

SourcePortFixes fix_source_ports(const Policy& policy, std::size_t set,
                                 std::span<const Examined> examined,
                                 const std::set<std::size_t>& wanted) {
  SourcePortFixes out;
  PolicyInputs inputs = policy.inputs();
  std::vector<SecurityRule>& rules = inputs.rule_sets[set].rules;
  if (inputs.rule_sets[set].association == Association::network_manager ||
      std::none_of(rules.begin(), rules.end(), has_slipped)) {
    return out;
  }
  std::transform(rules.begin(), rules.end(), rules.begin(), [](const SecurityRule& rule) {
    return has_slipped(rule) ? corrected(rule) : rule;
  });
  const Policy better(std::move(inputs));
  std::map<std::size_t, RuleFix> by_rule;
  for (const std::size_t index : wanted) {
    const Requirement& requirement = examined[index].requirement;
    const IpSet& addresses = *examined[index].addresses;
    const Evaluation then = better.evaluate_set(set, addresses, requirement.port);
    const bool is_denied = !policy.evaluate_set(set, addresses, requirement.port).denied.empty();
    if (!is_denied || !then.denied.empty() || !then.unknown.empty()) {
      continue;
    }
    out.settled.insert(index);
    for (const Part& part : then.parts) {
      const SecurityRule& rule = policy.rule({set, part.rule.rule});
      if (has_slipped(rule)) {
        RuleFix& fix = by_rule
                           .try_emplace(part.rule.rule,
                                        fix_of(policy.inputs().rule_sets[set], rule, requirement))
                           .first->second;
        if (fix.requirements.empty() || fix.requirements.back() != requirement.id) {
          fix.requirements.push_back(requirement.id);
        }
      }
    }
  }
  for (auto& [rule, fix] : by_rule) {
    out.fixes.push_back(std::move(fix));
  }
  return out;
}

}  // namespace netprobe
