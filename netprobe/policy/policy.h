#pragma once

#include "netprobe/policy/match.h"
#include "netprobe/policy/route_table.h"
#include "netprobe/policy/routing.h"
#include "netprobe/policy/rule_set.h"
#include "netprobe/policy/tag_sets.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace netprobe {

/// All that is known of the rules and routes of one machine.
struct PolicyInputs {
  std::vector<RuleSet> rule_sets;
  std::optional<RouteTable> routes;
  TagSets tags;
  std::vector<Cidr> machine;  ///< where it sends from; of a family without one that is not known
};

/// A rule, by its place in `PolicyInputs`.
struct RuleRef {
  std::size_t set = 0;
  std::size_t rule = 0;
  auto operator<=>(const RuleRef&) const = default;
};

/// `always_allow` is an admin rule's: the NSGs are not asked.
enum class Ruling { allow, always_allow, deny, unknown };

/// Addresses for which one rule has the same say.
struct Part {
  IpSet addresses;
  Ruling ruling = Ruling::unknown;
  RuleRef rule;
  std::string doubt;  ///< why it cannot be told; of `unknown` only
};

/// What becomes of TCP from this machine to a set of addresses at one port. The three sets are
/// disjoint and together make up what was asked.
struct Evaluation {
  IpSet allowed;
  IpSet denied;
  IpSet unknown;
  /// Who decides: where it is allowed, one part for each set of rules; where it is denied, the
  /// first that denies; where it is unknown, those whose say cannot be told. Addresses of the
  /// platform itself are allowed by nobody.
  std::vector<Part> parts;
};

/// Rules and routes, made ready to be asked. The answers are exact: sets of addresses, no samples;
/// what no file tells is `unknown`, never a guess.
class Policy {
 public:
  explicit Policy(PolicyInputs inputs);

  /// The sets of rules are in the order in which outbound traffic meets them.
  [[nodiscard]] const PolicyInputs& inputs() const { return *inputs_; }
  [[nodiscard]] const SecurityRule& rule(const RuleRef& ref) const {
    return inputs_->rule_sets[ref.set].rules[ref.rule];
  }

  [[nodiscard]] Evaluation evaluate(const IpSet& destinations, std::uint16_t port) const;
  /// What one set of rules says by itself.
  [[nodiscard]] Evaluation evaluate_set(std::size_t set, const IpSet& destinations,
                                        std::uint16_t port) const;
  /// Nothing where no routes were given.
  [[nodiscard]] std::vector<RoutedPart> route(const IpSet& destinations) const;

  /// Something that no file tells, and which a rule depends on. Rules that depend on the same have
  /// the same number: who does not know whether this machine is in 10.1.0.0/16 still knows that two
  /// rules for that source both hold or both do not.
  using Condition = std::size_t;

  /// A rule that may take outbound TCP, ready for sets of addresses.
  struct ReadyRule {
    std::size_t index = 0;          ///< in its set
    Match head = Match::no;         ///< direction, protocol, source port, and that it is there
    std::array<Match, 2> source{};  ///< by family
    Destinations destinations;
    /// What stands behind each `Match::unknown`.
    Condition own = 0, of_source = 0, of_ports = 0, of_destination = 0;
  };
  /// The rules of a set in the order in which they are asked; those whose place is not known come
  /// first, as they may.
  [[nodiscard]] const std::vector<ReadyRule>& ready_rules(std::size_t set) const {
    return ready_[set];
  }
  /// The virtual network at its least and at its most: where rules and routes leave open what
  /// belongs to it, either may be.
  [[nodiscard]] const VirtualNetwork& least_network() const { return least_; }
  [[nodiscard]] const VirtualNetwork& most_network() const { return most_; }

 private:
  struct Sets {
    std::size_t first = 0;
    std::size_t end = 0;
  };
  [[nodiscard]] Evaluation evaluate(const Sets& sets, const IpSet& destinations,
                                    std::uint16_t port) const;

  std::unique_ptr<const PolicyInputs> inputs_;  ///< what is ready points into it
  std::vector<std::vector<ReadyRule>> ready_;
  std::optional<Router> router_;
  VirtualNetwork least_;
  VirtualNetwork most_;
};

}  // namespace netprobe
