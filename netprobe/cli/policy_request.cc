#include "netprobe/cli/policy_request.h"

#include "endpoints/service_tags.h"
#include "netprobe/cli/policy_files.h"
#include "netprobe/policy/connections.h"
#include "netprobe/policy/evaluate_rules.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

namespace netprobe {

namespace {

/// What the sign-in hosts may resolve to, by the tags that were given.
void take_sign_in_tag(const ServiceTags& tags, Catalog& catalog) {
  const ServiceTag* const sign_in = tags.find("AzureActiveDirectory");
  if (sign_in != nullptr && !tags.file.empty()) {
    catalog.sign_in_tag_prefixes = sign_in->prefixes;
    catalog.sign_in_tag_date = tags.date;
  }
}

/// Those that the tags know; a region that is newer than they are has none.
std::vector<RegionSpellings> known_spellings(const std::vector<std::string>& regions,
                                             const ServiceTags& tags) {
  std::vector<RegionSpellings> all;
  for (const std::string& region : regions) {
    auto spellings = tag_region(tags, region);
    if (!spellings) {
      return {};  // what all of them need is then the whole tag
    }
    if (std::find(all.begin(), all.end(), *spellings) == all.end()) {
      all.push_back(std::move(*spellings));
    }
  }
  return all;
}

/// What the rules must let through, by the ports that the run tests.
Requirements requirements_for(const RunRequest& request, const std::vector<std::string>& regions,
                              const ServiceTags& tags) {
  Catalog catalog = request.catalog;
  for (CatalogRow& row : catalog.rows) {
    if (request.plan.ports && row.protocol == Protocol::https) {
      row.ports = *request.plan.ports;
      row.comparison_ports.clear();
    }
  }
  return requirements_of(catalog, request.plan.workloads, tags, known_spellings(regions, tags));
}

using RegionalTags = std::map<std::string, std::vector<std::string>>;

}  // namespace

std::function<RegionalTags()> regional_tags_for(const std::vector<std::string>& regions,
                                                Cloud cloud) {
  if (regions.empty()) {
    return {};
  }
  return [regions, cloud] {
    const auto tags = embedded_service_tags(cloud);
    return tags ? regional_tags_of(*tags, known_spellings(regions, *tags)) : RegionalTags();
  };
}

Result<void> read_policies(const CheckOptions& options, Cloud cloud, RunRequest& request) {
  if (options.nsg_files.empty() && options.route_table_file.empty() &&
      options.service_tags_file.empty()) {
    return {};
  }
  PolicyFiles files;
  files.cloud = name_of(cloud);
  files.nsg = options.nsg_files;
  files.route_table = options.route_table_file;
  files.service_tags = options.service_tags_file;
  files.takes_subnets = true;
  auto sources = read_policy_files(files);
  if (!sources) {
    return tl::unexpected(sources.error());
  }
  request.subnets = std::move(sources->subnets);
  const bool only_subnets = !request.subnets.empty() && sources->rule_sets.empty();
  if (only_subnets && !sources->routes && options.service_tags_file.empty()) {
    return {};  // no tags were read for anything
  }
  take_sign_in_tag(sources->tags, request.catalog);
  request.service_tags = sources->tags.description();
  request.service_tags_warning =
      warning_about(sources->tags,
                    std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now()))
          .value_or("");
  if (sources->rule_sets.empty() && !sources->routes) {
    return {};
  }
  request.nsg_priorities = priorities_of(sources->rule_sets);
  const auto needs = std::make_shared<const Requirements>(
      requirements_for(request, options.regions, sources->tags));
  std::vector<std::string> tags = tags_of(needs->list, sources->tags);
  auto made = make_policy(std::move(*sources), std::move(tags));
  if (!made) {
    return tl::unexpected(made.error());
  }
  const auto policy = std::make_shared<const Policy>(std::move(*made));
  request.judge_rules = [policy](std::span<const Destination> destinations) {
    return rule_connections(*policy, destinations);
  };
  request.fix_rules = [policy, needs] { return rule_fixes_of(*policy, *needs); };
  return {};
}

}  // namespace netprobe
