#include "netprobe/policy/walk.h"

#include "netprobe/core/text.h"
#include "netprobe/policy/address_terms.h"
#include "netprobe/policy/nsg_place.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

namespace netprobe {

namespace {

using ReadyRule = Policy::ReadyRule;
using Condition = Policy::Condition;

/// A rule that may have taken the addresses before the rule at hand could.
struct Doubt {
  IpSet addresses;
  const ReadyRule* rule;
  std::string why;  ///< empty: something in the rule itself
};

/// What a template leaves open is known once it is deployed.
std::string only_deployed(const RuleSet& set) {
  return fmt::format("only the deployed NSG can tell; export it and evaluate that: {}",
                     export_command(set));
}

bool is_open(const AddressField& field) {
  return std::any_of(field.terms.begin(), field.terms.end(), [](const AddressTerm& term) {
    return std::holds_alternative<Undecidable>(term);
  });
}

class Walker {
 public:
  Walker(const Policy& policy, std::size_t set, const IpSet& addresses, const Question& question)
      : policy_(policy), set_(set), question_(question) {
    walk_.rest = addresses;
  }

  Walk run() {
    const std::vector<const ReadyRule*> rules = rules_that_may_match();
    for (auto rule = rules.begin(); rule != rules.end() && !walk_.rest.empty(); ++rule) {
      const bool leads = rule == rules.begin() || priority(**rule) != priority(**(rule - 1));
      const bool shared = rule + 1 != rules.end() && priority(**rule) == priority(**(rule + 1));
      if (leads && shared && priority(**rule)) {
        doubt_equals(rule, rules.end());
      }
      take(**rule);
    }
    doubt_the_rest();
    return std::move(walk_);
  }

 private:
  using Position = std::vector<const ReadyRule*>::const_iterator;

  [[nodiscard]] const SecurityRule& rule_of(const ReadyRule& ready) const {
    return policy_.rule({set_, ready.index});
  }
  [[nodiscard]] std::optional<int> priority(const ReadyRule& ready) const {
    return rule_of(ready).priority;
  }

  /// The host serves more than DNS at that address; nothing says that a rule for DNS takes it.
  [[nodiscard]] bool is_about_dns(const ReadyRule& ready) const {
    constexpr std::uint16_t dns_port = 53;
    return question_.of_the_host && ready.destinations.names_platform_dns() &&
           question_.port != dns_port;
  }

  /// Everything but the destination.
  [[nodiscard]] Match match(const ReadyRule& ready) const {
    if (question_.of_the_host && !ready.destinations.may_name_platform()) {
      return Match::no;
    }
    return std::min({ready.head, ready.source.at(static_cast<std::size_t>(question_.family)),
                     match_destination_port(rule_of(ready), question_.port)});
  }

  [[nodiscard]] std::vector<const ReadyRule*> rules_that_may_match() const {
    std::vector<const ReadyRule*> rules;
    for (const ReadyRule& ready : policy_.ready_rules(set_)) {
      if (match(ready) != Match::no) {
        rules.push_back(&ready);
      }
    }
    return rules;
  }

  /// Rules of one priority have no order: where they disagree, nobody knows. Azure permits none,
  /// an edited export may hold some.
  void doubt_equals(Position first, Position end) {
    const auto last = std::find_if(
        first, end, [&](const ReadyRule* rule) { return priority(*rule) != priority(**first); });
    for (auto rule = first; rule != last; ++rule) {
      doubts_.push_back({(*rule)->destinations.possible(walk_.rest, *question_.network), *rule,
                         "another rule of the same priority says otherwise"});
    }
  }

  void take(const ReadyRule& rule) {
    const VirtualNetwork& network = *question_.network;
    IpSet certain = rule.destinations.certain(walk_.rest, network);
    std::set<Condition> conditions = conditions_of(rule);
    if (!rule.destinations.is_decided()) {
      IpSet doubtful = rule.destinations.possible(walk_.rest, network) - certain;
      std::set<Condition> more = conditions;
      more.insert(rule.of_destination);
      take_perhaps(rule, more, std::move(doubtful));
    }
    if (!conditions.empty()) {
      take_perhaps(rule, conditions, std::move(certain));
    } else if (!certain.empty()) {
      walk_.rest = walk_.rest - certain;
      decide(rule, std::move(certain));
    }
  }

  /// All that must hold for the rule to take what it is for.
  [[nodiscard]] std::set<Condition> conditions_of(const ReadyRule& rule) const {
    std::set<Condition> conditions;
    if (rule.head == Match::unknown || is_about_dns(rule)) {
      conditions.insert(rule.own);
    }
    // "*" and prefixes are not for the platform's own addresses: only what an expression names may
    // be.
    if (question_.of_the_host && !rule.destinations.names_platform()) {
      conditions.insert(rule.of_destination);
    }
    if (rule.source.at(static_cast<std::size_t>(question_.family)) == Match::unknown) {
      conditions.insert(rule.of_source);
    }
    if (match_destination_port(rule_of(rule), question_.port) == Match::unknown) {
      conditions.insert(rule.of_ports);
    }
    return conditions;
  }

  /// If the conditions hold, so do those of earlier rules that have no others: what these take does
  /// not come as far as this rule.
  void take_perhaps(const ReadyRule& rule, const std::set<Condition>& conditions, IpSet addresses) {
    for (const auto& [other, taken] : taken_perhaps_) {
      if (std::includes(conditions.begin(), conditions.end(), other.begin(), other.end())) {
        addresses = addresses - taken;
      }
    }
    if (!addresses.empty()) {
      taken_perhaps_[conditions] = taken_perhaps_[conditions] | addresses;
      doubts_.push_back({std::move(addresses), &rule, ""});
    }
  }

  /// The rule is the first that takes these for certain.
  void decide(const ReadyRule& rule, IpSet addresses) {
    const auto access = rule_of(rule).access;
    for (const Doubt& doubt : doubts_) {
      if (doubt.rule == &rule || (access && rule_of(*doubt.rule).access == access)) {
        continue;
      }
      const IpSet doubtful = doubt.addresses & addresses;
      if (!doubtful.empty()) {
        add_unknown(doubt, doubtful, access == RuleAccess::always_allow);
        addresses = addresses - doubtful;
      }
    }
    if (addresses.empty()) {
      return;
    }
    if (!access) {
      add_unknown({{}, &rule, only_deployed(policy_.inputs().rule_sets[set_])}, addresses, false);
      return;
    }
    walk_.parts.push_back({std::move(addresses), ruling_of(*access), {set_, rule.index}, ""});
  }

  static Ruling ruling_of(RuleAccess access) {
    switch (access) {
      case RuleAccess::allow:
        return Ruling::allow;
      case RuleAccess::always_allow:
        return Ruling::always_allow;
      case RuleAccess::deny:
        return Ruling::deny;
    }
    return Ruling::unknown;
  }

  void add_unknown(const Doubt& doubt, const IpSet& addresses, bool may_bypass) {
    const RuleRef ref{set_, doubt.rule->index};
    const std::string why = doubt.why.empty() ? doubt_about(policy_, ref, question_) : doubt.why;
    walk_.parts.push_back({addresses, Ruling::unknown, ref, why});
    if (may_bypass || policy_.rule(ref).access == RuleAccess::always_allow) {
      walk_.may_bypass = walk_.may_bypass | addresses;
    }
  }

  /// Admin rules that take nothing hand on, as their Allow does.
  void doubt_the_rest() {
    for (const Doubt& doubt : doubts_) {
      const IpSet doubtful = doubt.addresses & walk_.rest;
      if (!doubtful.empty() && rule_of(*doubt.rule).access != RuleAccess::allow) {
        add_unknown(doubt, doubtful, false);
        walk_.rest = walk_.rest - doubtful;
      }
    }
  }

  const Policy& policy_;
  std::size_t set_;
  Question question_;
  std::vector<Doubt> doubts_;
  std::map<std::set<Condition>, IpSet> taken_perhaps_;
  Walk walk_;
};

std::string sources_of(const SecurityRule& rule) {
  std::vector<std::string> sources;
  for (const AddressTerm& term : rule.sources.terms) {
    sources.push_back(to_string(term));
  }
  return sources.size() > 3
             ? fmt::format("{} and {} more", fmt::join(sources.begin(), sources.begin() + 2, ", "),
                           sources.size() - 2)
             : join(sources, ", ");
}

bool has_group(const AddressField& field) {
  return std::any_of(field.terms.begin(), field.terms.end(), [](const AddressTerm& term) {
    return std::holds_alternative<GroupName>(term);
  });
}

}  // namespace

Walk walk_rules(const Policy& policy, std::size_t set, const IpSet& addresses,
                const Question& question) {
  return Walker(policy, set, addresses, question).run();
}

std::string doubt_about(const Policy& policy, const RuleRef& ref, const Question& question) {
  const SecurityRule& rule = policy.rule(ref);
  const PolicyInputs& inputs = policy.inputs();
  std::string deployed = only_deployed(inputs.rule_sets[ref.set]);
  const Match source = match_source(rule, inputs.tags, inputs.machine, question.family);
  if (!rule.is_certain || !rule.priority || !rule.direction || !rule.access ||
      (source == Match::unknown && is_open(rule.sources))) {
    return deployed;
  }
  if (source == Match::unknown) {
    return has_group(rule.sources)
               ? fmt::format("it is for {}, and no export lists the members", sources_of(rule))
               : fmt::format("it is for sources in {}, and this machine's address was not given",
                             sources_of(rule));
  }
  if (match_protocol(rule) == Match::unknown || !rule.source_ports.undecidable.empty() ||
      match_destination_port(rule, question.port) == Match::unknown) {
    return deployed;
  }
  if (match_source_port(rule) == Match::unknown) {
    return "it matches only some of the source ports that a client may use";
  }
  const Destinations destinations(rule.destinations, inputs.tags);
  if (!destinations.unknown_tags().empty()) {
    return fmt::format("no tag file at hand has the service tag {}",
                       join(destinations.unknown_tags(), ", "));
  }
  if (destinations.is_partly_known()) {
    return "the embedded tags know a part of its service tag only";
  }
  return deployed;
}

}  // namespace netprobe
