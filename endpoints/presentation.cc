#include "endpoints/presentation.h"

#include "endpoints/catalog_row.h"
#include "netprobe/core/text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace netprobe {

namespace {

std::string words_of(const std::vector<Workload>& workloads) {
  std::vector<std::string> words;
  std::transform(workloads.begin(), workloads.end(), std::back_inserter(words),
                 [](Workload workload) { return std::string(name_of(workload)); });
  return words.empty() ? "-" : join(words, ",");
}

Result<const CatalogRow*> find_row(const Catalog& catalog, std::string_view id) {
  const auto found = std::find_if(catalog.rows.begin(), catalog.rows.end(),
                                  [&](const CatalogRow& row) { return row.id == id; });
  if (found != catalog.rows.end()) {
    return &*found;
  }
  std::vector<std::string> ids;
  std::transform(catalog.rows.begin(), catalog.rows.end(), std::back_inserter(ids),
                 [](const CatalogRow& row) { return row.id; });
  const auto near = nearest(id, ids);
  return usage_error(fmt::format("found \"{}\", expected the id of a row of the {} catalog{}",
                                 printable(id, 80), name_of(catalog.cloud),
                                 near.empty()
                                     ? "; `netprobe endpoints list` prints them"
                                     : fmt::format("; did you mean {}?", fmt::join(near, ", "))));
}

/// "2019" is the list of the MARS agent; "sql:2019" that of a workload.
std::string words_of_lists(const std::vector<std::string>& lists) {
  std::vector<std::string> agents;
  std::vector<std::string> others;
  for (const std::string& list : lists) {
    const std::size_t colon = list.find(':');
    if (colon == std::string::npos) {
      agents.push_back(list);
    } else {
      others.push_back(fmt::format("{} for {}", list.substr(colon + 1), list.substr(0, colon)));
    }
  }
  agents.insert(agents.end(), others.begin(), others.end());
  return agents.empty() ? "" : fmt::format("Microsoft's lists of {}", join(agents, ", "));
}

std::string line(std::string_view label, std::string_view text) {
  return text.empty() ? std::string() : fmt::format("  {:<16}{}\n", label, printable(text, 1000));
}

}  // namespace

std::string catalog_table(const Catalog& catalog) {
  std::string out = fmt::format("{:<27} {:<9} {:<58} {:<9} {:<20} {}\n", "ID", "KIND", "NAME",
                                "PORTS", "REQUIRED FOR", "OPTIONAL FOR");
  for (const CatalogRow& row : catalog.rows) {
    out +=
        fmt::format("{:<27} {:<9} {:<58} {:<9} {:<20} {}\n", printable(row.id), name_of(row.kind),
                    printable(row.name), fmt::format("{}", fmt::join(row.ports, ",")),
                    words_of(row.required_for), words_of(row.optional_for));
  }
  return out;
}

Result<std::string> describe_row(const Catalog& catalog, std::string_view id) {
  const auto found = find_row(catalog, id);
  if (!found) {
    return tl::unexpected(found.error());
  }
  const CatalogRow& row = **found;
  std::string out = fmt::format("{}   {}\n", printable(row.id), printable(row.name));
  out += line("kind", name_of(row.kind)) + line("protocol", name_of(row.protocol)) +
         line("purpose", row.purpose);
  out += line("required for", words_of(row.required_for)) +
         line("optional for", words_of(row.optional_for));
  out += line("ports", fmt::format("{}", fmt::join(row.ports, ", ")));
  out += line("compared at", fmt::format("{}", fmt::join(row.comparison_ports, ", ")));
  out += line("tested by", join(row.representatives, ", ")) +
         line("request", row.protocol == Protocol::http ? row.path : "");
  out += line("answers seen", fmt::format("{}", fmt::join(row.identity.statuses, ", "))) +
         line("exact body", row.identity.body);
  out += line("service tag", row.service_tag);
  out += line("never by proxy", !row.never_proxy        ? ""
                                : row.inside_azure_only ? "it exists inside the host only"
                                                        : "a proxy is of no use to it");
  out += line("only in Azure", row.inside_azure_only ? "untested elsewhere" : "");
  out += line("lists", words_of_lists(row.lists));
  for (const CatalogSource& source : row.sources) {
    out += line("source", fmt::format("{} ({})", source.page, source.years));
  }
  return out;
}

Result<std::string> row_json(const Catalog& catalog, std::string_view id) {
  return find_row(catalog, id).map([](const CatalogRow* row) {
    return row_to_json(*row).dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) +
           "\n";
  });
}

}  // namespace netprobe
