#include "netprobe/cli/policy_request.h"

#include "endpoints/service_tags.h"
#include "netprobe/cli/files.h"
#include "netprobe/policy/connections.h"
#include "netprobe/policy/parse_routes.h"
#include "netprobe/policy/parse_rule_sets.h"

#include <fmt/format.h>

#include <chrono>
#include <iterator>
#include <memory>
#include <utility>

namespace netprobe {

namespace {

Result<std::vector<RuleSet>> read_rule_sets(const std::vector<std::string>& files) {
  std::vector<RuleSet> all;
  for (const std::string& file : files) {
    const auto text = read_input(file, "--nsg");
    auto some = text ? parse_rule_sets(*text, file == "-" ? "standard input" : file)
                     : tl::unexpected(text.error());
    if (!some) {
      return tl::unexpected(some.error());
    }
    all.insert(all.end(), std::make_move_iterator(some->begin()),
               std::make_move_iterator(some->end()));
  }
  return all;
}

Result<std::optional<RouteTable>> read_routes_of(const std::string& file) {
  if (file.empty()) {
    return std::nullopt;
  }
  const auto text = read_input(file, "--route-table");
  auto table = text ? parse_routes(*text, file == "-" ? "standard input" : file)
                    : tl::unexpected(text.error());
  return table ? Result<std::optional<RouteTable>>(std::move(*table))
               : tl::unexpected(table.error());
}

Result<ServiceTags> read_tags(const std::string& file, Cloud cloud) {
  if (file.empty()) {
    return embedded_service_tags(cloud);
  }
  const auto text = read_input(file, "--service-tags");
  return text ? read_service_tags(*text, file) : tl::unexpected(text.error());
}

/// What the sign-in hosts may resolve to, by the tags that were given.
void take_sign_in_tag(const ServiceTags& tags, Catalog& catalog) {
  const ServiceTag* const sign_in = tags.find("AzureActiveDirectory");
  if (sign_in != nullptr && !tags.file.empty()) {
    catalog.sign_in_tag_prefixes = sign_in->prefixes;
    catalog.sign_in_tag_date = tags.date;
  }
}

}  // namespace

Result<void> read_policies(const CheckOptions& options, Cloud cloud, RunRequest& request) {
  if (options.nsg_files.empty() && options.route_table_file.empty() &&
      options.service_tags_file.empty()) {
    return {};
  }
  auto sets = read_rule_sets(options.nsg_files);
  if (!sets) {
    return tl::unexpected(sets.error());
  }
  auto routes = read_routes_of(options.route_table_file);
  if (!routes) {
    return tl::unexpected(routes.error());
  }
  const auto tags = read_tags(options.service_tags_file, cloud);
  if (!tags) {
    return tl::unexpected(tags.error());
  }
  take_sign_in_tag(*tags, request.catalog);
  request.service_tags = tags->description();
  request.service_tags_warning =
      warning_about(*tags, std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now()))
          .value_or("");
  if (sets->empty() && !*routes) {
    return {};
  }
  PolicyInputs inputs;
  inputs.tags = tag_sets(*tags, tags_named_by(*sets, *routes ? &**routes : nullptr));
  inputs.rule_sets = std::move(*sets);
  sort_for_outbound(inputs.rule_sets);
  inputs.routes = std::move(*routes);
  const auto policy = std::make_shared<const Policy>(std::move(inputs));
  request.judge_rules = [policy](std::span<const Destination> destinations) {
    return rule_connections(*policy, destinations);
  };
  return {};
}

}  // namespace netprobe
