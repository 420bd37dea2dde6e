#include "netprobe/policy/explain.h"

#include "netprobe/core/text.h"
#include "netprobe/policy/address_terms.h"
#include "netprobe/policy/walk.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

FieldMatch field_match(Match match) {
  switch (match) {
    case Match::no:
      return FieldMatch::no;
    case Match::unknown:
      return FieldMatch::unknown;
    case Match::yes:
      return FieldMatch::yes;
  }
  return FieldMatch::unknown;
}

/// A list as a rule has it, no longer than a line can hold.
std::string few(const std::vector<std::string>& words) {
  constexpr std::size_t most = 4;
  return words.size() <= most
             ? join(words, ", ")
             : fmt::format("{} and {} more", join(std::span(words).first(most - 1), ", "),
                           words.size() - (most - 1));
}

std::string words_of(const AddressField& field) {
  std::vector<std::string> words;
  std::transform(field.terms.begin(), field.terms.end(), std::back_inserter(words), to_string);
  return few(words);
}

std::string words_of(const PortField& ports) {
  std::vector<std::string> words;
  for (const PortRange& range : ports.ranges) {
    words.push_back(range == PortRange{}        ? "*"
                    : range.first == range.last ? std::to_string(range.first)
                                                : fmt::format("{}-{}", range.first, range.last));
  }
  words.insert(words.end(), ports.undecidable.begin(), ports.undecidable.end());
  return few(words);
}

std::string words_of(const std::optional<RuleProtocol>& protocol) {
  if (!protocol) {
    return "expression";
  }
  switch (*protocol) {
    case RuleProtocol::any:
      return "*";
    case RuleProtocol::tcp:
      return "Tcp";
    case RuleProtocol::udp:
      return "Udp";
    case RuleProtocol::icmp:
      return "Icmp";
    case RuleProtocol::esp:
      return "Esp";
    case RuleProtocol::ah:
      return "Ah";
  }
  return "";
}

std::string words_of(const std::optional<RuleAccess>& access) {
  if (!access) {
    return "";
  }
  switch (*access) {
    case RuleAccess::allow:
      return "Allow";
    case RuleAccess::deny:
      return "Deny";
    case RuleAccess::always_allow:
      return "AlwaysAllow";
  }
  return "";
}

class SetExplainer {
 public:
  SetExplainer(const Policy& policy, std::size_t set, const IpSet& asked, std::uint16_t port)
      : policy_(policy),
        set_(set),
        asked_(asked),
        port_(port),
        family_(asked.only(Family::ipv4).empty() ? Family::ipv6 : Family::ipv4),
        evaluation_(policy.evaluate_set(set, asked, port)) {}

  ExplainedSet run() {
    Requirement requirement;
    requirement.port = port_;
    const JudgedRequirement judged = judge(policy_, {requirement, asked_, evaluation_, {}});
    ExplainedSet explained;
    explained.source = source_of(policy_.inputs().rule_sets[set_]);
    explained.verdict = *judged.verdict();
    IpSet rest = asked_ - platform_addresses();
    for (const std::size_t index : in_order()) {
      explained.rules.push_back(explain_rule(index, rest));
    }
    return explained;
  }

 private:
  /// The outbound rules, those included that match no TCP: a reader looks for them.
  [[nodiscard]] std::vector<std::size_t> in_order() const {
    const std::vector<SecurityRule>& rules = policy_.inputs().rule_sets[set_].rules;
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < rules.size(); ++i) {
      if (rules[i].direction != Direction::inbound) {
        order.push_back(i);
      }
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return rules[a].priority < rules[b].priority;
    });
    return order;
  }

  ExplainedRule explain_rule(std::size_t index, IpSet& rest) const {
    const SecurityRule& rule = policy_.rule({set_, index});
    const Destinations destinations(rule.destinations, policy_.inputs().tags);
    ExplainedRule out;
    out.name = rule.name;
    out.priority = rule.priority;
    out.access = words_of(rule.access);
    out.is_default = rule.is_default;
    out.pointer = rule.pointer;
    out.fields = fields_of(rule, destinations);
    out.is_reached = !rest.empty() || !(asked_ & platform_addresses()).empty();
    for (const Part& part : evaluation_.parts) {
      if (part.rule.rule == index) {
        out.share += (part.addresses & asked_).count().to_double() / asked_.count().to_double();
        out.doubt = part.doubt.empty() ? out.doubt : part.doubt;
      }
    }
    if (is_certain(out.fields)) {
      rest = rest - certain_of(destinations);
    }
    return out;
  }

  /// Every field but the destination takes the traffic.
  static bool is_certain(const std::vector<ExplainedRule::Field>& fields) {
    return std::all_of(fields.begin(), fields.end(), [](const ExplainedRule::Field& field) {
      return field.match == FieldMatch::yes || field.name == "destination";
    });
  }

  [[nodiscard]] std::vector<ExplainedRule::Field> fields_of(
      const SecurityRule& rule, const Destinations& destinations) const {
    std::vector<ExplainedRule::Field> fields;
    if (!rule.is_certain || !rule.priority || !rule.direction) {
      fields.push_back({"deployment", FieldMatch::unknown, "template expression"});
    }
    fields.push_back({"protocol", field_match(match_protocol(rule)), words_of(rule.protocol)});
    const PolicyInputs& inputs = policy_.inputs();
    fields.push_back({"source",
                      field_match(match_source(rule, inputs.tags, inputs.machine, family_)),
                      words_of(rule.sources)});
    fields.push_back(
        {"source port", field_match(match_source_port(rule)), words_of(rule.source_ports)});
    fields.push_back({"destination", match_destination(destinations), words_of(rule.destinations)});
    fields.push_back({"destination port", field_match(match_destination_port(rule, port_)),
                      words_of(rule.destination_ports)});
    return fields;
  }

  [[nodiscard]] FieldMatch match_destination(const Destinations& destinations) const {
    const bool of_the_host = platform_addresses().contains(asked_);
    if (of_the_host) {
      return destinations.names_platform()      ? FieldMatch::yes
             : destinations.may_name_platform() ? FieldMatch::unknown
                                                : FieldMatch::no;
    }
    const IpSet certain = certain_of(destinations);
    const IpSet possible = destinations.possible(asked_, policy_.least_network()) |
                           destinations.possible(asked_, policy_.most_network());
    if (certain == asked_) {
      return FieldMatch::yes;
    }
    if (possible.empty()) {
      return FieldMatch::no;
    }
    return possible == certain ? FieldMatch::part : FieldMatch::unknown;
  }

  /// Whatever belongs to the virtual network.
  [[nodiscard]] IpSet certain_of(const Destinations& destinations) const {
    return destinations.certain(asked_, policy_.least_network()) &
           destinations.certain(asked_, policy_.most_network());
  }

  const Policy& policy_;
  std::size_t set_;
  const IpSet& asked_;
  std::uint16_t port_;
  Family family_;
  Evaluation evaluation_;
};

}  // namespace

RuleSource source_of(const RuleSet& set) {
  return {set.name,         std::string(name_of(set.association)),
          set.file,         set.effective,
          set.rules.size(), set.added_defaults};
}

RuleExplanation explain(const Policy& policy, const IpSet& destinations, std::uint16_t port) {
  const bool has_ipv4 = !destinations.only(Family::ipv4).empty();
  const IpSet asked = destinations.only(has_ipv4 ? Family::ipv4 : Family::ipv6);
  Requirement requirement;
  requirement.port = port;
  RuleExplanation explanation;
  explanation.port = port;
  explanation.family = has_ipv4 ? "IPv4" : "IPv6";
  explanation.verdict = *judge(policy, examine(policy, requirement, asked)).verdict();
  for (std::size_t set = 0; set < policy.inputs().rule_sets.size(); ++set) {
    explanation.sets.push_back(SetExplainer(policy, set, asked, port).run());
  }
  return explanation;
}

}  // namespace netprobe
