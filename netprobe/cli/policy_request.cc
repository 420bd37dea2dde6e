#include "netprobe/cli/policy_request.h"

#include "endpoints/service_tags.h"
#include "netprobe/cli/policy_files.h"
#include "netprobe/policy/connections.h"

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

}  // namespace

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
  auto made = make_policy(std::move(*sources), {});
  if (!made) {
    return tl::unexpected(made.error());
  }
  const auto policy = std::make_shared<const Policy>(std::move(*made));
  request.judge_rules = [policy](std::span<const Destination> destinations) {
    return rule_connections(*policy, destinations);
  };
  return {};
}

}  // namespace netprobe
