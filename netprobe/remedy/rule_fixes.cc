#include "netprobe/remedy/rule_fixes.h"

#include "netprobe/core/address.h"
#include "netprobe/core/az_command.h"
#include "netprobe/remedy/quote.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace netprobe {

namespace {

/// Nothing but what Azure takes: a report is foreign.
std::optional<RuleFix> as_azure_takes_it(RuleFix fix) {
  constexpr int least_priority = 100;
  constexpr int most_priority = 4096;
  const auto clear_strange = [](std::string& name) {
    name = is_azure_name(name) ? name : std::string();
  };
  clear_strange(fix.subscription);
  clear_strange(fix.resource_group);
  fix.nsg_is_named &= is_azure_name(fix.nsg);
  const auto is_port = [](const std::string& port) {
    return !port.empty() && port.find_first_not_of("0123456789-") == std::string::npos;
  };
  const bool moves_fit = std::all_of(fix.moves.begin(), fix.moves.end(), [](const RuleMove& move) {
    return is_azure_name(move.rule) && move.to >= least_priority && move.to <= most_priority;
  });
  const bool fits =
      (fix.rule.empty() || is_azure_name(fix.rule)) && moves_fit &&
      (!fix.priority || (*fix.priority >= least_priority && *fix.priority <= most_priority)) &&
      (is_service_tag(fix.destination) || Cidr::parse(fix.destination)) &&
      std::all_of(fix.corrected_ports.begin(), fix.corrected_ports.end(), is_port);
  if (!fits) {
    return std::nullopt;
  }
  fix.commands = az_commands(fix);
  return fix;
}

}  // namespace

std::vector<RuleFix> rule_fixes_of(const Report& report) {
  std::vector<RuleFix> fixes;
  const auto& findings = report.diagnosis.findings;
  if (std::none_of(findings.begin(), findings.end(), [](const Finding& finding) {
        return finding.severity == Severity::error && finding.cause == Cause::nsg_denied;
      })) {
    return fixes;
  }
  for (const RuleFix& fix : report.circumstances.rule_fixes) {
    if (auto fitting = as_azure_takes_it(fix)) {
      fixes.push_back(std::move(*fitting));
    }
  }
  return fixes;
}

}  // namespace netprobe
