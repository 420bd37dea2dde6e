#include "endpoints/tag_queries.h"

#include "endpoints/service_tags.h"
#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

namespace netprobe {

namespace {

TagFacts facts_of(const ServiceTag& tag) {
  const IpSet addresses = tag.addresses();
  TagFacts facts;
  facts.name = tag.name;
  facts.system_service = tag.system_service;
  facts.region = std::string(region_suffix(tag));
  facts.change_number = tag.change_number;
  facts.ipv4_prefixes = static_cast<std::size_t>(
      std::count_if(tag.prefixes.begin(), tag.prefixes.end(),
                    [](const Cidr& prefix) { return prefix.base.family() == Family::ipv4; }));
  facts.ipv6_prefixes = tag.prefixes.size() - facts.ipv4_prefixes;
  facts.ipv4_addresses = addresses.ipv4_count();
  facts.ipv6_addresses = addresses.ipv6_count();
  return facts;
}

bool overlap(const Cidr& a, const Cidr& b) { return a.contains(b) || b.contains(a); }

/// The prefixes of the tag that touch the range, the longest first.
std::vector<Cidr> touching(const ServiceTag& tag, const Cidr& range) {
  std::vector<Cidr> out;
  std::copy_if(tag.prefixes.begin(), tag.prefixes.end(), std::back_inserter(out),
               [&](const Cidr& prefix) { return overlap(prefix, range); });
  std::stable_sort(out.begin(), out.end(),
                   [](const Cidr& a, const Cidr& b) { return a.length > b.length; });
  return out;
}

TagLookup look_up(const ServiceTags& tags, const std::string& query, const Cidr& range) {
  TagLookup lookup{query, range, {}, {}};
  const IpSet wanted(range);
  for (const ServiceTag& tag : tags.tags) {
    std::vector<Cidr> prefixes = touching(tag, range);
    if (prefixes.empty()) {
      continue;
    }
    const IpSet common = IpSet(prefixes) & wanted;
    if (common == wanted) {
      lookup.matches.push_back({facts_of(tag), std::move(prefixes)});
    } else {
      lookup.parts.push_back({tag.name, common.count()});
    }
  }
  const bool is_ipv4 = range.base.family() == Family::ipv4;
  const auto size = [&](const TagMatch& match) {
    return is_ipv4 ? AddressCount{0, {0, match.tag.ipv4_addresses}} : match.tag.ipv6_addresses;
  };
  std::stable_sort(lookup.matches.begin(), lookup.matches.end(),
                   [&](const TagMatch& a, const TagMatch& b) { return size(a) < size(b); });
  std::stable_sort(lookup.parts.begin(), lookup.parts.end(),
                   [](const TagPart& a, const TagPart& b) { return a.addresses > b.addresses; });
  return lookup;
}

/// What a rule may name although no file has it (learn.microsoft.com/azure/virtual-network/
/// service-tags-overview).
bool is_resolved_by_the_platform(std::string_view name) {
  constexpr std::string_view names[] = {"VirtualNetwork",    "Internet",
                                        "AzureLoadBalancer", "AzurePlatformDNS",
                                        "AzurePlatformIMDS", "AzurePlatformLKM"};
  return std::any_of(std::begin(names), std::end(names),
                     [&](std::string_view known) { return equals_ignoring_case(known, name); });
}

tl::unexpected<Error> unknown_tag(const ServiceTags& tags, std::string_view name) {
  if (is_resolved_by_the_platform(name)) {
    return usage_error(fmt::format(
        "found \"{}\", expected the name of a tag in a file: this one stands for other addresses "
        "in each virtual network, and no file has it",
        printable(name, 80)));
  }
  std::vector<std::string> names;
  std::transform(tags.tags.begin(), tags.tags.end(), std::back_inserter(names),
                 [](const ServiceTag& tag) { return tag.name; });
  const auto near = nearest(name, names);
  return usage_error(fmt::format(
      "found \"{}\", expected the name of a tag of the {}{}", printable(name, 80),
      tags.description(),
      near.empty() ? "; `netprobe tags list` prints them"
                   : fmt::format("; did you mean {}?", printable(join(near, ", "), 300))));
}

/// The tags of these services, or all, by their names in lower case.
std::map<std::string, const ServiceTag*> chosen(const ServiceTags& tags,
                                                std::span<const std::string> services) {
  std::map<std::string, const ServiceTag*> out;
  for (const ServiceTag& tag : tags.tags) {
    const bool is_wanted =
        services.empty() || std::any_of(services.begin(), services.end(), [&](const auto& service) {
          return equals_ignoring_case(tag.name, service) ||
                 (!region_suffix(tag).empty() &&
                  equals_ignoring_case(service_of(tag.name), service));
        });
    if (is_wanted) {
      out.emplace(to_lower(tag.name), &tag);
    }
  }
  return out;
}

}  // namespace

std::vector<std::string> tags_for_rules(const Catalog& catalog,
                                        std::span<const Workload> workloads) {
  const auto serves = [&](const std::vector<Workload>& served) {
    return std::find_first_of(served.begin(), served.end(), workloads.begin(), workloads.end()) !=
           served.end();
  };
  std::vector<std::string> tags;
  for (const CatalogRow& row : catalog.rows) {
    if (row.kind == EndpointKind::rule_only && !row.service_tag.empty() &&
        (serves(row.required_for) || serves(row.optional_for)) &&
        std::find(tags.begin(), tags.end(), row.service_tag) == tags.end()) {
      tags.push_back(row.service_tag);
    }
  }
  return tags;
}

TagOrigin origin_of(const ServiceTags& tags) {
  return {tags.file, tags.cloud, tags.change_number, tags.date, tags.description()};
}

Result<Cidr> parse_query(std::string_view text) {
  if (const auto range = Cidr::parse(text)) {
    return *range;
  }
  const std::size_t slash = std::min(text.find('/'), text.size());
  const auto address = IpAddress::parse(text.substr(0, slash));
  const auto length = parse_number<unsigned>(text.substr(std::min(slash + 1, text.size())));
  const bool has_host_bits = address && length && *length <= static_cast<unsigned>(address->bits());
  return usage_error(fmt::format(
      "found \"{}\", expected an IP address or a prefix{}", printable(text, 80),
      has_host_bits ? fmt::format(" without host bits; did you mean {}?",
                                  Cidr::around(*address, static_cast<int>(*length)).to_string())
                    : " such as 13.69.65.32/27"));
}

Result<TagLookupReport> look_up_tags(const ServiceTags& tags,
                                     std::span<const std::string> queries) {
  TagLookupReport report{origin_of(tags), {}};
  for (const std::string& query : queries) {
    const auto range = parse_query(query);
    if (!range) {
      return tl::unexpected(range.error());
    }
    report.lookups.push_back(look_up(tags, query, *range));
  }
  return report;
}

Result<TagListReport> list_tags(const ServiceTags& tags, std::string_view region) {
  TagListReport report{origin_of(tags), std::string(region), {}};
  std::vector<std::string> spellings;
  if (!region.empty()) {
    auto found = tag_region(tags, region);
    if (!found) {
      return tl::unexpected(found.error());
    }
    spellings = std::move(*found);
  }
  for (const ServiceTag& tag : tags.tags) {
    const std::string suffix = to_lower(region_suffix(tag));
    if (region.empty() ||
        std::find(spellings.begin(), spellings.end(), suffix) != spellings.end()) {
      report.tags.push_back(facts_of(tag));
    }
  }
  return report;
}

Result<TagShowReport> show_tag(const ServiceTags& tags, std::string_view name) {
  const ServiceTag* found = tags.find(name);
  if (found == nullptr) {
    return unknown_tag(tags, name);
  }
  TagShowReport report{
      origin_of(tags), facts_of(*found), found->prefixes, found->addresses().prefixes().size(), {}};
  for (const ServiceTag& tag : tags.tags) {
    if (&tag != found && equals_ignoring_case(service_of(tag.name), found->name) &&
        !region_suffix(tag).empty()) {
      report.regional.push_back(facts_of(tag));
    }
  }
  return report;
}

Result<TagDiffReport> compare_tags(const ServiceTags& older, const ServiceTags& newer,
                                   std::span<const std::string> services) {
  if (!older.cloud.empty() && !newer.cloud.empty() &&
      !equals_ignoring_case(older.cloud, newer.cloud)) {
    return usage_error(fmt::format("NEW: found the {}, expected tags of the cloud {}, as OLD has",
                                   newer.description(), printable(older.cloud, 60)));
  }
  TagDiffReport report{
      origin_of(older), origin_of(newer), {services.begin(), services.end()}, 0, {}};
  const auto before = chosen(older, services);
  const auto after = chosen(newer, services);
  auto all = before;
  all.insert(after.begin(), after.end());
  report.compared = all.size();
  for (const auto& [key, tag] : all) {
    const bool was = before.contains(key);
    const bool is = after.contains(key);
    const IpSet old_addresses = was ? before.at(key)->addresses() : IpSet();
    const IpSet new_addresses = is ? after.at(key)->addresses() : IpSet();
    if (was && is && old_addresses == new_addresses) {
      continue;
    }
    const auto kind = !was  ? TagChange::Kind::added
                      : !is ? TagChange::Kind::removed
                            : TagChange::Kind::changed;
    report.changes.push_back({kind, (is ? after.at(key) : tag)->name, new_addresses - old_addresses,
                              old_addresses - new_addresses});
  }
  return report;
}

bool is_reversed(const TagOrigin& older, const TagOrigin& newer) {
  if (older.change_number != 0 && newer.change_number != 0) {
    return older.change_number > newer.change_number;
  }
  return !older.date.empty() && !newer.date.empty() && older.date > newer.date;
}

}  // namespace netprobe
