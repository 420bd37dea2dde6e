#include "netprobe/core/text.h"
#include "netprobe/policy/lint.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace netprobe {

namespace {

double ipv4_share(const IpSet& part, const IpSet& whole) {
  return static_cast<double>(part.ipv4_count()) / static_cast<double>(whole.ipv4_count());
}

std::vector<Cidr> prefixes_of(const AddressField& field) {
  std::vector<Cidr> prefixes;
  for (const AddressTerm& term : field.terms) {
    const auto* prefix = std::get_if<Cidr>(&term);
    if (prefix != nullptr && prefix->base.family() == Family::ipv4) {
      prefixes.push_back(*prefix);
    }
  }
  return prefixes;
}

/// The services whose tags are required, in lower case.
std::set<std::string> services_of(std::span<const Examined> examined) {
  std::set<std::string> services;
  for (const Examined& one : examined) {
    if (!one.requirement.service_tag.empty()) {
      services.insert(to_lower(service_of(one.requirement.service_tag)));
    }
  }
  return services;
}

/// The smallest of the tags out of which the prefixes were copied: nearly all of them lie in it.
const TagSet* origin_of(const std::vector<Cidr>& prefixes, const TagSets& tags,
                        const std::set<std::string>& services) {
  constexpr std::size_t fewest = 2;
  constexpr double nearly_all = 0.8;
  const TagSet* best = nullptr;
  for (const auto& named : tags) {
    const TagSet& tag = named.second;
    if (tag.known_within || !services.contains(std::string(service_of(named.first)))) {
      continue;
    }
    const auto inside = static_cast<std::size_t>(
        std::count_if(prefixes.begin(), prefixes.end(),
                      [&](const Cidr& prefix) { return tag.addresses.contains(prefix); }));
    const bool is_origin =
        inside >= fewest &&
        static_cast<double>(inside) >= nearly_all * static_cast<double>(prefixes.size());
    if (is_origin &&
        (best == nullptr || tag.addresses.ipv4_count() < best->addresses.ipv4_count())) {
      best = &tag;
    }
  }
  return best;
}

/// All that a workload asks for of those services, in whichever region, and its ranges.
IpSet need_of(const Policy& policy, std::span<const Examined> examined) {
  IpSet need;
  for (const std::string& service : services_of(examined)) {
    if (const TagSet* tag = find_tag(policy.inputs().tags, service)) {
      need = need | tag->addresses;
    }
  }
  for (const Examined& one : examined) {
    need = one.addresses ? need | *one.addresses : need;
  }
  return need;
}

bool has_other_ports(const SecurityRule& rule, const std::set<std::uint16_t>& ports) {
  return std::any_of(rule.destination_ports.ranges.begin(), rule.destination_ports.ranges.end(),
                     [&](const PortRange& range) {
                       return range.first != range.last || !ports.contains(range.first);
                     });
}

}  // namespace

void add_outgrown(const Policy& policy, std::span<const Examined> examined,
                  std::vector<RuleLint>& lint) {
  const std::set<std::string> services = services_of(examined);
  const PolicyInputs& inputs = policy.inputs();
  for (std::size_t set = 0; set < inputs.rule_sets.size(); ++set) {
    for (const Policy::ReadyRule& ready : policy.ready_rules(set)) {
      const RuleRef ref{set, ready.index};
      const SecurityRule& rule = policy.rule(ref);
      const std::vector<Cidr> prefixes = prefixes_of(rule.destinations);
      const bool is_list = rule.access == RuleAccess::allow && !rule.destinations.expansion;
      const TagSet* tag = is_list ? origin_of(prefixes, inputs.tags, services) : nullptr;
      if (tag == nullptr) {
        continue;
      }
      constexpr std::uint16_t https = 443;
      const IpSet missing = (tag->addresses - IpSet(prefixes)).only(Family::ipv4);
      if (missing.empty() || policy.evaluate(missing, https).allowed == missing) {
        continue;
      }
      lint.push_back(lint_about(
          policy, ref, "outgrown-prefixes", Severity::warning,
          fmt::format("Its {} prefixes are of the service tag {}, which has grown: {:.3g} % of the "
                      "tag's IPv4 addresses are not among them. The tag itself keeps up.",
                      prefixes.size(), tag->name, 100 * ipv4_share(missing, tag->addresses))));
    }
  }
}

void add_too_wide(const Policy& policy, std::span<const Examined> examined,
                  std::vector<RuleLint>& lint) {
  std::set<RuleRef> allowing;
  std::set<std::uint16_t> ports;
  for (const Examined& one : examined) {
    ports.insert(one.requirement.port);
    for (const Part& part : one.evaluation.parts) {
      if (one.requirement.required && part.ruling == Ruling::allow) {
        allowing.insert(part.rule);
      }
    }
  }
  const IpSet need = need_of(policy, examined).only(Family::ipv4);
  for (const RuleRef& ref : allowing) {
    const SecurityRule& rule = policy.rule(ref);
    if (rule.is_default) {
      continue;
    }
    const Destinations destinations(rule.destinations, policy.inputs().tags);
    const IpSet opened = destinations.certain(IpSet::all(Family::ipv4), policy.least_network());
    const bool more_addresses = !(opened - need).empty();
    const bool more_ports = has_other_ports(rule, ports);
    if (more_addresses || more_ports) {
      lint.push_back(lint_about(
          policy, ref, "wider-than-needed", Severity::info,
          fmt::format("It lets backup through, and more than that: {}. One rule for each service "
                      "tag on the port that is needed would do.",
                      more_addresses && more_ports ? "other addresses, on other ports too"
                      : more_addresses             ? "other addresses"
                                                   : "other ports")));
    }
  }
}

}  // namespace netprobe
