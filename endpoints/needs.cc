#include "endpoints/needs.h"

#include "netprobe/core/text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <iterator>

namespace netprobe {

namespace {

/// "2025", "2025-02" or "2025-02-28".
bool is_date(std::string_view text) {
  if (text.size() != 4 && text.size() != 7 && text.size() != 10) {
    return false;
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 4 || i == 7;
    if (dash ? text[i] != '-' : text[i] < '0' || text[i] > '9') {
      return false;
    }
  }
  return true;
}

std::string_view first_year(const CatalogSource& source) {
  return std::string_view(source.years).substr(0, 4);
}

std::string_view last_year(const CatalogSource& source) {
  const std::string_view years = source.years;
  return years.substr(years.size() < 4 ? 0 : years.size() - 4);
}

std::string years_of(const std::vector<CatalogSource>& sources) {
  if (sources.empty()) {
    return "";
  }
  const auto first = std::min_element(
      sources.begin(), sources.end(),
      [](const CatalogSource& a, const CatalogSource& b) { return first_year(a) < first_year(b); });
  const auto last = std::max_element(
      sources.begin(), sources.end(),
      [](const CatalogSource& a, const CatalogSource& b) { return last_year(a) < last_year(b); });
  return first_year(*first) == last_year(*last)
             ? std::string(first_year(*first))
             : fmt::format("{}-{}", first_year(*first), last_year(*last));
}

/// The source that asked last; of several, the one that the catalog names first.
DatedPage latest(const std::vector<CatalogSource>& sources) {
  const auto found = std::max_element(
      sources.begin(), sources.end(),
      [](const CatalogSource& a, const CatalogSource& b) { return last_year(a) < last_year(b); });
  return found == sources.end() ? DatedPage() : dated_page(found->page);
}

/// The page of one workload says nothing about another's needs, if others speak of them.
std::vector<CatalogSource> sources_for(Workload workload, const CatalogRow& row) {
  struct Page {
    Workload workload;
    std::string_view word;
  };
  constexpr std::array pages = {Page{Workload::mars, "mars-agent"}, Page{Workload::mabs, "mabs"},
                                Page{Workload::sql, "sql-server"},
                                Page{Workload::hana, "sap-hana"}};
  std::vector<CatalogSource> fitting;
  std::copy_if(row.sources.begin(), row.sources.end(), std::back_inserter(fitting),
               [&](const CatalogSource& source) {
                 return std::none_of(pages.begin(), pages.end(), [&](const Page& page) {
                   return page.workload != workload &&
                          source.page.find(page.word) != std::string::npos;
                 });
               });
  return fitting.empty() ? row.sources : fitting;
}

bool holds(const std::vector<Workload>& list, Workload workload) {
  return std::find(list.begin(), list.end(), workload) != list.end();
}

}  // namespace

DatedPage dated_page(std::string_view text) {
  const std::size_t at = text.rfind(", ");
  if (at == std::string_view::npos || !is_date(text.substr(at + 2))) {
    return {std::string(text), ""};
  }
  return {std::string(text.substr(0, at)), std::string(text.substr(at + 2))};
}

std::vector<Need> needs_of(std::span<const Catalog> catalogs) {
  std::vector<Need> needs;
  for (const Catalog& catalog : catalogs) {
    for (const Workload workload : all_workloads()) {
      for (const CatalogRow& row : catalog.rows) {
        const bool required = holds(row.required_for, workload);
        if (required || holds(row.optional_for, workload)) {
          const auto sources = sources_for(workload, row);
          needs.push_back({catalog.cloud, workload, required, row.id, row.name, row.ports,
                           years_of(sources), latest(sources)});
        }
      }
    }
  }
  return needs;
}

std::string needs_table(std::span<const Catalog> catalogs) {
  std::vector<std::array<std::string, 9>> lines = {
      {"CLOUD", "WORKLOAD", "NEED", "ROW", "NAME", "PORTS", "YEARS", "DATE", "SOURCE"}};
  for (const Need& need : needs_of(catalogs)) {
    lines.push_back({std::string(name_of(need.cloud)), std::string(name_of(need.workload)),
                     need.required ? "required" : "optional", printable(need.row),
                     printable(need.name), fmt::format("{}", fmt::join(need.ports, ",")),
                     printable(need.years), need.source.date, printable(need.source.page, 1000)});
  }
  std::array<std::size_t, 9> widths{};
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      widths[i] = std::max(widths[i], line[i].size());
    }
  }
  std::string out;
  for (const auto& line : lines) {
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
      out += fmt::format("{:<{}}  ", line[i], widths[i]);
    }
    out += line.back() + "\n";
  }
  return out;
}

std::string needs_json(std::span<const Catalog> catalogs) {
  auto list = nlohmann::ordered_json::array();
  for (const Need& need : needs_of(catalogs)) {
    list.push_back({{"cloud", name_of(need.cloud)},
                    {"workload", name_of(need.workload)},
                    {"required", need.required},
                    {"row", need.row},
                    {"name", need.name},
                    {"ports", need.ports},
                    {"years", need.years},
                    {"date", need.source.date},
                    {"source", need.source.page}});
  }
  return list.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace netprobe
