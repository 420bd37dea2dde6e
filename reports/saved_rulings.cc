#include "reports/saved_rulings.h"

#include "netprobe/core/az_command.h"
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

/// Which NSG it is about, as far as the export told.
void add_place(Json& out, bool is_named, const std::string& group,
               const std::string& subscription) {
  if (!is_named) {
    out["nsg_is_named"] = false;
  }
  if (!group.empty()) {
    out["resource_group"] = foreign_text(group);
  }
  if (!subscription.empty()) {
    out["subscription"] = foreign_text(subscription);
  }
}

template <typename Placed>
void read_place(JsonReader& json, Placed& placed) {
  take(json, "nsg", placed.nsg);
  take(json, "resource_group", placed.resource_group);
  take(json, "subscription", placed.subscription);
  if (is_set(json, "nsg_is_named")) {
    take(json, "nsg_is_named", placed.nsg_is_named);
  }
}

/// The commands are made anew: what stands in a file is no command.
RuleFix read_fix(JsonReader json) {
  RuleFix fix;
  read_place(json, fix);
  take(json, "rule", fix.rule);
  if (is_set(json, "priority")) {
    int priority = 0;
    take_number(json, "priority", priority);
    fix.priority = priority;
  }
  take(json, "destination", fix.destination);
  take_number(json, "port", fix.port);
  take(json, "requirements", fix.requirements);
  take(json, "text", fix.text);
  if (is_set(json, "moves")) {
    json.for_each("moves", [&](JsonReader item) {
      RuleMove& move = fix.moves.emplace_back();
      take(item, "rule", move.rule);
      take_number(item, "from", move.from);
      take_number(item, "to", move.to);
    });
  }
  fix.corrects = is_set(json, "corrected_ports");
  if (fix.corrects) {
    take(json, "corrected_ports", fix.corrected_ports);
  }
  fix.commands = az_commands(fix);
  return fix;
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
  Json out = {{"nsg", foreign_text(used.nsg)}, {"outbound", used.outbound}};
  add_place(out, used.nsg_is_named, used.resource_group, used.subscription);
  return out;
}

Json json_of_saved(const RuleFix& fix) {
  Json out = {{"nsg", foreign_text(fix.nsg)},
              {"rule", text_or_null(fix.rule)},
              {"priority", value_or_null(fix.priority)},
              {"destination", foreign_text(fix.destination)},
              {"port", fix.port},
              {"requirements", list_of(fix.requirements, foreign_text)},
              {"text", foreign_text(fix.text)}};
  add_place(out, fix.nsg_is_named, fix.resource_group, fix.subscription);
  if (!fix.moves.empty()) {
    out["moves"] = list_of(fix.moves, [](const RuleMove& move) {
      return Json{{"rule", foreign_text(move.rule)}, {"from", move.from}, {"to", move.to}};
    });
  }
  if (fix.corrects) {
    out["corrected_ports"] = list_of(fix.corrected_ports, foreign_text);
  }
  return out;
}

void read_exported_rules(JsonReader& json, Circumstances& known) {
  if (is_set(json, "rulings")) {
    json.for_each("rulings",
                  [&](JsonReader item) { known.rulings.push_back(read_ruling(std::move(item))); });
  }
  if (is_set(json, "rule_fixes")) {
    json.for_each("rule_fixes",
                  [&](JsonReader item) { known.rule_fixes.push_back(read_fix(std::move(item))); });
  }
  if (is_set(json, "nsg_priorities")) {
    json.for_each("nsg_priorities", [&](JsonReader item) {
      NsgPriorities& used = known.nsg_priorities.emplace_back();
      read_place(item, used);
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
