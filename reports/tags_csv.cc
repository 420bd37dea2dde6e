#include "reports/csv_cell.h"
#include "reports/tags.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <variant>

namespace netprobe {

namespace {

std::string joined(const std::vector<Cidr>& prefixes) {
  std::vector<std::string> texts;
  std::transform(prefixes.begin(), prefixes.end(), std::back_inserter(texts),
                 [](const Cidr& prefix) { return prefix.to_string(); });
  return fmt::format("{}", fmt::join(texts, " "));
}

std::vector<std::string> cells_of(const TagFacts& tag) {
  return {tag.name,
          tag.system_service,
          tag.region,
          std::to_string(tag.change_number),
          std::to_string(tag.ipv4_prefixes),
          std::to_string(tag.ipv4_addresses),
          std::to_string(tag.ipv6_prefixes),
          tag.ipv6_addresses.to_string()};
}

const std::vector<std::string>& heading_of_tags() {
  static const std::vector<std::string> heading = {
      "tag",           "system_service", "region",        "change_number",
      "ipv4_prefixes", "ipv4_addresses", "ipv6_prefixes", "ipv6_addresses"};
  return heading;
}

std::string csv_of(const TagLookupReport& report) {
  std::vector<std::string> heading = heading_of_tags();
  heading.insert(heading.begin(), "query");
  heading.emplace_back("prefixes");
  std::string out = csv_line(heading);
  for (const TagLookup& lookup : report.lookups) {
    if (lookup.matches.empty()) {
      std::vector<std::string> cells(heading.size());
      cells.front() = lookup.query;
      out += csv_line(cells);
    }
    for (const TagMatch& match : lookup.matches) {
      std::vector<std::string> cells = cells_of(match.tag);
      cells.insert(cells.begin(), lookup.query);
      cells.push_back(joined(match.prefixes));
      out += csv_line(cells);
    }
  }
  return out;
}

std::string csv_of(const TagListReport& report) {
  std::string out = csv_line(heading_of_tags());
  for (const TagFacts& tag : report.tags) {
    out += csv_line(cells_of(tag));
  }
  return out;
}

std::string csv_of(const TagShowReport& report) {
  std::string out = csv_line({"tag", "prefix"});
  for (const Cidr& prefix : report.prefixes) {
    out += csv_line({report.tag.name, prefix.to_string()});
  }
  return out;
}

std::string csv_of(const TagDiffReport& report) {
  std::string out = csv_line({"tag", "tag_change", "prefix_change", "prefix"});
  for (const TagChange& change : report.changes) {
    const std::string kind(name_of(change.kind));
    for (const Cidr& prefix : change.added.prefixes()) {
      out += csv_line({change.name, kind, "added", prefix.to_string()});
    }
    for (const Cidr& prefix : change.removed.prefixes()) {
      out += csv_line({change.name, kind, "removed", prefix.to_string()});
    }
  }
  return out;
}

}  // namespace

std::string tags_csv(const TagsReport& report) {
  return std::visit([](const auto& answer) { return csv_of(answer); }, report.answer);
}

}  // namespace netprobe
