#include "reports/layout.h"
#include "reports/tags.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>
#include <variant>

namespace netprobe {

namespace {

/// "12,345"; beyond what anybody reads, "1.2e24".
std::string grouped(const AddressCount& count) {
  std::string digits = count.to_string();
  if (digits.size() > 12) {
    const auto power = static_cast<int>(digits.size()) - 1;
    return fmt::format("{:.1f}e{}", count.to_double() / std::pow(10.0, power), power);
  }
  for (std::size_t i = digits.size(); i > 3; i -= 3) {
    digits.insert(i - 3, ",");
  }
  return digits;
}

std::string grouped(std::uint64_t count) { return grouped(AddressCount{0, {0, count}}); }

using Row = std::vector<std::string>;

/// Columns under their headings, two blanks before and between; the first is set to the left, the
/// others as `left_aligned` says. The first is shortened where the line would not fit.
std::string table(const std::vector<Row>& rows, std::size_t left_aligned, const TextStyle& style) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], columns_of(row[i]));
    }
  }
  std::size_t others = 0;
  for (std::size_t i = 1; i < widths.size(); ++i) {
    others += widths[i] + 2;
  }
  const auto width = static_cast<std::size_t>(style.width);
  widths.front() =
      std::min(widths.front(), std::max<std::size_t>(16, width - std::min(width, others + 2)));
  std::string out;
  for (const Row& row : rows) {
    std::string line = "  " + padded(shortened(row.front(), widths.front(), style), widths.front());
    for (std::size_t i = 1; i < row.size(); ++i) {
      line += "  ";
      line += i < left_aligned ? padded(row[i], widths[i]) : right_aligned(row[i], widths[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

std::string source_line(std::string_view lead, const TagOrigin& origin, const TextStyle& style) {
  return paragraph(lead, shown(origin.description, style), style);
}

/// "13.69.65.32/27", or the first of several and how many more there are.
std::string text_of(const std::vector<Cidr>& prefixes) {
  return prefixes.front().to_string() +
         (prefixes.size() == 1 ? "" : fmt::format(" +{}", prefixes.size() - 1));
}

std::string text_of(const TagLookup& lookup, const TextStyle& style) {
  const std::string query = shown(lookup.query, style, 80);
  if (lookup.matches.empty()) {
    return query + "   in no tag" + (lookup.parts.empty() ? "\n" : " as a whole\n");
  }
  const bool is_ipv4 = lookup.range.base.family() == Family::ipv4;
  std::vector<Row> rows = {
      {"TAG", "PREFIX", is_ipv4 ? "ADDRESSES" : "IPV6 ADDRESSES", "IN THE TAG"}};
  for (const TagMatch& match : lookup.matches) {
    rows.push_back(
        {shown(match.tag.name, style, 200), text_of(match.prefixes),
         grouped(IpSet(match.prefixes.front()).count()),
         is_ipv4 ? grouped(match.tag.ipv4_addresses) : grouped(match.tag.ipv6_addresses)});
  }
  return fmt::format("{}   in {}\n", query, counted(lookup.matches.size(), "tag", "tags")) +
         table(rows, 2, style);
}

std::string parts_of(const TagLookup& lookup, const TextStyle& style) {
  if (lookup.parts.empty()) {
    return "";
  }
  std::vector<std::string> names;
  std::transform(lookup.parts.begin(), lookup.parts.end(), std::back_inserter(names),
                 [&](const TagPart& part) {
                   return fmt::format("{} ({})", shown(part.name, style, 200),
                                      grouped(part.addresses));
                 });
  return paragraph("  ",
                   fmt::format("of its {} addresses, a part is in {}",
                               grouped(IpSet(lookup.range).count()), listed(names, 8, style)),
                   style);
}

std::string text_of(const TagLookupReport& report, const TextStyle& style) {
  std::string out;
  for (const TagLookup& lookup : report.lookups) {
    out += text_of(lookup, style) + parts_of(lookup, style) + "\n";
  }
  return out + source_line("from  ", report.origin, style);
}

Row row_of(const TagFacts& tag, const TextStyle& style) {
  return {shown(tag.name, style, 200), std::to_string(tag.change_number),
          grouped(std::uint64_t{tag.ipv4_prefixes}), grouped(tag.ipv4_addresses),
          grouped(std::uint64_t{tag.ipv6_prefixes})};
}

std::string table_of(const std::vector<TagFacts>& tags, const TextStyle& style) {
  std::vector<Row> rows = {{"TAG", "CHANGE", "IPV4", "ADDRESSES", "IPV6"}};
  std::transform(tags.begin(), tags.end(), std::back_inserter(rows),
                 [&](const TagFacts& tag) { return row_of(tag, style); });
  return table(rows, 1, style);
}

std::string text_of(const TagListReport& report, const TextStyle& style) {
  const std::string where = report.region.empty() ? "" : " of " + shown(report.region, style, 80);
  return counted(report.tags.size(), "tag", "tags") + where + "\n" + table_of(report.tags, style) +
         "\nIPV4 and IPV6 count prefixes, ADDRESSES those of IPv4;\nCHANGE is the tag's own "
         "number\n" +
         source_line("from  ", report.origin, style);
}

std::string field(std::string_view label, std::string_view text, const TextStyle& style) {
  return text.empty() ? std::string() : paragraph(fmt::format("  {:<16}", label), text, style);
}

std::string text_of(const TagShowReport& report, const TextStyle& style) {
  const TagFacts& tag = report.tag;
  std::string out = shown(tag.name, style, 200) + "\n";
  out += field("system service", shown(tag.system_service, style, 200), style);
  out +=
      field("region",
            tag.region.empty() ? "none: the tag is of all regions" : shown(tag.region, style, 200),
            style);
  out += field("change number", std::to_string(tag.change_number), style);
  out += field("IPv4",
               fmt::format("{}, {} addresses", counted(tag.ipv4_prefixes, "prefix", "prefixes"),
                           grouped(tag.ipv4_addresses)),
               style);
  out += field("IPv6", counted(tag.ipv6_prefixes, "prefix", "prefixes"), style);
  if (report.fewest_prefixes < report.prefixes.size()) {
    out += field("merged",
                 fmt::format("{} would do", counted(report.fewest_prefixes, "prefix", "prefixes")),
                 style);
  }
  std::vector<std::string> prefixes;
  std::transform(report.prefixes.begin(), report.prefixes.end(), std::back_inserter(prefixes),
                 [](const Cidr& prefix) { return prefix.to_string(); });
  out += field("prefixes", fmt::format("{}", fmt::join(prefixes, "  ")), style);
  if (!report.regional.empty()) {
    out += fmt::format("\n{} of single regions\n{}", counted(report.regional.size(), "tag", "tags"),
                       table_of(report.regional, style));
  }
  return out + "\n" + source_line("from  ", report.origin, style);
}

std::string counts_of(const IpSet& addresses, std::string_view sign_of_change) {
  std::string out;
  if (addresses.ipv4_count() > 0) {
    out += fmt::format("  {}{} IPv4", sign_of_change, grouped(addresses.ipv4_count()));
  }
  if (!addresses.only(Family::ipv6).empty()) {
    out += fmt::format("  {}{} IPv6", sign_of_change, grouped(addresses.ipv6_count()));
  }
  return out;
}

std::string text_of(const TagChange& change, const TextStyle& style) {
  const auto word = change.kind == TagChange::Kind::changed ? std::string()
                    : change.kind == TagChange::Kind::added ? std::string("  new tag")
                                                            : std::string("  tag removed");
  std::string out = shown(change.name, style, 200) + word + counts_of(change.added, "+") +
                    counts_of(change.removed, "-") + "\n";
  for (const Cidr& prefix : change.added.prefixes()) {
    out += "  + " + prefix.to_string() + "\n";
  }
  for (const Cidr& prefix : change.removed.prefixes()) {
    out += "  - " + prefix.to_string() + "\n";
  }
  return out;
}

std::string text_of(const TagDiffReport& report, const TextStyle& style) {
  std::string out =
      (report.changes.empty()
           ? fmt::format("no difference in {}", counted(report.compared, "tag", "tags"))
           : fmt::format("{} of {} differ", report.changes.size(),
                         counted(report.compared, "tag", "tags"))) +
      "\n";
  out +=
      source_line("  old   ", report.older, style) + source_line("  new   ", report.newer, style);
  out += report.services.empty()
             ? std::string()
             : paragraph(
                   "  tags  ",
                   fmt::format("{}, of all regions (--all compares every tag)",
                               shown(fmt::format("{}", fmt::join(report.services, ", ")), style)),
                   style);
  for (const TagChange& change : report.changes) {
    out += "\n" + text_of(change, style);
  }
  return out;
}

}  // namespace

std::string tags_text(const TagsReport& report, const TextStyle& wanted) {
  TextStyle style = wanted;
  style.width = std::clamp(style.width, 80, 120);
  std::string out =
      std::visit([&](const auto& answer) { return text_of(answer, style); }, report.answer);
  for (const std::string& note : report.notes) {
    out += paragraph("note  ", shown(note, style), style);
  }
  return out;
}

}  // namespace netprobe
