#include "netprobe/policy/evaluate_rules.h"
#include "netprobe/policy/explain.h"
#include "netprobe/policy/parse_routes.h"
#include "netprobe/policy/parse_rule_sets.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using namespace netprobe;

void require(bool condition) {
  if (!condition) {
    std::abort();
  }
}

TagSets some_tags() {
  TagSets tags;
  const std::array backup = {*Cidr::parse("20.0.0.0/24"), *Cidr::parse("2001:db8:1::/48")};
  const std::array storage = {*Cidr::parse("20.0.1.0/24")};
  tags["azurebackup"] = {"AzureBackup", IpSet(backup), {backup.begin(), backup.end()}, {}};
  tags["storage"] = {"Storage", IpSet(storage), {storage.begin(), storage.end()}, {}};
  return tags;
}

Requirements some_requirements() {
  Requirements requirements;
  for (const char* tag : {"AzureBackup", "Storage"}) {
    Requirement requirement;
    requirement.id = tag;
    requirement.service_tag = tag;
    requirement.port = 443;
    requirement.required = true;
    requirements.list.push_back(requirement);
  }
  return requirements;
}

/// What is asked falls into three, whatever the rules are; a rule that decides is one of them.
void check(const Policy& policy) {
  const std::array prefixes = {*Cidr::parse("20.0.0.0/23"), *Cidr::parse("10.0.0.0/24"),
                               *Cidr::parse("168.63.129.16/32"), *Cidr::parse("2001:db8:1::/64")};
  const IpSet asked(prefixes);
  const Evaluation evaluation = policy.evaluate(asked, 443);
  require((evaluation.allowed | evaluation.denied | evaluation.unknown) == asked);
  require((evaluation.allowed & evaluation.denied).empty());
  require((evaluation.unknown & (evaluation.allowed | evaluation.denied)).empty());
  for (const Part& part : evaluation.parts) {
    require(part.rule.set < policy.inputs().rule_sets.size());
    require(!part.addresses.empty() && asked.contains(part.addresses));
  }
  const RuleExplanation explanation = explain(policy, asked, 443);
  require(explanation.sets.size() == policy.inputs().rule_sets.size());
  const RulesReport report = evaluate_rules(policy, some_requirements());
  require(report.requirements.size() == 2);
  for (const RuleFix& fix : report.fixes) {
    require(!fix.priority || (*fix.priority >= 100 && *fix.priority <= 4096));
  }
}

}  // namespace

/// The input is an export of rules, or one of routes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  PolicyInputs inputs;
  inputs.tags = some_tags();
  const auto rules = parse_rule_sets(text, "own.json");
  if (rules) {
    inputs.rule_sets = *rules;
  } else {
    require(rules.error().message.starts_with("own.json:"));
  }
  const auto routes = parse_routes(text, "own.json");
  if (routes) {
    inputs.routes = *routes;
  } else {
    require(routes.error().message.starts_with("own.json:"));
  }
  if (rules || routes) {
    check(Policy(std::move(inputs)));
  }
  return 0;
}
