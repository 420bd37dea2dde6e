#include "netprobe/plan/make_plan.h"

#include "netprobe/core/text.h"
#include "netprobe/plan/name_controls.h"
#include "netprobe/plan/row_builder.h"
#include "netprobe/plan/trials.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace netprobe {

namespace {

bool serves(const std::vector<Workload>& workloads, Workload workload) {
  return std::find(workloads.begin(), workloads.end(), workload) != workloads.end();
}

bool is_selected(const CatalogRow& row, const PlanRequest& request) {
  return row.kind != EndpointKind::rule_only &&
         std::any_of(request.workloads.begin(), request.workloads.end(), [&](Workload workload) {
           return serves(row.required_for, workload) || serves(row.optional_for, workload);
         });
}

void add_catalog_rows(const Catalog& catalog, const PlanRequest& request, RowBuilder& builder) {
  for (const CatalogRow& row : catalog.rows) {
    if (is_selected(row, request)) {
      builder.add_catalog_row(row);
    }
  }
}

void add_controls(const Catalog& catalog, const PlanRequest& request, RowBuilder& builder) {
  for (const Control& control : catalog.controls) {
    builder.add_control(control);
  }
  const bool may_ask_azure =
      request.azure_platform && request.depth == Depth::http && !request.workloads.empty();
  for (const CatalogRow& row : catalog.rows) {
    if (may_ask_azure && row.inside_azure_only && row.protocol == Protocol::http &&
        !is_selected(row, request)) {
      builder.add_platform_control(row);
    }
  }
}

/// Two rows of one id can only come from two extra targets that differ in their path, or from a
/// host that is called like a catalog row: ids are unique in a report, so the later ones are
/// numbered.
void make_ids_unique(std::vector<PlannedRow>& rows) {
  std::set<std::string> taken;
  for (PlannedRow& row : rows) {
    const std::string wanted = row.id;
    for (int number = 2; !taken.insert(row.id).second; ++number) {
      row.id = fmt::format("{}#{}", wanted, number);
    }
  }
}

std::vector<std::string> notes_of(const Catalog& catalog, const PlanRequest& request) {
  std::vector<std::string> notes;
  if (request.geo_codes.empty() && !request.workloads.empty()) {
    notes.push_back(
        fmt::format("no region was given: the regional host names of {} were tried, and one that "
                    "answers stands for the others; --region names yours",
                    fmt::join(catalog.default_geo_codes, ", ")));
  }
  if (!request.list.empty()) {
    notes.push_back(
        fmt::format("only what Microsoft's list of {} names is tested (--list), and all of that is "
                    "required; what later lists ask for is not looked at",
                    request.list));
  }
  if (request.only_ipv6) {
    notes.emplace_back(
        "this machine has only IPv6: IPv4 addresses of hosts that have others are left out, and "
        "the addresses of ranges are tried through NAT64, whose prefix is asked for as AAAA of "
        "ipv4only.arpa (RFC 7050)");
  }
  if (request.depth == Depth::dns) {
    notes.emplace_back(
        "--depth dns only looks names up, directly, whatever the route; of names that a proxy in "
        "force "
        "looks up by itself this decides nothing");
  }
  return notes;
}

}  // namespace

std::vector<IpAddress> spread_sample(const Cidr& range, int count) {
  std::vector<IpAddress> addresses;
  const std::uint64_t size = range.size();
  const std::uint64_t wanted =
      std::min<std::uint64_t>(size, static_cast<std::uint64_t>(std::max(count, 0)));
  for (std::uint64_t i = 0; i < wanted; ++i) {
    // The middle of each slice, one step on: the first address of a slice often ends in .0.
    const std::uint64_t slice = size / wanted;
    const std::uint64_t step = slice > 2 ? slice / 2 + 1 : 0;
    addresses.push_back(range.at(i * slice + step));
  }
  return addresses;
}

ProbePlan make_plan(const Catalog& catalog, const PlanRequest& request,
                    const RouteChooser& routes) {
  RowBuilder builder(catalog, request, routes);
  add_catalog_rows(catalog, request, builder);
  for (const ExtraTarget& target : request.extra) {
    builder.add_extra_target(target);
  }
  if (request.controls) {
    add_controls(catalog, request, builder);
  }
  ProbePlan plan;
  plan.limits = request.limits;
  plan.families = request.families;
  plan.depth = request.depth;
  plan.resolvers = request.resolvers;
  plan.search = request.search;
  plan.notes = notes_of(catalog, request);
  std::move(builder).finish(plan);
  if (request.controls) {
    add_name_controls(request, plan);
  }
  make_ids_unique(plan.rows);
  if (request.controls) {
    const auto trials = plan_trials(catalog, request.workloads, plan);
    plan.tasks.insert(plan.tasks.end(), trials.begin(), trials.end());
  }
  return plan;
}

}  // namespace netprobe
