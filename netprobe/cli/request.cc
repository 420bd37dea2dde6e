#include "netprobe/cli/request.h"

#include "endpoints/catalog.h"
#include "endpoints/certificates.h"
#include "endpoints/lists.h"
#include "endpoints/regions.h"
#include "endpoints/service_tags.h"
#include "endpoints/targets.h"
#include "endpoints/trust_anchors.h"
#include "netprobe/cli/files.h"
#include "netprobe/cli/local_rules.h"
#include "netprobe/cli/machine.h"
#include "netprobe/cli/name_sources.h"
#include "netprobe/cli/policy_request.h"
#include "netprobe/cli/proxy_request.h"
#include "netprobe/cli/words.h"
#include "netprobe/core/text.h"
#include "netprobe/probe/machine.h"
#include "netprobe/probe/nat64.h"
#include "netprobe/probe/resolver.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

namespace netprobe {

namespace {

Millis seconds(double value) { return Millis(std::max<long long>(1, std::llround(value * 1000))); }

Result<std::optional<std::vector<std::uint16_t>>> ports_of(const std::vector<std::string>& texts) {
  if (texts.empty()) {
    return std::nullopt;
  }
  std::vector<std::uint16_t> ports;
  for (const std::string& text : texts) {
    const auto port = parse_number<std::uint16_t>(text);
    if (!port || *port == 0) {
      return usage_error(fmt::format("--ports: found \"{}\", expected a port from 1 to 65535",
                                     printable(text, 100)));
    }
    if (std::find(ports.begin(), ports.end(), *port) == ports.end()) {
      ports.push_back(*port);
    }
  }
  return ports;
}

Result<std::vector<std::string>> resolvers_of(const std::vector<std::string>& texts) {
  std::vector<std::string> servers;
  for (const std::string& text : texts) {
    const auto server = HostPort::parse(text);
    if (!server || !IpAddress::parse(server->host)) {
      return usage_error(
          fmt::format("--dns-server: found \"{}\", expected IP or IP:PORT ([IPv6]:PORT)",
                      printable(text, 100)));
    }
    servers.push_back(
        HostPort{server->host, server->port == 0 ? std::uint16_t{53} : server->port}.to_string());
  }
  return servers;
}

/// What a list of targets has and no run can test, so that nobody takes it for tested.
void tell_left_out(const std::vector<std::string>& left_out) {
  constexpr std::size_t most = 50;
  for (std::size_t i = 0; i < std::min(most, left_out.size()); ++i) {
    fmt::print(stderr, "netprobe: --targets: left out: {}\n", left_out[i]);
  }
  if (left_out.size() > most) {
    fmt::print(stderr, "netprobe: --targets: left out: {} more\n", left_out.size() - most);
  }
}

Result<void> add_targets(const CheckOptions& options, std::vector<ExtraTarget>& targets) {
  for (const std::string& host : options.hosts) {
    auto target = parse_host(host);
    if (!target) {
      return tl::unexpected(target.error());
    }
    targets.push_back(std::move(*target));
  }
  for (const std::string& file : options.target_files) {
    const auto text = read_input(file, "--targets");
    if (!text) {
      return tl::unexpected(text.error());
    }
    auto more = parse_targets(*text, file == "-" ? "standard input" : file);
    if (!more) {
      return tl::unexpected(more.error());
    }
    tell_left_out(more->left_out);
    targets.insert(targets.end(), std::make_move_iterator(more->targets.begin()),
                   std::make_move_iterator(more->targets.end()));
  }
  return {};
}

Result<std::vector<std::string>> certificates_of(const std::vector<std::string>& files,
                                                 std::string_view option) {
  std::vector<std::string> all;
  for (const std::string& file : files) {
    const auto text = read_input(file, option);
    if (!text) {
      return tl::unexpected(text.error());
    }
    auto some = parse_certificates(*text, file);
    if (!some) {
      return usage_error(fmt::format("{}: {}", option, some.error().message));
    }
    all.insert(all.end(), some->begin(), some->end());
  }
  return all;
}

Result<TrustInputs> trust_of(const CheckOptions& options) {
  auto extra = certificates_of(options.ca_files, "--ca-file");
  if (!extra) {
    return tl::unexpected(extra.error());
  }
  auto expected = certificates_of(options.expected_root_files, "--expected-root");
  if (!expected) {
    return tl::unexpected(expected.error());
  }
  auto of_proxies = certificates_of(options.proxy_ca_files, "--proxy-ca-file");
  if (!of_proxies) {
    return tl::unexpected(of_proxies.error());
  }
  TrustInputs trust;
  trust.proxy_certificates = std::move(*of_proxies);
  trust.extra_certificates = std::move(*extra);
  trust.expected_certificates = std::move(*expected);
  trust.authorities = embedded_authorities();
  return trust;
}

Limits limits_of(const CheckOptions& options) {
  Limits limits;
  limits.connect_timeout = seconds(options.connect_timeout);
  limits.attempt_timeout = seconds(options.timeout);
  if (options.deadline) {
    limits.deadline = seconds(*options.deadline);
  }
  limits.retries = options.retries;
  limits.attempts_in_flight = options.concurrency;
  return limits;
}

/// The parts of the plan that are words and numbers alone.
Result<void> read_plan(const CheckOptions& options, Cloud cloud, PlanRequest& plan) {
  auto workloads = workloads_named(options.workloads);
  if (!workloads) {
    return tl::unexpected(workloads.error());
  }
  auto geo_codes = geo_codes_for(options.regions, cloud);
  if (!geo_codes) {
    return tl::unexpected(geo_codes.error());
  }
  auto ports = ports_of(options.ports);
  if (!ports) {
    return tl::unexpected(ports.error());
  }
  const auto depth = choose<Depth>(
      "--depth", options.depth,
      {{"http", Depth::http}, {"tls", Depth::tls}, {"tcp", Depth::tcp}, {"dns", Depth::dns}});
  if (!depth) {
    return tl::unexpected(depth.error());
  }
  auto resolvers = resolvers_of(options.dns_servers);
  if (!resolvers) {
    return tl::unexpected(resolvers.error());
  }
  plan.workloads = std::move(*workloads);
  plan.geo_codes = std::move(*geo_codes);
  plan.ports = std::move(*ports);
  plan.depth = *depth;
  plan.resolvers = std::move(*resolvers);
  plan.families = options.ipv4_only   ? Families::ipv4_only
                  : options.ipv6_only ? Families::ipv6_only
                                      : Families::both;
  plan.limits = limits_of(options);
  plan.samples = options.samples;
  plan.controls = !options.no_controls;
  return add_targets(options, plan.extra);
}

}  // namespace

Result<std::vector<Workload>> workloads_named(const std::vector<std::string>& names) {
  std::vector<Workload> workloads;
  for (const std::string& name : names) {
    if (equals_ignoring_case(name, "all")) {
      workloads.assign(all_workloads().begin(), all_workloads().end());
      continue;
    }
    if (equals_ignoring_case(name, "none")) {
      if (names.size() > 1) {
        return usage_error("--workload: found \"none\" beside other workloads, expected it alone");
      }
      continue;
    }
    const auto workload = parse_workload(name);
    if (!workload) {
      return unexpected_word("--workload", name,
                             {"mars", "vm", "sql", "hana", "mabs", "all", "none"});
    }
    if (std::find(workloads.begin(), workloads.end(), *workload) == workloads.end()) {
      workloads.push_back(*workload);
    }
  }
  return workloads;
}

Result<Cloud> cloud_named(const std::string& name) {
  const auto cloud = parse_cloud(name);
  if (!cloud) {
    return unexpected_word(
        "--cloud", name,
        {"public", "usgov", "china", "AzureCloud", "AzureUSGovernment", "AzureChinaCloud"});
  }
  return *cloud;
}

Result<Catalog> make_catalog(Cloud cloud, const std::vector<std::string>& files) {
  auto catalog = embedded_catalog(cloud);
  for (const std::string& file : files) {
    const auto text = catalog ? read_input(file, "--catalog") : Result<std::string>("");
    if (!text) {
      return tl::unexpected(text.error());
    }
    catalog = std::move(catalog).and_then([&](Catalog base) {
      return extend_catalog(std::move(base), *text, file == "-" ? "standard input" : file);
    });
  }
  return catalog;
}

namespace {

void read_names(const EnvironmentVariables& environment, RunRequest& request) {
  const auto variable = [&](const char* name) {
    const auto found = environment.find(name);
    return found == environment.end() ? std::string() : found->second;
  };
  const NameFiles files = name_files();
  NameTexts texts;
  texts.search = {files.resolv_conf, host_name(), variable("LOCALDOMAIN"), variable("RES_OPTIONS")};
  texts.nsswitch = files.nsswitch;
  texts.place = files.place;
  texts.order = files.order;
  request.plan.search = parse_search_list(texts.search);
  request.plan.system_resolvers = system_resolvers();
  request.plan.only_ipv6 = has_only_ipv6(own_addresses());
  request.names = describe_names(texts, request.plan.resolvers, request.plan.system_resolvers);
}

/// Asked for rarely, and not for nothing: the tags are read by the first question.
std::function<std::string(const IpAddress&)> tags_of_hops(Cloud cloud) {
  return [tags = std::optional<IpSet>(), cloud](const IpAddress& hop) mutable {
    if (!tags) {
      const auto snapshot = embedded_service_tags(cloud);
      const ServiceTag* const azure = snapshot ? snapshot->find("AzureCloud") : nullptr;
      tags = azure != nullptr ? azure->addresses() : IpSet();
    }
    return tags->contains(hop) ? std::string("AzureCloud") : std::string();
  };
}

/// The carried facts that this run relies on: a list of the caller's own hosts relies on none, and
/// of tags that the rules were read with there is a warning already.
std::vector<DatedFacts> facts_relied_on(const RunRequest& request) {
  const bool warned = !request.service_tags_warning.empty();
  return request.plan.workloads.empty()
             ? std::vector<DatedFacts>()
             : dated_facts(request.catalog.date, warned ? "" : request.catalog.sign_in_tag_date);
}

/// What is asked for: the catalog, or one of Microsoft's lists out of it.
Result<void> read_catalog(const CheckOptions& options, Cloud cloud, RunRequest& request) {
  auto catalog = make_catalog(cloud, options.catalog_files);
  if (!catalog) {
    return tl::unexpected(catalog.error());
  }
  const auto list = list_named(options.list);
  catalog = list ? cut_to_list(std::move(*catalog), *list, request.plan.workloads)
                 : tl::unexpected(list.error());
  if (!catalog) {
    return tl::unexpected(catalog.error());
  }
  request.plan.list = *list == todays_list ? "" : *list;
  request.plan.region_names =
      region_names_for(options.regions.empty() ? catalog->default_geo_codes : options.regions);
  request.catalog = std::move(*catalog);
  return {};
}

}  // namespace

Result<RunRequest> make_request(const CheckOptions& options,
                                const EnvironmentVariables& environment) {
  const auto cloud = cloud_named(options.cloud);
  if (!cloud) {
    return tl::unexpected(cloud.error());
  }
  RunRequest request;
  if (const auto read = read_plan(options, *cloud, request.plan); !read) {
    return tl::unexpected(read.error());
  }
  read_names(environment, request);
  if (const auto read = read_catalog(options, *cloud, request); !read) {
    return tl::unexpected(read.error());
  }
  if (const auto read = read_routes(options, environment, request); !read) {
    return tl::unexpected(read.error());
  }
  auto trust = trust_of(options);
  if (!trust) {
    return tl::unexpected(trust.error());
  }
  request.trust = std::move(*trust);
  if (request.plan.workloads.empty() && request.plan.extra.empty()) {
    return usage_error(
        "--workload none: found nothing else to check, expected --host or --targets beside it");
  }
  if (const auto read = read_policies(options, *cloud, request); !read) {
    return tl::unexpected(read.error());
  }
  request.regions = options.regions;
  request.region_names = region_names_for(options.regions);
  request.regional_tags = regional_tags_for(options.regions, *cloud);
  request.notes = notes_on_regions(options.regions);
  request.facts = facts_relied_on(request);
  request.host = host_name();
  request.platform = this_platform();
  request.azure_vm = firmware_says_azure();
  request.plan.azure_platform = !options.no_azure_platform && request.azure_vm != false;
  request.follow_up = !options.no_follow_up;
  request.tag_of = tags_of_hops(*cloud);
  request.read_local_firewall = [](const Interrupts* interrupts) {
    std::vector<std::string> all = dropping_rules(packet_filter_rules(interrupts).value_or(""));
    const auto legacy = dropping_legacy_rules(legacy_filter_rules(interrupts).value_or(""));
    all.insert(all.end(), legacy.begin(), legacy.end());
    return all;
  };
  return request;
}

}  // namespace netprobe
