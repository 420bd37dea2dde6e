#include "netprobe/policy/requirements.h"

#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

bool serves(const std::vector<Workload>& row, std::span<const Workload> wanted) {
  return std::any_of(row.begin(), row.end(), [&](Workload workload) {
    return std::find(wanted.begin(), wanted.end(), workload) != wanted.end();
  });
}

/// The rule-only row that speaks for the tag: the one that most workloads have.
const CatalogRow* row_of_tag(const Catalog& catalog, const std::string& tag) {
  const CatalogRow* best = nullptr;
  const auto users = [](const CatalogRow& row) {
    return row.required_for.size() + row.optional_for.size();
  };
  for (const CatalogRow& row : catalog.rows) {
    if (row.kind == EndpointKind::rule_only && row.service_tag == tag &&
        (best == nullptr || users(row) > users(*best))) {
      best = &row;
    }
  }
  return best;
}

class Builder {
 public:
  Builder(const Catalog& catalog, std::span<const Workload> workloads, const ServiceTags& tags,
          std::span<const RegionSpellings> regions)
      : catalog_(catalog), workloads_(workloads), tags_(tags), regions_(regions) {}

  Requirements build() {
    for (const CatalogRow& row : catalog_.rows) {
      const bool required = serves(row.required_for, workloads_);
      const bool selected = required || serves(row.optional_for, workloads_);
      if (selected && row.protocol != Protocol::dns) {
        add_row(row, required);
      }
    }
    std::stable_sort(requirements_.list.begin(), requirements_.list.end(),
                     [](const Requirement& a, const Requirement& b) {
                       return std::pair(!a.required, a.comparison) <
                              std::pair(!b.required, b.comparison);
                     });
    return std::move(requirements_);
  }

 private:
  void add_row(const CatalogRow& row, bool required) {
    const bool is_range = row.kind == EndpointKind::range;
    if (row.service_tag.empty() && !is_range) {
      for (const std::uint16_t port : row.ports) {
        if (required) {
          requirements_.not_judged.push_back(fmt::format("{}:{}", row.name, port));
        }
      }
      return;
    }
    for (const std::uint16_t port : row.ports) {
      add(row, port, required, false);
    }
    if (!is_range) {
      for (const std::uint16_t port : row.comparison_ports) {
        add(row, port, false, true);
      }
    }
  }

  void add(const CatalogRow& row, std::uint16_t port, bool required, bool comparison) {
    if (row.kind == EndpointKind::range) {
      Requirement requirement = from(row, fmt::format("{}:{}", row.id, port), port);
      requirement.range = Cidr::parse(row.name);
      requirement.service_tag = row.service_tag;
      merge(std::move(requirement), row, required, comparison);
      return;
    }
    const CatalogRow* speaker = row_of_tag(catalog_, row.service_tag);
    const CatalogRow& named = speaker == nullptr ? row : *speaker;
    for (const auto& [suffix, tag] : tags_for(row.service_tag)) {
      Requirement requirement = from(named, fmt::format("{}{}:{}", named.id, suffix, port), port);
      requirement.service_tag = tag;
      merge(std::move(requirement), row, required, comparison);
    }
  }

  static Requirement from(const CatalogRow& row, std::string id, std::uint16_t port) {
    Requirement requirement;
    requirement.id = std::move(id);
    requirement.port = port;
    requirement.purpose = row.purpose;
    return requirement;
  }

  /// The tag, or what it is narrowed to; each with what its id is told apart by.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> tags_for(
      const std::string& tag) const {
    if (regions_.empty() || !is_regional_service(tag)) {
      return {{"", tag}};
    }
    std::vector<std::pair<std::string, std::string>> narrowed;
    for (const RegionSpellings& region : regions_) {
      const ServiceTag* found = tags_.find_in_region(tag, region);
      // A region that the service has no tag for stays an open question, by its first spelling.
      const std::string suffix = found == nullptr
                                     ? (region.empty() ? "" : region.front())
                                     : std::string(found->name.substr(found->name.find('.') + 1));
      narrowed.emplace_back("." + to_lower(suffix), fmt::format("{}.{}", tag, suffix));
    }
    return narrowed;
  }

  /// Rows that ask for the same are one requirement.
  void merge(Requirement requirement, const CatalogRow& row, bool required, bool comparison) {
    auto& list = requirements_.list;
    auto known = std::find_if(list.begin(), list.end(), [&](const Requirement& other) {
      return other.destination() == requirement.destination() && other.port == requirement.port;
    });
    if (known == list.end()) {
      requirement.comparison = true;
      known = list.insert(list.end(), std::move(requirement));
    }
    known->required = known->required || required;
    known->comparison = known->comparison && comparison && !known->required;
    known->catalog_ids.push_back(row.id);
    for (const Workload workload : workloads_) {
      const bool asks = serves(row.required_for, std::span(&workload, 1)) ||
                        serves(row.optional_for, std::span(&workload, 1));
      if (asks && std::find(known->workloads.begin(), known->workloads.end(), workload) ==
                      known->workloads.end()) {
        known->workloads.push_back(workload);
      }
    }
  }

  const Catalog& catalog_;
  std::span<const Workload> workloads_;
  const ServiceTags& tags_;
  std::span<const RegionSpellings> regions_;
  Requirements requirements_;
};

}  // namespace

Requirements requirements_of(const Catalog& catalog, std::span<const Workload> workloads,
                             const ServiceTags& tags, std::span<const RegionSpellings> regions) {
  return Builder(catalog, workloads, tags, regions).build();
}

std::map<std::string, std::vector<std::string>> regional_tags_of(
    const ServiceTags& tags, std::span<const RegionSpellings> regions) {
  std::map<std::string, std::vector<std::string>> all;
  for (const std::string_view service : regional_services) {
    std::vector<std::string> found;
    for (const RegionSpellings& region : regions) {
      if (const ServiceTag* const tag = tags.find_in_region(service, region)) {
        found.push_back(tag->name);
      }
    }
    if (!found.empty() && found.size() == regions.size()) {
      all.emplace(service, std::move(found));
    }
  }
  return all;
}

}  // namespace netprobe
