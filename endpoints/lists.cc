#include "endpoints/lists.h"

#include "netprobe/core/text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace netprobe {

namespace {

constexpr std::array old_lists = {std::string_view("2022"), std::string_view("2021"),
                                  std::string_view("2019")};

/// A row says "2019" for the list of the MARS agent, which MABS has inside, and "sql:2019" for that
/// of another workload.
bool is_named(const CatalogRow& row, std::string_view list, Workload workload) {
  const bool agent = workload == Workload::mars || workload == Workload::mabs;
  const std::string word =
      agent ? std::string(list) : fmt::format("{}:{}", name_of(workload), list);
  return std::find(row.lists.begin(), row.lists.end(), word) != row.lists.end();
}

tl::unexpected<Error> no_such_list(const Catalog& catalog, std::string_view list,
                                   std::span<const Workload> workloads) {
  std::vector<std::string> known = {std::string(todays_list)};
  for (const std::string_view other : old_lists) {
    const bool names_something =
        std::any_of(catalog.rows.begin(), catalog.rows.end(), [&](const CatalogRow& row) {
          return std::any_of(workloads.begin(), workloads.end(),
                             [&](Workload workload) { return is_named(row, other, workload); });
        });
    if (names_something) {
      known.emplace_back(other);
    }
  }
  std::vector<std::string> names;
  std::transform(workloads.begin(), workloads.end(), std::back_inserter(names),
                 [](Workload workload) { return std::string(name_of(workload)); });
  return usage_error(fmt::format(
      "--list: found \"{}\", and no list of that year is known for {} in the {} cloud; expected {}",
      list, names.empty() ? "--workload none" : join(names, ", "), name_of(catalog.cloud),
      fmt::join(known, ", ")));
}

}  // namespace

Result<std::string> list_named(std::string_view text) {
  const bool known =
      text == todays_list || std::find(old_lists.begin(), old_lists.end(), text) != old_lists.end();
  return known
             ? Result<std::string>(std::string(text))
             : usage_error(fmt::format("--list: found \"{}\", expected {}, {}", printable(text, 80),
                                       todays_list, fmt::join(old_lists, ", ")));
}

Result<Catalog> cut_to_list(Catalog catalog, std::string_view list,
                            std::span<const Workload> workloads) {
  if (list == todays_list) {
    return catalog;
  }
  Catalog cut = catalog;
  bool any = false;
  for (CatalogRow& row : cut.rows) {
    row.required_for.clear();
    row.optional_for.clear();
    std::copy_if(workloads.begin(), workloads.end(), std::back_inserter(row.required_for),
                 [&](Workload workload) { return is_named(row, list, workload); });
    any = any || (!row.required_for.empty() && row.kind != EndpointKind::rule_only);
  }
  return any ? Result<Catalog>(std::move(cut)) : no_such_list(catalog, list, workloads);
}

Catalog without_idle_rows(Catalog catalog) {
  std::erase_if(catalog.rows, [](const CatalogRow& row) {
    return row.required_for.empty() && row.optional_for.empty();
  });
  return catalog;
}

}  // namespace netprobe
