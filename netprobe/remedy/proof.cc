#include "netprobe/remedy/proof.h"

#include "netprobe/core/shell_word.h"
#include "netprobe/core/text.h"
#include "netprobe/remedy/allow_list.h"
#include "netprobe/remedy/quote.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

namespace netprobe {

namespace {

constexpr std::size_t most_hosts = 20;

bool is_plain(const std::string& text) {
  return !text.empty() && text.size() <= 300 && printable(text) == text;
}

void add_option(std::string& command, std::string_view option, const std::string& value) {
  if (is_plain(value)) {
    command += fmt::format(" {} {}", option, shell_word(value));
  }
}

/// What `--ports` was, where every HTTPS row of the catalog has the same ports and they are not 443
/// alone. A catalog of one's own may require others of single rows; its name is not in the report.
std::string given_ports(const Report& report) {
  std::map<std::string, std::set<std::uint16_t>> ports;
  for (const PlannedRow& row : report.plan.rows) {
    if (row.catalog_id && row.protocol == Protocol::https && row.port != 0 && !row.comparison) {
      ports[*row.catalog_id].insert(row.port);
    }
  }
  const bool same = std::all_of(ports.begin(), ports.end(), [&](const auto& row) {
    return row.second == ports.begin()->second;
  });
  return ports.empty() || !same || ports.begin()->second == std::set<std::uint16_t>{443}
             ? std::string()
             : fmt::format("{}", fmt::join(ports.begin()->second, ","));
}

/// The exceptions, as a list that is read by the same rules again: as Windows has them, which a
/// report shows by what only Windows knows, or as no_proxy has them.
std::string bypass_list(const std::vector<std::string>& entries) {
  const bool windows = std::any_of(entries.begin(), entries.end(), [](const std::string& entry) {
    return entry.starts_with("<") || (entry.size() > 1 && entry.find('*') != std::string::npos);
  });
  return join(entries, windows ? ";" : ",");
}

/// `--proxy` with its exceptions.
void add_given_proxy(std::string& command, const Report& report) {
  for (const ProxySetting& setting : report.environment.proxies) {
    if (setting.source == "--proxy") {
      add_option(command, "--proxy", setting.url);
      add_option(command, "--proxy-bypass", bypass_list(setting.bypass));
    }
  }
}

/// The script that was to decide, whether or not it could.
void add_script(std::string& command, const Circumstances& known) {
  if (known.pac && known.pac->source == "--pac") {
    add_option(command, "--pac", known.pac->location);
  } else if (known.pac || !known.wpad.empty()) {
    command += " --wpad";
  }
}

/// Without `--route` directly is always tried: what left it out was given.
void add_routes(std::string& command, const std::vector<RouteKind>& tested) {
  if (std::find(tested.begin(), tested.end(), RouteKind::direct) != tested.end()) {
    return;
  }
  for (const RouteKind kind : tested) {
    add_option(command, "--route", std::string(name_of(kind)));
  }
}

void add_own_targets(std::string& command, const Report& report) {
  std::size_t count = 0;
  for (const PlannedRow& row : report.plan.rows) {
    if (!row.catalog_id && !row.comparison && row.protocol == Protocol::https &&
        is_rule_name(to_lower(row.name)) && count++ < most_hosts) {
      add_option(command, "--host", fmt::format("{}:{}", row.name, row.port));
    }
  }
}

}  // namespace

std::string proof_for(Cloud cloud, const std::vector<Workload>& workloads,
                      const std::vector<std::string>& regions) {
  std::string command =
      fmt::format("netprobe check -w {} -c {}", workload_names(workloads, ","), name_of(cloud));
  for (const std::string& region : regions) {
    add_option(command, "-r", region);
  }
  return command;
}

std::string proof_of(const Report& report) {
  std::string command = proof_for(report.run.cloud, report.run.workloads, report.run.regions);
  add_option(command, "--ports", given_ports(report));
  // Whose settings, which proxy, which script: a proof by another way proves something else.
  if (report.circumstances.component) {
    add_option(command, "--as", report.circumstances.component->name);
  }
  add_given_proxy(command, report);
  add_script(command, report.circumstances);
  add_routes(command, report.run.routes);
  add_own_targets(command, report);
  for (const std::string& resolver : report.plan.resolvers) {
    add_option(command, "--dns-server", resolver);
  }
  command += report.plan.families == Families::ipv4_only   ? " -4"
             : report.plan.families == Families::ipv6_only ? " -6"
                                                           : "";
  return command;
}

}  // namespace netprobe
