#include "netprobe/policy/lint.h"

#include "netprobe/core/text.h"
#include "netprobe/policy/address_terms.h"
#include "netprobe/policy/nsg_place.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace netprobe {

namespace {

std::string suggestion(const TagSets& tags, const std::string& name) {
  std::vector<std::string> known;
  for (const auto& [key, tag] : tags) {
    known.push_back(tag.name);
  }
  for (const char* platform : {"Internet", "VirtualNetwork", "AzureLoadBalancer"}) {
    known.emplace_back(platform);
  }
  const auto near = nearest(name, known, 1);
  return near.empty() ? "give a tag file that has it, if there is such a tag (--service-tags)"
                      : fmt::format("is it {}?", near.front());
}

bool is_unknown(const TagSets& tags, const AddressTerm& term) {
  const auto* tag = std::get_if<TagName>(&term);
  return tag != nullptr && !parse_platform_tag(tag->name) && find_tag(tags, tag->name) == nullptr;
}

void add_unknown_tags(const Policy& policy, const RuleRef& ref, std::vector<RuleLint>& lint) {
  const SecurityRule& rule = policy.rule(ref);
  const TagSets& tags = policy.inputs().tags;
  for (const AddressField* field : {&rule.sources, &rule.destinations}) {
    for (const AddressTerm& term : field->terms) {
      if (!field->expansion && is_unknown(tags, term)) {
        const std::string name = to_string(term);
        lint.push_back(lint_about(policy, ref, "unknown-tag", Severity::warning,
                                  fmt::format("No tag file at hand has a service tag {}: {}", name,
                                              suggestion(tags, name))));
      }
    }
  }
}

/// The expressions that a rule has, each once.
std::vector<std::string> open_words(const SecurityRule& rule) {
  std::vector<std::string> words;
  for (const AddressField* field : {&rule.sources, &rule.destinations}) {
    for (const AddressTerm& term : field->terms) {
      if (std::holds_alternative<Undecidable>(term)) {
        words.push_back(to_string(term));
      }
    }
  }
  for (const PortField* ports : {&rule.source_ports, &rule.destination_ports}) {
    words.insert(words.end(), ports->undecidable.begin(), ports->undecidable.end());
  }
  const std::array<std::pair<bool, const char*>, 5> missing = {
      {{rule.priority.has_value(), "its priority"},
       {rule.direction.has_value(), "its direction"},
       {rule.access.has_value(), "whether it allows or denies"},
       {rule.protocol.has_value(), "its protocol"},
       {rule.is_certain, "whether it is there"}}};
  for (const auto& [is_known, what] : missing) {
    if (!is_known) {
      words.emplace_back(what);
    }
  }
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

/// What stands in the place of rules that a template makes but does not list.
bool stands_for_rules(const SecurityRule& rule) {
  return !rule.is_certain && !rule.access && !rule.direction && !rule.priority;
}

void add_undecidable(const Policy& policy, const RuleRef& ref, std::vector<RuleLint>& lint) {
  const SecurityRule& rule = policy.rule(ref);
  const RuleSet& set = policy.inputs().rule_sets[ref.set];
  const std::vector<std::string> words = open_words(rule);
  if (words.empty()) {
    return;
  }
  const std::string what = stands_for_rules(rule) ? "the whole rule" : join(words, ", ");
  lint.push_back(lint_about(
      policy, ref, "undecidable", Severity::warning,
      fmt::format("Known only once deployed: {}. Export the deployed NSG and evaluate that "
                  "instead: {}",
                  what, export_command(set))));
}

/// The default values of a template's parameters decide something here.
void add_assumed(const RuleSet& set, std::vector<RuleLint>& lint) {
  if (set.assumed.empty()) {
    return;
  }
  RuleLint assumed;
  assumed.kind = "assumed-parameters";
  assumed.severity = Severity::warning;
  assumed.nsg = set.name;
  assumed.file = set.file;
  assumed.text = fmt::format(
      "The default values of these template parameters were assumed: {}. If the deployment used "
      "others, export the deployed NSG and evaluate that instead: {}",
      join(set.assumed, ", "), export_command(set));
  lint.push_back(std::move(assumed));
}

void add_never_matching(const Policy& policy, const RuleRef& ref, std::vector<RuleLint>& lint) {
  const SecurityRule& rule = policy.rule(ref);
  if (match_source_port(rule) == Match::no) {
    lint.push_back(
        lint_about(policy, ref, "never-matches", Severity::warning,
                   "It matches source ports below 1024 only, which clients do not send from, "
                   "so it never matches. Was the destination port meant?"));
  }
  const TagSets& tags = policy.inputs().tags;
  if (match_source(rule, tags, {}, Family::ipv4) == Match::no &&
      match_source(rule, tags, {}, Family::ipv6) == Match::no) {
    lint.push_back(lint_about(policy, ref, "never-matches", Severity::warning,
                              "No machine sends from its source: outbound, the source is this "
                              "side."));
  }
}

void add_groups(const Policy& policy, const RuleRef& ref, std::vector<RuleLint>& lint) {
  for (const AddressTerm& term : policy.rule(ref).sources.terms) {
    if (std::holds_alternative<GroupName>(term)) {
      lint.push_back(lint_about(
          policy, ref, "application-security-group", Severity::info,
          fmt::format("It is for members of the {}, and no export of rules lists them. Effective "
                      "rules (az network nic list-effective-nsg) hold for one machine.",
                      to_string(term))));
    }
  }
}

void add_duplicates(const Policy& policy, std::size_t index, std::vector<RuleLint>& lint) {
  const RuleSet& set = policy.inputs().rule_sets[index];
  std::map<int, std::vector<std::size_t>> by_priority;
  for (std::size_t i = 0; i < set.rules.size(); ++i) {
    if (set.rules[i].priority && set.rules[i].direction == Direction::outbound) {
      by_priority[*set.rules[i].priority].push_back(i);
    }
  }
  for (const auto& [priority, rules] : by_priority) {
    if (rules.size() > 1) {
      lint.push_back(lint_about(
          policy, {index, rules[1]}, "duplicate-priority", Severity::warning,
          fmt::format("{} outbound rules have the priority {}, {} among them. Azure permits one: "
                      "where they disagree, nobody can tell.",
                      rules.size(), priority, set.rules[rules[0]].name)));
    }
  }
}

void add_about_set(const Policy& policy, std::size_t index, std::vector<RuleLint>& lint) {
  const RuleSet& set = policy.inputs().rule_sets[index];
  if (!set.added_defaults.empty()) {
    RuleLint missing;
    missing.kind = "missing-defaults";
    missing.severity = Severity::info;
    missing.nsg = set.name;
    missing.file = set.file;
    missing.text = fmt::format("The file leaves out the default rules {}; they were added.",
                               join(set.added_defaults, ", "));
    lint.push_back(std::move(missing));
  }
  add_assumed(set, lint);
  add_duplicates(policy, index, lint);
  for (std::size_t i = 0; i < set.rules.size(); ++i) {
    const SecurityRule& rule = set.rules[i];
    if (rule.direction == Direction::inbound || rule.is_default) {
      continue;
    }
    const RuleRef ref{index, i};
    add_unknown_tags(policy, ref, lint);
    add_undecidable(policy, ref, lint);
    add_never_matching(policy, ref, lint);
    add_groups(policy, ref, lint);
  }
  add_shadowed(policy, index, lint);
}

/// A machine has one NSG at its interface and one at its subnet.
void add_rivals(const Policy& policy, std::vector<RuleLint>& lint) {
  const auto& sets = policy.inputs().rule_sets;
  for (std::size_t i = 1; i < sets.size(); ++i) {
    const bool is_placed = sets[i].association != Association::unknown &&
                           sets[i].association != Association::network_manager;
    if (is_placed && sets[i].association == sets[i - 1].association) {
      RuleLint rivals;
      rivals.kind = "several-nsgs";
      rivals.nsg = sets[i].name;
      rivals.file = sets[i].file;
      rivals.text = fmt::format(
          "Both {} and {} hang on a {}, and a machine has one there. Both were asked: give only "
          "those of one machine.",
          sets[i - 1].name, sets[i].name,
          sets[i].association == Association::subnet ? "subnet" : "network interface");
      lint.push_back(std::move(rivals));
    }
  }
}

void add_about_routes(const Policy& policy, std::vector<RuleLint>& lint) {
  const auto& routes = policy.inputs().routes;
  if (!routes) {
    return;
  }
  const auto about = [&](const char* kind, Severity severity, std::string text) {
    RuleLint found;
    found.kind = kind;
    found.severity = severity;
    found.text = std::move(text);
    found.file = routes->file;
    lint.push_back(std::move(found));
  };
  if (!routes->effective && routes->learns_from_gateway) {
    about("learnt-routes", Severity::info,
          "A route table does not show what a gateway learns by BGP, such as a default route. The "
          "effective routes do (az network nic show-effective-route-table).");
  }
  for (const TableRoute& route : routes->routes) {
    for (const AddressTerm& term : route.destinations) {
      if (is_unknown(policy.inputs().tags, term)) {
        const std::string name = to_string(term);
        about("unknown-tag", Severity::warning,
              fmt::format("The route {} is for a service tag {} that no tag file at hand has: {}",
                          route.name, name, suggestion(policy.inputs().tags, name)));
        lint.back().pointer = route.pointer;
      }
    }
  }
}

}  // namespace

RuleLint lint_about(const Policy& policy, const RuleRef& ref, std::string kind, Severity severity,
                    std::string text) {
  const RuleSet& set = policy.inputs().rule_sets[ref.set];
  const SecurityRule& rule = policy.rule(ref);
  return {std::move(kind), severity,      std::move(text), set.name,
          rule.name,       rule.priority, set.file,        rule.pointer};
}

std::vector<RuleLint> lint_of(const Policy& policy, std::span<const Examined> examined) {
  std::vector<RuleLint> lint;
  for (std::size_t set = 0; set < policy.inputs().rule_sets.size(); ++set) {
    add_about_set(policy, set, lint);
  }
  add_rivals(policy, lint);
  add_outgrown(policy, examined, lint);
  add_too_wide(policy, examined, lint);
  add_about_routes(policy, lint);
  std::stable_sort(lint.begin(), lint.end(), [](const RuleLint& a, const RuleLint& b) {
    return a.severity > b.severity;  // errors, warnings, then what is good to know
  });
  return lint;
}

}  // namespace netprobe
