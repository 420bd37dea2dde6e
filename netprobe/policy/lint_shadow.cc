#include "netprobe/core/text.h"
#include "netprobe/policy/address_terms.h"
#include "netprobe/policy/lint.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace netprobe {

namespace {

using ReadyRule = Policy::ReadyRule;

/// Looking at every rule, protocol and range of ports ends here: beyond it nothing is said.
constexpr int most_looks = 100'000;

IpSet all_addresses() { return IpSet::all(Family::ipv4) | IpSet::all(Family::ipv6); }

bool takes_any_source(const SecurityRule& rule) {
  return std::any_of(
      rule.sources.terms.begin(), rule.sources.terms.end(), [](const AddressTerm& term) {
        const auto* tag = std::get_if<TagName>(&term);
        return std::holds_alternative<AnyAddress>(term) ||
               (tag != nullptr && parse_platform_tag(tag->name) == PlatformTag::virtual_network);
      });
}

/// Rules for the same sources come in groups; those for any source cover the others too.
std::string group_of(const SecurityRule& rule) {
  if (takes_any_source(rule)) {
    return "";
  }
  std::vector<std::string> words;
  std::transform(rule.sources.terms.begin(), rule.sources.terms.end(), std::back_inserter(words),
                 [](const AddressTerm& term) { return to_string(term); });
  std::sort(words.begin(), words.end());
  return "from " + join(words, ",");
}

/// What the rules of one set have taken, while they are walked in their order.
class Cover {
 public:
  Cover(const Policy& policy, std::size_t set, const VirtualNetwork& network)
      : policy_(policy), set_(set), network_(network) {
    for (const ReadyRule& ready : policy.ready_rules(set)) {
      const SecurityRule& rule = rule_of(ready);
      for (const PortRange& range : rule.destination_ports.ranges) {
        steps_.insert(range.first);
        steps_.insert(range.last + 1);
      }
      if (rule.protocol && *rule.protocol != RuleProtocol::any) {
        protocols_.insert(*rule.protocol);
      }
    }
    protocols_.insert(RuleProtocol::any);  // stands for those that no rule names
  }

  /// The rules of which nothing is left, in their order.
  std::vector<const ReadyRule*> shadowed() {
    std::vector<const ReadyRule*> found;
    for (const ReadyRule& ready : policy_.ready_rules(set_)) {
      if (looks_ > most_looks) {
        break;
      }
      if (!rule_of(ready).is_default && is_taken(ready)) {
        found.push_back(&ready);
      }
      take(ready);
    }
    return found;
  }

 private:
  using Key = std::tuple<std::string, RuleProtocol, int>;  ///< sources, protocol, first port

  [[nodiscard]] const SecurityRule& rule_of(const ReadyRule& ready) const {
    return policy_.rule({set_, ready.index});
  }

  [[nodiscard]] bool is_of(const SecurityRule& rule, RuleProtocol protocol) const {
    return !rule.protocol || *rule.protocol == RuleProtocol::any || *rule.protocol == protocol;
  }

  /// Calls with each protocol and the first port of each step that the rule is for.
  template <typename Call>
  void for_each_step(const SecurityRule& rule, const Call& call) {
    for (const RuleProtocol protocol : protocols_) {
      if (!is_of(rule, protocol)) {
        continue;
      }
      for (const PortRange& range : rule.destination_ports.ranges) {
        for (auto step = steps_.lower_bound(range.first);
             step != steps_.end() && *step <= range.last; ++step) {
          ++looks_;
          call(protocol, *step);
        }
      }
    }
  }

  bool is_taken(const ReadyRule& ready) {
    const SecurityRule& rule = rule_of(ready);
    if (!rule.destination_ports.undecidable.empty() || !rule.priority || !rule.direction) {
      return false;
    }
    const IpSet wanted = ready.destinations.possible(all_addresses(), network_);
    const std::string group = group_of(rule);
    bool is_left = wanted.empty();
    for_each_step(rule, [&](RuleProtocol protocol, int port) {
      if (!is_left) {
        const IpSet left = wanted - taken_[{"", protocol, port}];
        is_left = !left.empty() && !taken_[{group, protocol, port}].contains(left);
      }
    });
    return !is_left;
  }

  void take(const ReadyRule& ready) {
    const SecurityRule& rule = rule_of(ready);
    const bool has_every_client = match_source_port(rule) == Match::yes;
    if (!rule.is_certain || !rule.priority || !rule.direction || !rule.protocol ||
        !has_every_client) {
      return;
    }
    const IpSet certain = ready.destinations.certain(all_addresses(), network_);
    const std::string group = group_of(rule);
    for_each_step(rule, [&](RuleProtocol protocol, int port) {
      IpSet& taken = taken_[{group, protocol, port}];
      taken = taken | certain;
    });
  }

  const Policy& policy_;
  std::size_t set_;
  const VirtualNetwork& network_;
  std::set<int> steps_;
  std::set<RuleProtocol> protocols_;
  std::map<Key, IpSet> taken_;
  int looks_ = 0;
};

bool covers_ports(const SecurityRule& a, const SecurityRule& b) {
  return std::all_of(b.destination_ports.ranges.begin(), b.destination_ports.ranges.end(),
                     [&](const PortRange& wanted) {
                       return std::any_of(
                           a.destination_ports.ranges.begin(), a.destination_ports.ranges.end(),
                           [&](const PortRange& range) {
                             return range.first <= wanted.first && wanted.last <= range.last;
                           });
                     });
}

/// The first rule that takes all of another by itself; null when several do it together.
const SecurityRule* taker_of(const Policy& policy, std::size_t set, const ReadyRule& shadowed) {
  const SecurityRule& rule = policy.rule({set, shadowed.index});
  for (const ReadyRule& ready : policy.ready_rules(set)) {
    const SecurityRule& other = policy.rule({set, ready.index});
    if (&ready == &shadowed) {
      break;
    }
    const bool has_protocol =
        other.protocol && (*other.protocol == RuleProtocol::any || other.protocol == rule.protocol);
    const bool has_source = takes_any_source(other) || group_of(other) == group_of(rule);
    if (has_protocol && has_source && covers_ports(other, rule) &&
        ready.destinations.certain(all_addresses(), policy.least_network())
            .contains(shadowed.destinations.possible(all_addresses(), policy.least_network()))) {
      return &other;
    }
  }
  return nullptr;
}

/// Rules of one priority have no order, which is another lint's matter.
bool shares_priority(const Policy& policy, const RuleRef& ref) {
  const auto& rules = policy.inputs().rule_sets[ref.set].rules;
  return std::count_if(rules.begin(), rules.end(), [&](const SecurityRule& rule) {
           return rule.direction == Direction::outbound &&
                  rule.priority == policy.rule(ref).priority;
         }) > 1;
}

}  // namespace

void add_shadowed(const Policy& policy, std::size_t set, std::vector<RuleLint>& lint) {
  // Whatever belongs to the virtual network, it must be shadowed either way.
  const auto at_least = Cover(policy, set, policy.least_network()).shadowed();
  const auto at_most = Cover(policy, set, policy.most_network()).shadowed();
  for (const ReadyRule* ready : at_least) {
    const RuleRef ref{set, ready->index};
    const bool both_ways = std::find(at_most.begin(), at_most.end(), ready) != at_most.end();
    if (!both_ways || shares_priority(policy, ref)) {
      continue;
    }
    const SecurityRule* taker = taker_of(policy, set, *ready);
    const bool is_redundant = taker != nullptr && taker->access == policy.rule(ref).access;
    lint.push_back(lint_about(
        policy, ref, "shadowed", is_redundant ? Severity::info : Severity::warning,
        taker == nullptr
            ? "It never matches: the rules before it together take all that it is for."
            : fmt::format("It never matches: {} ({}) comes first and takes all that it is for.",
                          taker->name, taker->priority.value_or(0))));
  }
}

}  // namespace netprobe
