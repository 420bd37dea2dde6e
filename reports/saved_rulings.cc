#include "reports/saved_rulings.h"

#include "reports/saved_values.h"

#include <utility>

namespace netprobe {

namespace {

Json json_of_saved(const DecidingRule& rule) {
  return {{"name", foreign_text(rule.name)}, {"priority", value_or_null(rule.priority)},
          {"nsg", foreign_text(rule.nsg)},   {"association", foreign_text(rule.association)},
          {"access", name_of(rule.access)},  {"reason", text_or_null(rule.reason)},
          {"file", foreign_text(rule.file)}, {"pointer", text_or_null(rule.pointer)}};
}

DecidingRule read_rule(JsonReader json) {
  DecidingRule rule;
  take(json, "name", rule.name);
  take(json, "priority", rule.priority);
  take(json, "nsg", rule.nsg);
  take(json, "association", rule.association);
  take_word(json, "access", rule.access, Access::unknown);
  take(json, "reason", rule.reason);
  take(json, "file", rule.file);
  take(json, "pointer", rule.pointer);
  return rule;
}

Json json_of_saved(const DecidingRoute& route) {
  return {{"effect", name_of(route.effect)},
          {"name", text_or_null(route.name)},
          {"prefix", text_or_null(route.prefix)},
          {"next_hop", text_or_null(route.next_hop)},
          {"next_hop_addresses", list_of(route.next_hop_addresses, foreign_text)},
          {"origin", text_or_null(route.origin)}};
}

DecidingRoute read_route(JsonReader json) {
  DecidingRoute route;
  take_word(json, "effect", route.effect, RouteEffect::unknown);
  take(json, "name", route.name);
  take(json, "prefix", route.prefix);
  take(json, "next_hop", route.next_hop);
  take(json, "next_hop_addresses", route.next_hop_addresses);
  take(json, "origin", route.origin);
  return route;
}

ConnectionRuling read_ruling(JsonReader json) {
  ConnectionRuling ruling;
  std::optional<IpAddress> address;
  take(json, "address", address);
  if (!address) {
    json.expected("a ruling with an address");
    return ruling;
  }
  ruling.address = *address;
  take_number(json, "port", ruling.port);
  take_word(json, "access", ruling.access, Access::unknown);
  json.for_each("rules",
                [&](JsonReader item) { ruling.rules.push_back(read_rule(std::move(item))); });
  if (is_set(json, "route")) {
    ruling.route = read_route(json.member("route"));
    ruling.effect = ruling.route->effect;
  }
  return ruling;
}

}  // namespace

Json json_of_saved(const ConnectionRuling& ruling) {
  return {{"address", ruling.address.to_string()},
          {"port", ruling.port},
          {"access", ruling.access ? Json(name_of(*ruling.access)) : Json()},
          {"rules",
           list_of(ruling.rules, [](const DecidingRule& rule) { return json_of_saved(rule); })},
          {"route", ruling.route ? json_of_saved(*ruling.route) : Json()}};
}

Json json_of_saved(const NsgPriorities& used) {
  return {{"nsg", foreign_text(used.nsg)}, {"outbound", used.outbound}};
}

void read_exported_rules(JsonReader& json, std::vector<ConnectionRuling>& rulings,
                         std::vector<NsgPriorities>& priorities) {
  if (is_set(json, "rulings")) {
    json.for_each("rulings",
                  [&](JsonReader item) { rulings.push_back(read_ruling(std::move(item))); });
  }
  if (is_set(json, "nsg_priorities")) {
    json.for_each("nsg_priorities", [&](JsonReader item) {
      NsgPriorities& used = priorities.emplace_back();
      take(item, "nsg", used.nsg);
      item.read("outbound", used.outbound, 0, 65535, "the priority of a rule");
    });
  }
}

void read_exported_subnets(JsonReader& json, std::vector<SubnetExport>& subnets) {
  if (is_set(json, "subnets")) {
    json.for_each("subnets", [&](JsonReader item) {
      SubnetExport& subnet = subnets.emplace_back();
      take(item, "name", subnet.name);
      take(item, "file", subnet.file);
      take(item, "default_outbound", subnet.default_outbound);
      take(item, "nat_gateway", subnet.nat_gateway);
    });
  }
}

}  // namespace netprobe
