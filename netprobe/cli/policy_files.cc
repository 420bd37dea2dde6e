#include "netprobe/cli/policy_files.h"

#include "endpoints/other_service_tags.h"
#include "endpoints/service_tags.h"
#include "netprobe/cli/files.h"
#include "netprobe/cli/request.h"
#include "netprobe/core/text.h"
#include "netprobe/policy/parse_routes.h"
#include "netprobe/policy/parse_rule_sets.h"
#include "netprobe/policy/parse_subnets.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

std::string name_of_file(const std::string& path) { return path == "-" ? "standard input" : path; }

Result<void> read_tags(const PolicyFiles& files, PolicySources& sources) {
  if (!files.cloud.empty()) {
    const auto cloud = cloud_named(files.cloud);
    if (!cloud) {
      return tl::unexpected(cloud.error());
    }
    sources.cloud = *cloud;
  }
  auto tags =
      files.service_tags.empty()
          ? embedded_service_tags(sources.cloud)
          : read_input(files.service_tags, "--service-tags").and_then([&](const std::string& text) {
              return read_service_tags(text, name_of_file(files.service_tags));
            });
  if (!tags) {
    return tl::unexpected(tags.error());
  }
  const auto cloud = cloud_of(*tags);
  if (!files.cloud.empty() && !tags->cloud.empty() && cloud != sources.cloud) {
    return usage_error(
        fmt::format("--service-tags: found tags of the cloud \"{}\", expected those of {} (see "
                    "--cloud)",
                    printable(tags->cloud, 60), name_of(sources.cloud)));
  }
  sources.cloud = cloud.value_or(sources.cloud);
  sources.tags = std::move(*tags);
  return {};
}

/// Routes that stand in another file may lead out: where that was not given, nothing is known.
void take_subnets(const std::vector<Subnet>& subnets, bool routes_given, PolicySources& sources) {
  for (Subnet subnet : subnets) {
    if (subnet.has_route_table && !routes_given) {
      subnet.outbound.default_outbound.reset();
    }
    sources.subnets.push_back(std::move(subnet.outbound));
  }
}

Result<void> read_rules(const PolicyFiles& files, PolicySources& sources) {
  for (const std::string& file : files.nsg) {
    const auto text = read_input(file, "--nsg");
    if (!text) {
      return tl::unexpected(text.error());
    }
    const auto subnets =
        files.takes_subnets ? parse_subnets(*text, name_of_file(file)) : std::nullopt;
    if (subnets) {
      take_subnets(*subnets, !files.route_table.empty(), sources);
      continue;
    }
    auto sets = parse_rule_sets(*text, name_of_file(file));
    if (!sets) {
      return tl::unexpected(sets.error());
    }
    std::move(sets->begin(), sets->end(), std::back_inserter(sources.rule_sets));
  }
  return {};
}

Result<void> read_routes(const PolicyFiles& files, PolicySources& sources) {
  if (files.route_table.empty()) {
    return {};
  }
  return read_input(files.route_table, "--route-table")
      .and_then([&](const std::string& text) {
        return parse_routes(text, name_of_file(files.route_table));
      })
      .map([&](RouteTable routes) { sources.routes = std::move(routes); });
}

Result<void> read_machine(const PolicyFiles& files, PolicySources& sources) {
  for (const std::string& text : files.sources) {
    const auto prefix = Cidr::parse(text);
    if (!prefix) {
      return usage_error(
          fmt::format("--source: found \"{}\", expected the address that this machine sends from, "
                      "or its subnet's prefix",
                      printable(text, 100)));
    }
    sources.machine.push_back(*prefix);
  }
  return {};
}

}  // namespace

Result<PolicySources> read_policy_files(const PolicyFiles& files) {
  PolicySources sources;
  for (const auto read : {read_machine, read_tags, read_rules, read_routes}) {
    if (const auto done = read(files, sources); !done) {
      return tl::unexpected(done.error());
    }
  }
  return sources;
}

Result<Policy> make_policy(PolicySources sources, std::vector<std::string> tags) {
  const std::vector<std::string> named =
      tags_named_by(sources.rule_sets, sources.routes ? &*sources.routes : nullptr);
  tags.insert(tags.end(), named.begin(), named.end());
  PolicyInputs inputs;
  inputs.tags = tag_sets(sources.tags, tags);
  if (sources.tags.file.empty()) {
    const auto others = embedded_other_service_tags(sources.cloud);
    if (!others) {
      return tl::unexpected(others.error());
    }
    IpSet within;
    for (const auto& [name, tag] : tag_sets(sources.tags, others->within)) {
      within = within | tag.addresses;
    }
    add_tags_elsewhere(inputs.tags, tags, others->services, within);
  }
  inputs.rule_sets = std::move(sources.rule_sets);
  inputs.routes = std::move(sources.routes);
  inputs.machine = std::move(sources.machine);
  return Policy(std::move(inputs));
}

}  // namespace netprobe
