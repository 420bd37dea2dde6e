#include "netprobe/policy/fix.h"

#include "netprobe/core/az_command.h"
#include "netprobe/core/text.h"
#include "netprobe/policy/fix_source_ports.h"
#include "netprobe/policy/match.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace netprobe {

namespace {

constexpr int most_priority = 4096;

/// What failed is decided by IPv4, or by IPv6 where there is nothing else.
bool is_denied(const Examined& examined) {
  if (!examined.addresses) {
    return false;
  }
  const bool has_ipv4 = !examined.addresses->only(Family::ipv4).empty();
  const Family family = has_ipv4 ? Family::ipv4 : Family::ipv6;
  return !examined.evaluation.denied.only(family).empty();
}

/// The fixes of one NSG.
class NsgFixer {
 public:
  NsgFixer(const Policy& policy, std::size_t index)
      : policy_(policy), index_(index), set_(policy.inputs().rule_sets[index]) {
    for (std::size_t i = 0; i < set_.rules.size(); ++i) {
      const SecurityRule& rule = set_.rules[i];
      names_.insert(to_lower(rule.name));
      if (rule.priority && rule.direction != Direction::inbound) {
        priorities_[i] = *rule.priority;
        taken_.insert(*rule.priority);
      }
    }
  }

  void fix(const Examined& examined) {
    const Evaluation own =
        policy_.evaluate_set(index_, *examined.addresses, examined.requirement.port);
    if (own.denied.empty()) {
      return;
    }
    if (RuleFix* known = fix_that_holds(examined)) {
      known->requirements.push_back(examined.requirement.id);
      return;
    }
    if (set_.association == Association::network_manager) {
      add_words(examined, own);
      return;
    }
    RuleFix fix = begin(examined);
    const std::optional<std::size_t> blocker = first_blocker(own);
    fix.priority = blocker ? room_before(*blocker) : std::nullopt;
    fix.rule = fresh_name(fix.destination);
    if (fix.priority) {
      taken_.insert(*fix.priority);
    }
    describe(fix, blocker);
    fixed_.push_back(*examined.addresses);
    fixes_.push_back(std::move(fix));
  }

  std::vector<RuleFix> take() {
    for (const auto& [rule, was] : moved_) {
      auto& moves = fixes_.front().moves;
      moves.insert(moves.begin(), {set_.rules[rule].name, was, priorities_.at(rule)});
      fixes_.front().text += fmt::format(" First {} ({}) makes room: it moves to {}.",
                                         set_.rules[rule].name, was, priorities_.at(rule));
    }
    for (RuleFix& fix : fixes_) {
      fix.commands = az_commands(fix);
    }
    return std::move(fixes_);
  }

 private:
  RuleFix begin(const Examined& examined) const {
    RuleFix fix;
    fix.nsg = set_.name;
    fix.nsg_is_named = set_.has_own_name;
    fix.resource_group = set_.resource_group;
    fix.subscription = set_.subscription;
    fix.destination = examined.requirement.destination();
    fix.port = examined.requirement.port;
    fix.requirements = {examined.requirement.id};
    return fix;
  }

  /// A rule for a tag lets the ranges in it through too.
  RuleFix* fix_that_holds(const Examined& examined) {
    for (std::size_t i = 0; i < fixes_.size(); ++i) {
      if (fixes_[i].port == examined.requirement.port && fixes_[i].priority &&
          fixed_[i].contains(*examined.addresses)) {
        return &fixes_[i];
      }
    }
    return nullptr;
  }

  /// The rule that comes first of those that deny, or may deny.
  [[nodiscard]] std::optional<std::size_t> first_blocker(const Evaluation& own) const {
    std::optional<std::size_t> first;
    for (const Part& part : own.parts) {
      const bool is_in_the_way = part.ruling == Ruling::deny || part.ruling == Ruling::unknown;
      if (!is_in_the_way) {
        continue;
      }
      if (!priorities_.contains(part.rule.rule)) {
        return std::nullopt;  // nobody knows what would come before it
      }
      if (!first || priorities_.at(part.rule.rule) < priorities_.at(*first)) {
        first = part.rule.rule;
      }
    }
    for (const auto& [rule, priority] : priorities_) {
      if (first && priority < priorities_.at(*first) && may_deny(set_.rules[rule], own.denied)) {
        first = rule;
      }
    }
    return first;
  }

  /// A rule that comes earlier and is not known to match decides nothing while a later one denies
  /// all the same; with that one out of the way it may.
  [[nodiscard]] bool may_deny(const SecurityRule& rule, const IpSet& addresses) const {
    const auto& inputs = policy_.inputs();
    const Match source = match_source(rule, inputs.tags, inputs.machine, Family::ipv4);
    const Destinations destinations(rule.destinations, inputs.tags);
    const bool is_open = source == Match::unknown || !destinations.is_decided();
    return rule.access != RuleAccess::allow && is_open && source != Match::no &&
           match_direction(rule) != Match::no && match_protocol(rule) != Match::no &&
           !destinations.possible(addresses, VirtualNetwork()).empty();
  }

  /// A free number before the rule's. Where there is none the rule steps back by one, if that keeps
  /// its place among the others.
  std::optional<int> room_before(std::size_t blocker) {
    if (const auto free = free_priority(priorities_.at(blocker), taken_)) {
      return free;
    }
    const int place_of_blocker = priorities_.at(blocker);
    if (place_of_blocker >= most_priority || taken_.contains(place_of_blocker + 1)) {
      return std::nullopt;
    }
    moved_.try_emplace(blocker, place_of_blocker);
    priorities_[blocker] = place_of_blocker + 1;
    taken_.insert(place_of_blocker + 1);
    return place_of_blocker;
  }

  /// "AllowAzureBackupOutBound": letters, digits, '.', '-' and '_', and no other rule's.
  std::string fresh_name(const std::string& destination) {
    const std::string name = allow_rule_name(destination);
    std::string fresh = name;
    for (int number = 2; !names_.insert(to_lower(fresh)).second; ++number) {
      fresh = fmt::format("{}{}", name, number);
    }
    return fresh;
  }

  void describe(RuleFix& fix, const std::optional<std::size_t>& blocker) const {
    const std::string rule = fmt::format("an outbound rule in {} that allows TCP {} to {}",
                                         set_.name, fix.port, fix.destination);
    if (!fix.priority) {
      fix.text = fmt::format(
          "Add {}, before {}. No priority is free there: renumber the rules first.", rule,
          blocker ? fmt::format("{} ({})", set_.rules[*blocker].name, priorities_.at(*blocker))
                  : "those whose priority a template decides");
      return;
    }
    fix.text = fmt::format("Add {}, with priority {}: before {}.", rule, *fix.priority,
                           set_.rules[*blocker].name);
  }

  /// An NSG's rule cannot undo what a security admin rule denies.
  void add_words(const Examined& examined, const Evaluation& own) {
    const auto part = std::find_if(own.parts.begin(), own.parts.end(), [](const Part& candidate) {
      return candidate.ruling == Ruling::deny;
    });
    RuleFix fix = begin(examined);
    fix.text = fmt::format(
        "Ask the owner of the network manager {} for a security admin rule that allows TCP {} to "
        "{} before {}: no rule of an NSG can undo it.",
        set_.name, fix.port, fix.destination, policy_.rule(part->rule).name);
    fixed_.push_back(*examined.addresses);
    fixes_.push_back(std::move(fix));
  }

  const Policy& policy_;
  std::size_t index_;
  const RuleSet& set_;
  std::map<std::size_t, int> priorities_;  ///< of the outbound rules
  std::set<int> taken_;
  std::set<std::string> names_;
  std::map<std::size_t, int> moved_;  ///< rules, and where they were
  std::vector<RuleFix> fixes_;
  std::vector<IpSet> fixed_;
};

}  // namespace

std::vector<RuleFix> fixes_for(const Policy& policy, std::span<const Examined> examined) {
  std::set<std::size_t> wanted;
  for (std::size_t i = 0; i < examined.size(); ++i) {
    if (examined[i].requirement.required && is_denied(examined[i])) {
      wanted.insert(i);
    }
  }
  std::vector<RuleFix> fixes;
  for (std::size_t set = 0; set < policy.inputs().rule_sets.size(); ++set) {
    SourcePortFixes corrections = fix_source_ports(policy, set, examined, wanted);
    std::move(corrections.fixes.begin(), corrections.fixes.end(), std::back_inserter(fixes));
    NsgFixer fixer(policy, set);
    for (const bool is_range : {false, true}) {
      for (const std::size_t i : wanted) {
        if (examined[i].requirement.range.has_value() == is_range &&
            !corrections.settled.contains(i)) {
          fixer.fix(examined[i]);
        }
      }
    }
    std::vector<RuleFix> some = fixer.take();
    std::move(some.begin(), some.end(), std::back_inserter(fixes));
  }
  return fixes;
}

}  // namespace netprobe
