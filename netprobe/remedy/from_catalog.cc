#include "netprobe/remedy/from_catalog.h"

#include "netprobe/core/text.h"
#include "netprobe/core/version.h"
#include "netprobe/remedy/proof.h"
#include "netprobe/remedy/quote.h"
#include "netprobe/remedy/requester.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace netprobe {

namespace {

constexpr std::string_view geo_place = "{geo}";

bool is_for(const std::vector<Workload>& list, const std::vector<Workload>& wanted) {
  return std::any_of(wanted.begin(), wanted.end(), [&](Workload workload) {
    return std::find(list.begin(), list.end(), workload) != list.end();
  });
}

/// The names that a row stands for. Where a region's code would stand and none is known, everything
/// after it under a wildcard.
std::vector<std::string> names_of(const CatalogRow& row, const std::vector<std::string>& codes) {
  const std::size_t place = row.name.find(geo_place);
  if (place == std::string::npos) {
    return {row.name};
  }
  const std::string after = row.name.substr(place + geo_place.size());
  if (codes.empty()) {
    return {"*" + after};
  }
  const std::string before = row.name.substr(0, place);
  std::vector<std::string> names;
  names.reserve(codes.size());
  for (const std::string& code : codes) {
    names.push_back(fmt::format("{}{}{}", before, code, after));
  }
  return names;
}

void borrow_tags(Want& want, const Catalog& catalog, const std::vector<Workload>& workloads) {
  for (const CatalogRow& other : catalog.rows) {
    const std::string below = other.name.starts_with("*.") ? other.name.substr(2) : other.name;
    const bool chosen =
        is_for(other.required_for, workloads) || is_for(other.optional_for, workloads);
    if (chosen && wildcard_covers(want.name, below) && is_service_tag(other.service_tag) &&
        std::find(want.tags.begin(), want.tags.end(), other.service_tag) == want.tags.end()) {
      want.tags.push_back(other.service_tag);
    }
  }
  want.tags_are_borrowed = !want.tags.empty();
}

std::optional<Want> want_of(const CatalogRow& row, const std::string& name, std::uint16_t port) {
  Want want;
  want.kind = row.kind;
  want.name = row.kind == EndpointKind::rule_only ? name : to_lower(name);
  if (row.kind == EndpointKind::fqdn && name.starts_with("*.")) {
    want.kind = EndpointKind::wildcard;
  }
  if (row.kind == EndpointKind::range) {
    want.range = Cidr::parse(name);
  }
  want.port = port;
  want.protocol = row.protocol;
  want.platform = row.inside_azure_only;
  want.rows = {fmt::format("{}:{}", row.id, port)};
  if (is_service_tag(row.service_tag)) {
    want.tags = {row.service_tag};
  }
  const bool fits = row.kind == EndpointKind::range       ? want.range.has_value()
                    : row.kind == EndpointKind::rule_only ? is_service_tag(name)
                                                          : is_rule_name(want.name);
  return fits ? std::optional(std::move(want)) : std::nullopt;
}

void take(AllowList& list, const Catalog& catalog, const CatalogRow& row,
          const CatalogChoice& choice) {
  for (const std::string& name : names_of(row, choice.geo_codes)) {
    for (const std::uint16_t port : row.ports) {
      auto want = want_of(row, name, port);
      if (!want) {
        list.left_out.push_back({fmt::format("{}:{}", name, port),
                                 "its name depends on the vault, and cannot stand in a rule",
                                 "",
                                 {fmt::format("{}:{}", row.id, port)}});
        continue;
      }
      if (want->kind == EndpointKind::wildcard && want->tags.empty()) {
        borrow_tags(*want, catalog, choice.workloads);
      }
      add(list.open, std::move(*want));
    }
  }
}

}  // namespace

AllowList from_catalog(const Catalog& catalog, const CatalogChoice& choice, Syntax syntax) {
  AllowList list;
  list.id = "list";
  list.tool_version = tool_version();
  list.cloud = catalog.cloud;
  list.subject = fmt::format("the catalog of {} (cloud {}; workloads {})", catalog.date,
                             name_of(catalog.cloud), workload_names(choice.workloads, ","));
  list.proof = proof_for(catalog.cloud, choice.workloads, choice.regions);
  list.nsgs = {NsgPlace()};
  list.reason = reason_for(choice.workloads, catalog.cloud);
  for (const CatalogRow& row : catalog.rows) {
    const bool required = is_for(row.required_for, choice.workloads);
    const bool chosen = required || is_for(row.optional_for, choice.workloads);
    // A tag says again, to rules that know tags, what the names below it say.
    if (!chosen || (row.kind == EndpointKind::rule_only && !is_network_security_group(syntax))) {
      continue;
    }
    if (required || choice.optional_too) {
      take(list, catalog, row, choice);
    } else {
      list.optional_rows.push_back(row.id);
    }
  }
  return expressible(std::move(list), syntax);
}

}  // namespace netprobe
