#include "netprobe/policy/parse_routes.h"

#include "netprobe/core/text.h"
#include "netprobe/policy/address_terms.h"
#include "netprobe/policy/export_value.h"
#include "netprobe/policy/template_resources.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

constexpr std::string_view known_route_tables =
    "a route table (az network route-table show), its routes, or effective routes (az network nic "
    "show-effective-route-table)";

bool looks_like_route(const ExportValue& value) {
  return value.property("nextHopType").has_value();
}

/// Only effective routes say who made them and whether they are in force.
bool looks_effective(const ExportValue& value) {
  return value.member("source") || value.member("state");
}

RouteOrigin read_origin(const ExportValue& value) {
  const auto found = value.member("source");
  const std::string text = found ? found->as_text() : "User";
  for (const RouteOrigin origin :
       {RouteOrigin::user, RouteOrigin::gateway, RouteOrigin::platform}) {
    if (equals_ignoring_case(text, name_of(origin))) {
      return origin;
    }
  }
  if (!equals_ignoring_case(text, "Unknown")) {
    found->expected("User, VirtualNetworkGateway or Default");
  }
  return RouteOrigin::platform;
}

bool read_active(const ExportValue& value) {
  const auto found = value.member("state");
  const std::string text = found ? found->as_text() : "Active";
  const bool active = equals_ignoring_case(text, "Active");
  if (!active && !equals_ignoring_case(text, "Invalid")) {
    found->expected("Active or Invalid");
  }
  return active;
}

std::optional<NextHop> read_next_hop(const ExportValue& value) {
  const auto found = value.property("nextHopType");
  const std::string text = found->as_text();
  const auto hop = parse_next_hop(text);
  if (!hop && !is_expression(text)) {
    found->expected(
        "a next hop: Internet, VirtualAppliance, VirtualNetworkGateway, VnetLocal, VNetPeering, "
        "VirtualNetworkServiceEndpoint or None");
  }
  return hop;
}

TableRoute parse_route(const ExportValue& value) {
  TableRoute route;
  route.pointer = value.pointer();
  route.name = value.text("name");
  route.destinations = read_address_terms(value, "addressPrefix", "addressPrefixes");
  if (route.destinations.empty()) {
    route.destinations =
        read_address_terms(value, "destinationServiceTags", "destinationServiceTag");
  }
  if (route.destinations.empty()) {
    value.expected("a route with an \"addressPrefix\"");
  }
  for (const ExportValue& address : value.texts("nextHopIpAddress")) {
    route.next_hop_addresses.push_back(address.as_text());
  }
  route.next_hop = read_next_hop(value);
  route.origin = read_origin(value);
  route.active = read_active(value);
  return route;
}

RouteTable parse_route_list(const ExportValue& list) {
  RouteTable table;
  for (std::size_t i = 0; i < list.json().size() && list.is_good(); ++i) {
    const ExportValue route = list.element(i);
    if (!looks_like_route(route)) {
      route.expected("a route, with a \"nextHopType\"");
      break;
    }
    table.effective = table.effective || looks_effective(route);
    table.routes.push_back(parse_route(route));
  }
  return table;
}

/// A route of which nothing is known but that it may be there.
TableRoute undecidable_route(std::string words, std::string pointer) {
  TableRoute unknown;
  unknown.name = std::move(words);
  unknown.destinations = {Undecidable{unknown.name}};
  unknown.pointer = std::move(pointer);
  return unknown;
}

/// The table's routes; a template may make them by a loop, or have its properties in an expression.
RouteTable parse_table(const ExportValue& value) {
  RouteTable table;
  const auto properties = value.member("properties");
  auto routes = value.property("routes");
  if (!routes && properties && is_expression(properties->as_text())) {
    routes = properties;
  }
  if (routes && is_expression(routes->as_text())) {
    table.routes = {undecidable_route(routes->as_text(), routes->pointer())};
  } else if (routes && !routes->json().is_array()) {
    routes->expected("a list of routes");
  } else if (routes) {
    table = parse_route_list(*routes);
  }
  if (const auto copy = value.property("copy")) {
    table.routes.push_back(undecidable_route("[copy]", copy->pointer()));
  }
  table.name = value.text("name");
  const auto disabled = value.property("disableBgpRoutePropagation");
  table.learns_from_gateway = !disabled || disabled->json() != true;
  return table;
}

/// The tables of a template, with the routes that are resources of their own: those go to the table
/// of their name, and where none has it, to each.
class TableBuilder {
 public:
  TableBuilder(const TemplateContents& contents, const ExportValue& file)
      : contents_(contents), file_(file) {}

  void add_to(std::vector<RouteTable>& tables) {
    for (const TemplateResource& resource : contents_.resources) {
      if (is_of_type(resource, "Microsoft.Network/routeTables")) {
        add_table(resource);
      }
    }
    for (const TemplateResource& resource : contents_.resources) {
      if (is_of_type(resource, "Microsoft.Network/routeTables/routes")) {
        add_route(resource);
      }
    }
    for (RouteTable& table : tables_) {
      for (const UnreadPart& part : contents_.unread) {
        table.routes.push_back(undecidable_route(part.words, part.pointer));
      }
      tables.push_back(std::move(table));
    }
  }

 private:
  void add_table(const TemplateResource& resource) {
    RouteTable table = parse_table({resource.json, resource.pointer, file_.reading()});
    if (resource.is_existing || !resource.is_certain) {
      table.routes.push_back(undecidable_route(
          fmt::format("[routes of the route table {}]", table.name), resource.pointer));
    }
    tables_.push_back(std::move(table));
  }

  void add_route(const TemplateResource& resource) {
    const ExportValue value(resource.json, resource.pointer, file_.reading());
    const std::string full_name = value.text("name");
    const std::string owner = full_name.substr(0, full_name.find('/'));
    const bool is_named = std::any_of(tables_.begin(), tables_.end(), [&](const RouteTable& table) {
      return equals_ignoring_case(table.name, owner);
    });
    if (tables_.empty()) {
      RouteTable& table = tables_.emplace_back();
      table.name = owner;
      table.routes = {undecidable_route(
          fmt::format("[routes of the existing route table {}]", owner), resource.pointer)};
    }
    const bool is_readable = looks_like_route(value);
    for (RouteTable& table : tables_) {
      if (!is_named || equals_ignoring_case(table.name, owner)) {
        table.routes.push_back(is_readable ? parse_route(value)
                                           : undecidable_route(full_name, resource.pointer));
        if (!resource.is_certain) {
          table.routes.back().next_hop.reset();
        }
      }
    }
  }

  const TemplateContents& contents_;
  const ExportValue& file_;
  std::vector<RouteTable> tables_;
};

void collect(const ExportValue& value, std::vector<RouteTable>& tables);

void collect_list(const ExportValue& list, std::vector<RouteTable>& tables) {
  const bool has_tables = !list.json().empty() && list.element(0).property("routes").has_value();
  if (!has_tables) {
    tables.push_back(parse_route_list(list));
    return;
  }
  for (const ExportValue& element : list.elements()) {
    collect(element, tables);
  }
}

std::optional<ExportValue> unwrapped_routes(const ExportValue& value) {
  auto inner = value.member("value");
  return inner ? inner : body_of_example(value);
}

void collect(const ExportValue& value, std::vector<RouteTable>& tables) {
  if (!value.is_good()) {
    return;
  }
  if (value.json().is_array()) {
    collect_list(value, tables);
  } else if (value.property("routes")) {
    tables.push_back(parse_table(value));
  } else if (looks_like_template(value)) {
    const TemplateContents contents = read_template(value);
    TableBuilder(contents, value).add_to(tables);
  } else if (const auto inner = unwrapped_routes(value)) {
    collect(*inner, tables);
  } else {
    const bool is_rules = value.property("securityRules") || value.member("effectiveSecurityRules");
    value.expected(fmt::format("{}{}", known_route_tables,
                               is_rules ? "; these are security rules, which --nsg takes" : ""));
  }
}

}  // namespace

Result<RouteTable> parse_routes(std::string_view text, std::string_view file) {
  const std::string name = printable(file, 300);
  const auto json = parse_export(text, name);
  if (!json) {
    return input_error(fmt::format(
        "{}; az network route-table show --resource-group <resource-group> --name <route-table> "
        "--output json > routes.json prints it",
        json.error().message));
  }
  ExportValue::Reading reading{name, ""};
  std::vector<RouteTable> tables;
  collect(ExportValue(*json, reading), tables);
  if (!reading.problem.empty()) {
    return input_error(reading.problem);
  }
  if (tables.size() != 1) {
    return input_error(fmt::format("{}: found {} route tables, expected the one of a subnet", name,
                                   tables.size()));
  }
  RouteTable table = std::move(tables.front());
  table.file = file;
  if (!table.effective) {
    const std::vector<TableRoute> system = system_routes();
    table.routes.insert(table.routes.end(), system.begin(), system.end());
  }
  return table;
}

}  // namespace netprobe
