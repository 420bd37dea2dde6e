#include "netprobe/core/shell_word.h"
#include "netprobe/core/text.h"
#include "netprobe/diagnosis/rule_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

/// A virtual network without a way out: what leaves it needs a NAT gateway, a public address, a
/// place behind a load balancer with outbound rules, or a route to a firewall, and new subnets have
/// none of them by default (API versions after 2026-03-31). Every rule allows, nothing is blocked,
/// and nothing gets out; the platform's own addresses answer all the same.
namespace netprobe {

namespace {

/// The subnets of which an export says that they have no way out.
std::vector<const SubnetExport*> closed_subnets(const Facts& facts) {
  std::vector<const SubnetExport*> closed;
  for (const SubnetExport& subnet : facts.circumstances.subnets) {
    if (subnet.default_outbound == false && !subnet.nat_gateway) {
      closed.push_back(&subnet);
    }
  }
  return closed;
}

}  // namespace

std::string outbound_command(const Facts& facts) {
  const auto& subnets = facts.circumstances.subnets;
  const std::vector<std::string> names =
      subnets.size() == 1 ? split(subnets.front().name, "/") : std::vector<std::string>();
  const bool is_known = names.size() == 2;
  return fmt::format(
      "az network vnet subnet show -g GROUP --vnet-name {} -n {} --query "
      "'{{defaultOutboundAccess:defaultOutboundAccess, nat:natGateway.id, "
      "routes:routeTable.id}}'",
      is_known ? shell_word(names[0]) : "VNET", is_known ? shell_word(names[1]) : "SUBNET");
}

bool may_lack_outbound(const Facts& facts) {
  const auto& subnets = facts.circumstances.subnets;
  const bool has_way = std::any_of(subnets.begin(), subnets.end(), [](const SubnetExport& subnet) {
    return subnet.nat_gateway || subnet.default_outbound == true;
  });
  return facts.stranded_in_azure && !has_way;
}

void add_outbound(const Facts& facts, std::vector<Alternative>& others) {
  if (may_lack_outbound(facts)) {
    others.insert(
        others.begin(),
        {Blocker::route,
         "this Azure VM may have no explicit outbound method: its subnet no NAT gateway and no "
         "route to a firewall, its NIC no public IP and no load balancer rule"});
  }
}

bool no_outbound(const Facts& facts, const Hit& hit) {
  return is_direct(facts, hit) && has_cause<Cause::tcp_timeout>(facts, hit) &&
         !closed_subnets(facts).empty() && facts.stranded_in_azure;
}
/// The export says it of the subnet; of the NIC, which may have an address of its own, nothing
/// does.
Accusation accuse_no_outbound(const Facts& facts, std::span<const Hit> hits) {
  std::vector<Alternative> others = {
      {Blocker::firewall,
       "where its NIC has a public IP or a load balancer rule, or a route leads "
       "to a firewall: what drops there"}};
  add_nsg(facts, hits, others);
  return likely(Blocker::network, std::move(others));
}

/// NSGs let it through unless a rule names one of the platform's own tags, routes do not lead it,
/// and no firewall of the network sees it.
bool closed_platform(const Facts& facts, const Hit& hit) {
  const Observation& seen = facts.observation(hit);
  return is_direct(facts, hit) && seen.address && is_wire_server(*seen.address) &&
         facts.anything_worked && has_cause<Cause::tcp_timeout, Cause::tcp_reset>(facts, hit);
}
Accusation accuse_guest(const Facts& /*facts*/, std::span<const Hit> /*hits*/) {
  return likely(Blocker::host_firewall,
                {{Blocker::route, "a VPN client or a route of the guest may lead it elsewhere"}});
}

std::string closed_subnet_names(const Facts& facts) {
  std::string names;
  for (const SubnetExport* const subnet : closed_subnets(facts)) {
    names += fmt::format("{}{}", names.empty() ? "" : ", ", subnet->name);
  }
  return names;
}

}  // namespace netprobe
