#include "netprobe/policy/policy.h"

#include "netprobe/core/text.h"
#include "netprobe/policy/address_terms.h"
#include "netprobe/policy/walk.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace netprobe {

namespace {

Match match_head(const SecurityRule& rule) {
  const bool has_its_place = rule.is_certain && rule.priority;
  return std::min({match_direction(rule), match_protocol(rule), match_source_port(rule),
                   has_its_place ? Match::yes : Match::unknown});
}

/// Numbers for what is not known, the same for the same words.
class Conditions {
 public:
  Policy::Condition number(const std::string& words) {
    return numbers_.try_emplace(words, numbers_.size()).first->second;
  }

 private:
  std::map<std::string, Policy::Condition> numbers_;
};

std::string key_of(const AddressField& field) {
  std::vector<std::string> words;
  std::transform(field.terms.begin(), field.terms.end(), std::back_inserter(words),
                 [](const AddressTerm& term) { return to_lower(to_string(term)); });
  std::sort(words.begin(), words.end());
  return join(words, ",");
}

std::vector<Policy::ReadyRule> make_ready(const RuleSet& set, const PolicyInputs& inputs,
                                          Conditions& conditions) {
  std::vector<Policy::ReadyRule> ready;
  for (std::size_t i = 0; i < set.rules.size(); ++i) {
    const SecurityRule& rule = set.rules[i];
    const Match head = match_head(rule);
    if (head == Match::no) {
      continue;
    }
    const std::string unique = fmt::format("rule {}", i);
    const auto number = [&](const char* field, const std::string& words) {
      const bool is_said = words.find(not_said) == std::string::npos;
      return conditions.number(fmt::format("{} {}", field, is_said ? words : unique));
    };
    ready.push_back({i,
                     head,
                     {match_source(rule, inputs.tags, inputs.machine, Family::ipv4),
                      match_source(rule, inputs.tags, inputs.machine, Family::ipv6)},
                     Destinations(rule.destinations, inputs.tags),
                     conditions.number(unique),
                     number("from", rule.sources.expansion ? unique : key_of(rule.sources)),
                     number("ports", join(rule.destination_ports.undecidable, ",")),
                     number("to", key_of(rule.destinations))});
  }
  std::stable_sort(ready.begin(), ready.end(),
                   [&](const Policy::ReadyRule& a, const Policy::ReadyRule& b) {
                     return set.rules[a.index].priority < set.rules[b.index].priority;
                   });
  return ready;
}

/// Space that virtual networks are made of (RFC 1918, RFC 6598, RFC 4193).
std::vector<Cidr> private_space() {
  std::vector<Cidr> prefixes;
  for (const char* prefix :
       {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"}) {
    prefixes.push_back(*Cidr::parse(prefix));
  }
  return prefixes;
}

/// What may belong to the tag VirtualNetwork: private space, and the prefixes of user-defined and
/// learnt routes
/// (learn.microsoft.com/azure/virtual-network/service-tags-overview, VirtualNetwork).
IpSet may_be_virtual_network(const std::optional<RouteTable>& routes) {
  std::vector<Cidr> prefixes = private_space();
  if (!routes) {
    return IpSet(prefixes);
  }
  for (const TableRoute& route : routes->routes) {
    if (!route.active || route.origin == RouteOrigin::platform) {
      continue;
    }
    for (const AddressTerm& term : route.destinations) {
      if (const auto* prefix = std::get_if<Cidr>(&term)) {
        prefixes.push_back(*prefix);
      }
    }
  }
  return IpSet(prefixes);
}

/// What becomes of addresses of one family if the virtual network is this.
class Chain {
 public:
  Chain(const Policy& policy, Question question) : policy_(policy), question_(question) {}

  Evaluation run(IpSet addresses, std::size_t set, std::size_t end) {
    const IpSet asked = addresses;
    for (; set < end && !addresses.empty(); ++set) {
      Walk walk = walk_rules(policy_, set, addresses, question_);
      may_bypass_ = may_bypass_ | walk.may_bypass;
      for (Part& part : walk.parts) {
        if (settles(part)) {
          addresses = addresses - part.addresses;
        }
        evaluation_.parts.push_back(std::move(part));
      }
    }
    settle(asked);
    return std::move(evaluation_);
  }

 private:
  /// Notes what the part says. Is no set behind it asked any more?
  bool settles(const Part& part) {
    if (part.ruling == Ruling::deny) {
      evaluation_.denied = evaluation_.denied | part.addresses;
    }
    if (part.ruling == Ruling::unknown) {
      doubtful_ = doubtful_ | part.addresses;
    }
    return part.ruling == Ruling::deny || part.ruling == Ruling::always_allow;
  }

  /// What one set leaves in doubt another may deny all the same, if it is asked for certain.
  void settle(const IpSet& asked) {
    evaluation_.denied = evaluation_.denied - may_bypass_;
    evaluation_.unknown = (doubtful_ | may_bypass_) - evaluation_.denied;
    evaluation_.allowed = asked - evaluation_.denied - evaluation_.unknown;
    for (Part& part : evaluation_.parts) {
      part.addresses = part.addresses & said_of(part.ruling);
    }
    std::erase_if(evaluation_.parts, [](const Part& part) { return part.addresses.empty(); });
  }

  [[nodiscard]] const IpSet& said_of(Ruling ruling) const {
    switch (ruling) {
      case Ruling::deny:
        return evaluation_.denied;
      case Ruling::unknown:
        return evaluation_.unknown;
      case Ruling::allow:
      case Ruling::always_allow:
        break;
    }
    return evaluation_.allowed;
  }

  const Policy& policy_;
  Question question_;
  Evaluation evaluation_;
  IpSet doubtful_;
  IpSet may_bypass_;
};

void append(Evaluation& into, Evaluation more) {
  into.allowed = into.allowed | more.allowed;
  into.denied = into.denied | more.denied;
  into.unknown = into.unknown | more.unknown;
  std::move(more.parts.begin(), more.parts.end(), std::back_inserter(into.parts));
}

/// The parts of an evaluation that lie among the addresses, said with another ruling.
void take_parts(const Evaluation& from, const IpSet& among, std::optional<Ruling> wanted,
                const std::string& doubt, Evaluation& into) {
  for (const Part& part : from.parts) {
    const IpSet addresses = part.addresses & among;
    if (addresses.empty() || (wanted && part.ruling != *wanted)) {
      continue;
    }
    Part taken{addresses, part.ruling, part.rule, part.doubt};
    if (!doubt.empty()) {
      taken.ruling = Ruling::unknown;
      taken.doubt = doubt;
    }
    into.parts.push_back(std::move(taken));
  }
}

constexpr const char* is_it_the_networks =
    "no file tells whether these addresses are of the virtual network";
constexpr const char* is_it_routed =
    "user-defined or learnt routes cover these addresses, and Azure may then count them as "
    "VirtualNetwork; the effective rules tell";

/// Two answers of which one holds, nobody knows which: what they agree on is certain.
Evaluation agreement(const Evaluation& least, const Evaluation& most) {
  Evaluation both;
  both.allowed = least.allowed & most.allowed;
  both.denied = least.denied & most.denied;
  const IpSet all = least.allowed | least.denied | least.unknown;
  both.unknown = all - both.allowed - both.denied;
  // Private addresses are rather of the network, public ones rather not; who decides is said so.
  const IpSet inner(private_space());
  for (const IpSet* agreed : {&both.allowed, &both.denied}) {
    take_parts(most, *agreed & inner, std::nullopt, "", both);
    take_parts(least, *agreed - inner, std::nullopt, "", both);
  }
  take_parts(least, both.unknown & least.unknown, Ruling::unknown, "", both);
  take_parts(most, (both.unknown & most.unknown) - least.unknown, Ruling::unknown, "", both);
  const IpSet disputed = (least.denied & most.allowed) | (most.denied & least.allowed);
  for (const Evaluation* denies : {&least, &most}) {
    take_parts(*denies, disputed & inner, Ruling::deny, is_it_the_networks, both);
    take_parts(*denies, disputed - inner, Ruling::deny, is_it_routed, both);
  }
  return both;
}

}  // namespace

Policy::Policy(PolicyInputs inputs) {
  sort_for_outbound(inputs.rule_sets);
  inputs_ = std::make_unique<const PolicyInputs>(std::move(inputs));
  least_.addresses = addresses_of(PlatformTag::load_balancer);  // the host's own is always of it
  most_.addresses = least_.addresses | may_be_virtual_network(inputs_->routes);
  for (const RuleSet& set : inputs_->rule_sets) {
    Conditions conditions;
    ready_.push_back(make_ready(set, *inputs_, conditions));
  }
  if (inputs_->routes) {
    router_.emplace(*inputs_->routes, inputs_->tags);
  }
}

Evaluation Policy::evaluate(const IpSet& destinations, std::uint16_t port) const {
  return evaluate({0, ready_.size()}, destinations, port);
}

Evaluation Policy::evaluate_set(std::size_t set, const IpSet& destinations,
                                std::uint16_t port) const {
  return evaluate({set, set + 1}, destinations, port);
}

std::vector<RoutedPart> Policy::route(const IpSet& destinations) const {
  return router_ ? router_->route(destinations) : std::vector<RoutedPart>();
}

Evaluation Policy::evaluate(const Sets& sets, const IpSet& destinations, std::uint16_t port) const {
  Evaluation whole;
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    const IpSet host = destinations.only(family) & platform_addresses();
    const IpSet addresses = destinations.only(family) - host;
    const IpSet moot = (addresses & most_.addresses) - least_.addresses;
    const auto ask = [&](const IpSet& some, const VirtualNetwork& network, bool of_the_host) {
      return some.empty() ? Evaluation()
                          : Chain(*this, {family, port, &network, of_the_host})
                                .run(some, sets.first, sets.end);
    };
    append(whole, ask(host, least_, true));
    append(whole, ask(addresses - moot, least_, false));
    append(whole, agreement(ask(moot, least_, false), ask(moot, most_, false)));
  }
  return whole;
}

}  // namespace netprobe
