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
  for (const ProxySetting& setting : report.environment.proxies) {
    if (setting.source == "--proxy") {
      add_option(command, "--proxy", setting.url);
    }
  }
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
