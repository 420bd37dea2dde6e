#pragma once

#include "netprobe/policy/policy.h"

#include <random>

namespace netprobe {

/// Rules, routes and addresses out of a small world, so that they meet: prefixes below 20.0.0.0/16
/// and 2001:db8::/112, a few tags, ports from 440 to 446.
class RandomPolicy {
 public:
  explicit RandomPolicy(unsigned seed) : random_(seed) {}

  /// `may_be_open`: with sources, groups, tags and expressions that no file tells.
  PolicyInputs inputs(bool may_be_open);
  RouteTable routes(bool may_be_open);
  IpAddress address();
  std::uint16_t port() { return static_cast<std::uint16_t>(440 + below(6)); }

 private:
  unsigned below(unsigned limit) { return std::uniform_int_distribution(0U, limit - 1)(random_); }
  bool chance(unsigned percent) { return below(100) < percent; }
  Cidr prefix();
  AddressTerm destination(bool may_be_open);
  AddressTerm source(bool may_be_open);
  SecurityRule rule(int priority, bool may_be_open);
  RuleSet rule_set(Association association, bool may_be_open);

  std::mt19937 random_;
};

}  // namespace netprobe
