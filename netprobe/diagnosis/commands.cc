#include "netprobe/diagnosis/commands.h"

#include "netprobe/core/az_command.h"
#include "netprobe/core/opening.h"
#include "netprobe/core/shell_word.h"
#include "netprobe/core/text.h"
#include "netprobe/diagnosis/finding_values.h"
#include "netprobe/diagnosis/rule_lines.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <utility>

namespace netprobe {

namespace {

/// Does the fix let through what that hit asks for, as far as the tag of its row tells?
bool is_about(const RuleFix& fix, const PlannedRow& row) {
  const std::string_view destination = fix.destination;
  const bool same_service =
      row.service_tag.empty() ||
      equals_ignoring_case(destination.substr(0, destination.find('.')), row.service_tag);
  const auto prefix = Cidr::parse(fix.destination);
  return fix.port == row.port &&
         (prefix ? row.range && prefix->contains(*row.range) : same_service);
}

/// As `nsg evaluate` prints them. What there is no command for is said in a shell's comment.
std::vector<std::string> lines_of(const std::vector<const RuleFix*>& fixes) {
  std::vector<std::string> lines;
  for (const RuleFix* const fix : fixes) {
    const std::vector<std::string> commands = az_commands(*fix);
    if (commands.empty() || !fix->moves.empty()) {
      lines.push_back("# " + printable(fix->text, 600));
    }
    lines.insert(lines.end(), commands.begin(), commands.end());
  }
  return lines;
}

/// Those for the hits, and those for what no row stands for: a range in a tag.
std::vector<const RuleFix*> fixes_about(const Facts& facts, const std::vector<Hit>& hits) {
  const auto& planned = facts.attempts.plan().rows;
  const bool required = std::any_of(hits.begin(), hits.end(), [&](const Hit& hit) {
    return facts.rows[hit.row].result.required;
  });
  std::vector<const RuleFix*> fixes;
  for (const RuleFix& fix : facts.circumstances.rule_fixes) {
    const bool is_meant =
        std::any_of(hits.begin(), hits.end(),
                    [&](const Hit& hit) { return is_about(fix, planned[hit.row]); }) ||
        std::none_of(planned.begin(), planned.end(),
                     [&](const PlannedRow& row) { return is_about(fix, row); });
    if (required && is_meant) {
      fixes.push_back(&fix);
    }
  }
  return fixes;
}

/// Where a new rule goes, for what the workload does not require. What nobody knows stands in angle
/// brackets, which neither a shell nor Azure takes.
struct NsgTarget {
  std::string place = nsg_option_words("", "", "");
  std::optional<int> before;
  std::set<int> taken;
};

NsgTarget target_of(const Facts& facts, const Hit& hit) {
  NsgTarget target;
  const ConnectionRuling* const ruling = ruling_of(facts, facts.observation(hit));
  if (ruling == nullptr || ruling->access != Access::deny || ruling->rules.empty()) {
    return target;
  }
  const DecidingRule& rule = ruling->rules.front();
  for (const NsgPriorities& known : facts.circumstances.nsg_priorities) {
    if (known.nsg == rule.nsg) {
      target.place = nsg_option_words(known.subscription, known.resource_group,
                                      known.nsg_is_named ? known.nsg : "");
      target.before = rule.priority;
      target.taken.insert(known.outbound.begin(), known.outbound.end());
    }
  }
  return target;
}

std::vector<std::string> rules_for(const Facts& facts, const std::vector<Hit>& hits,
                                   const Audience& audience) {
  const std::vector<const RuleFix*> fixes = fixes_about(facts, hits);
  if (!fixes.empty()) {
    return lines_of(fixes);
  }
  std::vector<std::string> commands;
  if (audience.in_azure != true || audience.nsg_allows) {
    return commands;
  }
  NsgTarget target = target_of(facts, hits.front());
  for (const std::string& tag : audience.tags) {
    const auto free =
        target.before ? free_priority(*target.before, target.taken) : std::optional<int>();
    if (target.before && !free) {
      commands.push_back(fmt::format(
          "# no priority is free before {}: renumber the rules first, then allow TCP {} to {}",
          *target.before, fmt::join(audience.ports, " "), tag));
      continue;
    }
    if (free) {
      target.taken.insert(*free);
    }
    commands.push_back(fmt::format(
        "az network nsg rule create {} --name {} --priority {} --direction Outbound --access Allow "
        "--protocol Tcp --destination-address-prefixes {} --destination-port-ranges {}",
        target.place, allow_rule_name(tag), free ? std::to_string(*free) : "'<priority>'", tag,
        fmt::join(audience.ports, " ")));
  }
  return commands;
}

std::vector<std::string> routes_for(const Audience& audience) {
  std::vector<std::string> commands;
  for (const std::string& tag : audience.tags) {
    commands.push_back(
        fmt::format("az network route-table route create --resource-group '<resource-group>' "
                    "--route-table-name '<route-table>' --name {} --address-prefix {} "
                    "--next-hop-type Internet",
                    tag, tag));
  }
  return commands;
}

// --- squid, where the proxy says that it is one

bool is_squid(const Facts& facts, const std::vector<Hit>& hits) {
  return std::any_of(hits.begin(), hits.end(), [&](const Hit& hit) {
    return contains_ignoring_case(named_product(facts, facts.observation(hit)), "squid");
  });
}

/// The rows that would have to be opened for the hits.
std::set<std::size_t> opened(const Facts& facts, const std::vector<Hit>& hits) {
  std::set<std::size_t> rows;
  for (const Hit& hit : hits) {
    for (const std::size_t row :
         rows_to_open(facts.attempts.plan(), facts.attempts.all(), hit.row)) {
      rows.insert(row);
    }
  }
  return rows;
}

/// Of rows of one port. Squid takes a domain beside its own subdomain for a mistake.
std::string squid_lines(const std::vector<const PlannedRow*>& rows, const std::string& label,
                        bool plain, std::uint16_t port) {
  std::string names;
  std::string ranges;
  for (const PlannedRow* const row : rows) {
    const bool covered = std::any_of(rows.begin(), rows.end(), [&](const PlannedRow* other) {
      return other != row && other->kind == EndpointKind::wildcard &&
             wildcard_covers(other->name, row->name);
    });
    if (row->range) {
      ranges += " " + row->range->to_string();
    } else if (!covered) {
      names += " " + (row->kind == EndpointKind::wildcard ? row->name.substr(1) : row->name);
    }
  }
  std::string lines = fmt::format("acl {}_port port {}", label, port);
  const std::string_view method = plain ? "" : " CONNECT";
  if (!names.empty()) {
    lines += fmt::format("\nacl {0} dstdomain -n{1}\nhttp_access allow{2} {0}_port {0}", label,
                         names, method);
  }
  if (!ranges.empty()) {
    lines += fmt::format("\nacl {0}_ranges dst{1}\nhttp_access allow{2} {0}_port {0}_ranges", label,
                         ranges, method);
  }
  return lines;
}

/// The required ones alone, where there are any.
std::vector<std::string> squid_allows(const Facts& facts, std::vector<Hit> hits) {
  const auto is_optional = [&](const Hit& hit) { return !facts.rows[hit.row].result.required; };
  if (!std::all_of(hits.begin(), hits.end(), is_optional)) {
    std::erase_if(hits, is_optional);
  }
  const auto& planned = facts.attempts.plan().rows;
  std::map<std::pair<std::uint16_t, bool>, std::vector<const PlannedRow*>> by_port;
  for (const std::size_t row : opened(facts, hits)) {
    by_port[{planned[row].port, planned[row].protocol == Protocol::http}].push_back(&planned[row]);
  }
  std::vector<std::string> lines = {"# squid.conf, before the first http_access"};
  for (const auto& [way, rows] : by_port) {
    const std::string label =
        fmt::format("azure_backup{}", by_port.size() == 1 ? "" : fmt::format("_{}", way.first));
    for (const std::string& line : split(squid_lines(rows, label, way.second, way.first), "\n")) {
      lines.push_back(line);
    }
  }
  return lines;
}

}  // namespace

std::vector<std::string> commands_for(const Facts& facts, std::string_view command,
                                      const std::vector<Hit>& hits, const Audience& audience) {
  if (command == nsg_commands) {
    return rules_for(facts, hits, audience);
  }
  if (command == route_commands) {
    return routes_for(audience);
  }
  const bool is_for_squid =
      command == squid_names || command == squid_ports || command == squid_resolver;
  if (command.empty() || (is_for_squid && !is_squid(facts, hits))) {
    return {};
  }
  if (command == squid_names) {
    return squid_allows(facts, hits);
  }
  if (command == squid_ports) {
    return {fmt::format("acl SSL_ports port {}   # squid.conf", fmt::join(audience.ports, " "))};
  }
  return {command == squid_resolver ? "dns_nameservers ADDRESS   # squid.conf"
                                    : std::string(command)};
}

}  // namespace netprobe
