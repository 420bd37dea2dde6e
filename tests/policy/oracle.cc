#include "tests/policy/oracle.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

namespace netprobe {
namespace {

/// A question that no file answers, by its words, and the answer that is being tried.
using World = std::map<std::string, bool>;

/// One packet in one world. Questions that come up and have no answer yet are noted.
class Packet {
 public:
  Packet(const PolicyInputs& inputs, const IpAddress& address, std::uint16_t port,
         const World& world)
      : inputs_(inputs), address_(address), port_(port), world_(world) {}

  std::optional<std::string> open_question;

  bool ask(const std::string& question) {
    const auto found = world_.find(question);
    if (found == world_.end()) {
      open_question = open_question.value_or(question);
      return false;
    }
    return found->second;
  }

  bool is_inside() {
    if (address_.to_string() == "168.63.129.16") {
      return true;
    }
    bool may_be = address_.is_private() || address_.is_shared();
    if (inputs_.routes) {
      for (const TableRoute& route : inputs_.routes->routes) {
        for (const AddressTerm& term : route.destinations) {
          const auto* prefix = std::get_if<Cidr>(&term);
          may_be = may_be || (prefix != nullptr && route.active &&
                              route.origin != RouteOrigin::platform && prefix->contains(address_));
        }
      }
    }
    return may_be && ask("inside");
  }

  bool is_open_term(const AddressTerm& term) {
    const auto* tag = std::get_if<TagName>(&term);
    return tag != nullptr                            ? is_open_tag(tag->name)
           : std::holds_alternative<GroupName>(term) ? is_inside()
                                                     : std::holds_alternative<Undecidable>(term);
  }

  /// What is open about the destinations; the same words are the same question.
  static std::string question_about(const SecurityRule& rule, const std::string& set) {
    std::set<std::string> words;
    for (const AddressTerm& term : rule.destinations.terms) {
      words.insert(fmt::format("{}", term.index()));
      if (const auto* tag = std::get_if<TagName>(&term)) {
        words.insert(tag->name);
      } else if (const auto* prefix = std::get_if<Cidr>(&term)) {
        words.insert(prefix->to_string());
      }
    }
    return fmt::format("{} to {}", set, fmt::join(words, ","));
  }

  bool is_for(const SecurityRule& rule, const std::string& set) {
    for (const AddressTerm& term : rule.destinations.terms) {
      if (std::holds_alternative<AnyAddress>(term)) {
        return true;
      }
      const auto* prefix = std::get_if<Cidr>(&term);
      const auto* tag = std::get_if<TagName>(&term);
      if ((prefix != nullptr && prefix->contains(address_)) ||
          (tag != nullptr && is_in_known_tag(tag->name))) {
        return true;
      }
    }
    const bool is_open = std::any_of(rule.destinations.terms.begin(), rule.destinations.terms.end(),
                                     [&](const AddressTerm& term) { return is_open_term(term); });
    return is_open && ask(question_about(rule, set));
  }

  bool is_from(const SecurityRule& rule, const std::string& set) {
    const AddressTerm& term = rule.sources.terms.front();
    if (std::holds_alternative<AnyAddress>(term)) {
      return true;
    }
    if (const auto* tag = std::get_if<TagName>(&term)) {
      return tag->name == "VirtualNetwork";
    }
    if (const auto* prefix = std::get_if<Cidr>(&term)) {
      if (prefix->base.family() != address_.family()) {
        return false;
      }
      for (const Cidr& machine : inputs_.machine) {
        if (machine.base.family() == address_.family()) {
          return prefix->contains(machine);
        }
      }
      return ask(fmt::format("{} from {}", set, prefix->to_string()));
    }
    const auto* group = std::get_if<GroupName>(&term);
    return ask(fmt::format("{} from {}", set, group == nullptr ? "expression" : group->name));
  }

  bool has_ports(const SecurityRule& rule, const std::string& set) {
    const PortRange source = rule.source_ports.ranges.front();
    if (source.last == 443) {
      return false;
    }
    if (source.first != 0 && !ask(set + rule.name)) {
      return false;
    }
    for (const PortRange& range : rule.destination_ports.ranges) {
      if (range.first <= port_ && port_ <= range.last) {
        return true;
      }
    }
    return !rule.destination_ports.undecidable.empty() && ask(set + " ports");
  }

  bool matches(const SecurityRule& rule, const std::string& set) {
    return rule.direction == Direction::outbound && rule.protocol != RuleProtocol::udp &&
           has_ports(rule, set) && is_for(rule, set) && is_from(rule, set) &&
           (rule.is_certain || ask(set + rule.name));
  }

  /// True when the set lets it through.
  bool passes(const RuleSet& set, const std::string& name) {
    std::vector<SecurityRule> rules = set.rules;
    std::sort(rules.begin(), rules.end(),
              [](const SecurityRule& a, const SecurityRule& b) { return a.priority < b.priority; });
    const bool of_the_host = address_.to_string() == "168.63.129.16";
    for (const SecurityRule& rule : rules) {
      const auto has_term = [&](const auto& is_it) {
        return std::any_of(rule.destinations.terms.begin(), rule.destinations.terms.end(), is_it);
      };
      const bool names_host = has_term(
          [](const AddressTerm& term) { return term == AddressTerm(TagName{"AzurePlatformDNS"}); });
      const bool may_name_host = has_term(
          [](const AddressTerm& term) { return std::holds_alternative<Undecidable>(term); });
      const auto is_for_host = [&] {
        return names_host ? ask(name + rule.name)
                          : may_name_host && ask(question_about(rule, name));
      };
      if (of_the_host && !is_for_host()) {
        continue;
      }
      if (matches(rule, name)) {
        return rule.access ? *rule.access == RuleAccess::allow : ask(name + rule.name + " allows");
      }
    }
    return true;  // only the platform's own addresses come here
  }

 private:
  [[nodiscard]] bool is_in_known_tag(const std::string& name) {
    if (name == "Internet") {
      return !is_inside();
    }
    if (name == "VirtualNetwork") {
      return is_inside();
    }
    if (name == "AzurePlatformDNS") {
      return address_.to_string() == "168.63.129.16";
    }
    const TagSet* tag = find_tag(inputs_.tags, name);
    return tag != nullptr && tag->addresses.contains(address_);
  }

  [[nodiscard]] bool is_open_tag(const std::string& name) const {
    const TagSet* tag = find_tag(inputs_.tags, name);
    return tag == nullptr ? !parse_platform_tag(name)
                          : tag->known_within && !tag->known_within->contains(address_);
  }

  const PolicyInputs& inputs_;
  IpAddress address_;
  std::uint16_t port_;
  const World& world_;
};

/// Is it let through? In every world that the open questions make.
void try_worlds(const PolicyInputs& inputs, const IpAddress& address, std::uint16_t port,
                std::size_t first, std::size_t end, World& world, std::set<bool>& rulings) {
  Packet packet(inputs, address, port, world);
  bool passes = true;
  for (std::size_t i = first; passes && !packet.open_question && i < end; ++i) {
    passes = packet.passes(inputs.rule_sets[i], fmt::format("set {}", i));
  }
  if (!packet.open_question) {
    rulings.insert(passes);
    return;
  }
  for (const bool answer : {false, true}) {
    world[*packet.open_question] = answer;
    try_worlds(inputs, address, port, first, end, world, rulings);
  }
  world.erase(*packet.open_question);
}

}  // namespace

Ruling naive_walk(const PolicyInputs& inputs, const IpAddress& address, std::uint16_t port) {
  World world;
  std::set<bool> rulings;
  try_worlds(inputs, address, port, 0, inputs.rule_sets.size(), world, rulings);
  if (rulings.size() == 2) {
    return Ruling::unknown;
  }
  return *rulings.begin() ? Ruling::allow : Ruling::deny;
}

RouteEffect naive_route(const PolicyInputs& inputs, const RouteTable& table,
                        const IpAddress& address) {
  std::optional<std::tuple<int, int, int, std::size_t>> best;
  for (std::size_t i = 0; i < table.routes.size(); ++i) {
    const TableRoute& route = table.routes[i];
    if (!route.active) {
      continue;
    }
    const auto consider = [&](const Cidr& prefix, int is_tag) {
      const std::tuple key(-prefix.length, static_cast<int>(route.origin), is_tag, i);
      if (prefix.contains(address) && (!best || key < *best)) {
        best = key;
      }
    };
    if (const auto* prefix = std::get_if<Cidr>(&route.destinations.front())) {
      consider(*prefix, 0);
    } else if (const auto* tag = std::get_if<TagName>(&route.destinations.front())) {
      for (const Cidr& prefix_of_tag : find_tag(inputs.tags, tag->name)->prefixes) {
        consider(prefix_of_tag, 1);
      }
    }
  }
  if (!best) {
    return RouteEffect::blackhole;
  }
  switch (*table.routes[std::get<3>(*best)].next_hop) {
    case NextHop::internet:
    case NextHop::service_endpoint:
      return RouteEffect::direct;
    case NextHop::virtual_network:
    case NextHop::peering:
      return RouteEffect::inside;
    case NextHop::virtual_appliance:
    case NextHop::gateway:
      return RouteEffect::forced_tunnel;
    case NextHop::none:
      break;
  }
  return RouteEffect::blackhole;
}

}  // namespace netprobe
