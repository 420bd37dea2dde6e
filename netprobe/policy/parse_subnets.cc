#include "netprobe/policy/parse_subnets.h"

#include "netprobe/core/text.h"
#include "netprobe/policy/export_value.h"

#include <algorithm>

namespace netprobe {

namespace {

/// The id tells it from every other resource that has addresses.
bool looks_like_subnet(const ExportValue& value) {
  return !id_part(value.text("id"), "subnets").empty() &&
         (value.property("addressPrefix") || value.property("addressPrefixes") ||
          value.property("defaultOutboundAccess"));
}

/// PowerShell writes booleans as such, or as text.
std::optional<bool> truth_of(const ExportValue& value, std::string_view name) {
  const auto found = value.property(name);
  if (!found) {
    return std::nullopt;
  }
  if (found->json().is_boolean()) {
    return found->json().get<bool>();
  }
  const std::string text = found->as_text();
  return equals_ignoring_case(text, "true")    ? std::optional(true)
         : equals_ignoring_case(text, "false") ? std::optional(false)
                                               : std::nullopt;
}

bool refers_to(const ExportValue& value, std::string_view name) {
  const auto found = value.property(name);
  return found && found->json().is_object() && !found->text("id").empty();
}

Subnet subnet_of(const ExportValue& value, std::string_view file) {
  const std::string id = value.text("id");
  const std::string network = id_part(id, "virtualNetworks");
  Subnet subnet;
  subnet.outbound.name =
      printable((network.empty() ? "" : network + "/") + id_part(id, "subnets"), 200);
  subnet.outbound.file = file;
  subnet.outbound.default_outbound = truth_of(value, "defaultOutboundAccess");
  subnet.outbound.nat_gateway = refers_to(value, "natGateway");
  subnet.has_route_table = refers_to(value, "routeTable");
  return subnet;
}

void collect(const ExportValue& value, std::string_view file, std::vector<Subnet>& subnets) {
  if (value.json().is_array()) {
    for (const ExportValue& element : value.elements()) {
      collect(element, file, subnets);
    }
  } else if (looks_like_subnet(value)) {
    subnets.push_back(subnet_of(value, file));
  } else if (const auto list = value.member("value")) {
    collect(*list, file, subnets);
  } else if (const auto own = value.property("subnets"); own && value.property("addressSpace")) {
    collect(*own, file, subnets);
  }
}

}  // namespace

std::optional<std::vector<Subnet>> parse_subnets(std::string_view text, std::string_view file) {
  const std::string name = printable(file, 300);
  const auto json = parse_export(text, name);
  if (!json) {
    return std::nullopt;  // the reader of rules says what is wrong with it
  }
  ExportValue::Reading reading{name, ""};
  std::vector<Subnet> subnets;
  collect(ExportValue(*json, reading), name, subnets);
  return subnets.empty() || !reading.problem.empty() ? std::nullopt : std::optional(subnets);
}

}  // namespace netprobe
