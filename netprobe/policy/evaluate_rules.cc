#include "netprobe/policy/evaluate_rules.h"

#include "netprobe/core/text.h"
#include "netprobe/policy/explain.h"
#include "netprobe/policy/fix.h"
#include "netprobe/policy/lint.h"

#include <algorithm>

namespace netprobe {

std::vector<std::string> tags_to_look_up(const ServiceTags& tags, std::span<const RuleSet> sets,
                                         const RouteTable* routes,
                                         std::span<const Requirement> requirements) {
  std::vector<std::string> names = tags_named_by(sets, routes);
  std::vector<std::string> services;
  for (const Requirement& requirement : requirements) {
    const std::string service(service_of(requirement.service_tag));
    if (!service.empty() &&
        std::find(services.begin(), services.end(), service) == services.end()) {
      services.push_back(service);
    }
  }
  for (const ServiceTag& tag : tags.tags) {
    const bool is_wanted =
        std::any_of(services.begin(), services.end(), [&](const std::string& service) {
          return equals_ignoring_case(service_of(tag.name), service);
        });
    if (is_wanted) {
      names.push_back(tag.name);
    }
  }
  return names;
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
