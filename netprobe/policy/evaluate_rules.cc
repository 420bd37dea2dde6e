#include "netprobe/policy/evaluate_rules.h"

#include "netprobe/core/text.h"
#include "netprobe/policy/explain.h"
#include "netprobe/policy/fix.h"
#include "netprobe/policy/lint.h"

#include <algorithm>
#include <set>

namespace netprobe {

std::vector<std::string> tags_of(std::span<const Requirement> requirements,
                                 const ServiceTags& tags) {
  std::set<std::string> services;
  for (const Requirement& requirement : requirements) {
    services.insert(to_lower(service_of(requirement.service_tag)));
  }
  std::vector<std::string> names;
  for (const ServiceTag& tag : tags.tags) {
    if (services.contains(to_lower(service_of(tag.name)))) {
      names.push_back(tag.name);
    }
  }
  return names;
}

std::vector<RuleFix> rule_fixes_of(const Policy& policy, const Requirements& requirements) {
  std::vector<Examined> examined;
  examined.reserve(requirements.list.size());
  for (const Requirement& requirement : requirements.list) {
    examined.push_back(examine(policy, requirement));
  }
  return fixes_for(policy, examined);
}

RulesReport evaluate_rules(const Policy& policy, const Requirements& requirements) {
  std::vector<Examined> examined;
  RulesReport report;
  for (const Requirement& requirement : requirements.list) {
    examined.push_back(examine(policy, requirement));
    report.requirements.push_back(judge(policy, examined.back()));
  }
  std::transform(policy.inputs().rule_sets.begin(), policy.inputs().rule_sets.end(),
                 std::back_inserter(report.rule_sets), source_of);
  if (policy.inputs().routes) {
    report.route_file = policy.inputs().routes->file;
  }
  for (const Cidr& machine : policy.inputs().machine) {
    report.machine.push_back(machine.is_single() ? machine.base.to_string() : machine.to_string());
  }
  report.not_judged = requirements.not_judged;
  report.lint = lint_of(policy, examined);
  report.fixes = fixes_for(policy, examined);
  report.status = status_of(report.requirements);
  return report;
}

}  // namespace netprobe
