#include "netprobe/remedy/from_findings.h"

#include "netprobe/core/opening.h"
#include "netprobe/core/text.h"
#include "netprobe/core/version.h"
#include "netprobe/remedy/nsg_places.h"
#include "netprobe/remedy/proof.h"
#include "netprobe/remedy/quote.h"
#include "netprobe/remedy/requester.h"
#include "netprobe/remedy/rule_fixes.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace netprobe {

namespace {

constexpr std::size_t most_evidence = 12;

bool is_platform(const PlannedRow& row) {
  return row.range && (row.range->base == IpAddress::v4(0xa83f8110) ||  // 168.63.129.16
                       row.range->base == IpAddress::v4(0xa9fea9fe));   // 169.254.169.254
}

/// What the row's hosts resolved to, and what was connected to, where no proxy was between.
std::vector<IpAddress> addresses_of(const PlannedRow& row, const Report& report) {
  std::set<IpAddress> all;
  for (const Observation* seen : attempts_of(row, report.plan, report.observations)) {
    if (seen->route != RouteKind::direct) {
      continue;
    }
    if (seen->address) {
      all.insert(*seen->address);
    }
    if (seen->dns) {
      for (const ResolvedAddress& resolved : seen->dns->addresses) {
        all.insert(resolved.address);
      }
    }
  }
  std::erase_if(all, [](const IpAddress& address) { return !is_destination(address); });
  return {all.begin(), all.end()};
}

/// The tag, or those of the regions asked for, which suffice.
void add_tag(Want& want, const std::string& tag, const Circumstances& known) {
  const auto regional = known.regional_tags.find(tag);
  const std::vector<std::string> tags =
      regional == known.regional_tags.end() ? std::vector{tag} : regional->second;
  for (const std::string& one : tags) {
    if (is_service_tag(one) &&
        std::find(want.tags.begin(), want.tags.end(), one) == want.tags.end()) {
      want.tags.push_back(one);
    }
  }
}

/// A wildcard that no tag is documented for reaches into those of the rows below it.
void borrow_tags(Want& want, const Report& report) {
  for (const PlannedRow& other : report.plan.rows) {
    const std::string below = other.name.starts_with("*.") ? other.name.substr(2) : other.name;
    if (!other.range && wildcard_covers(want.name, below)) {
      add_tag(want, other.service_tag, report.circumstances);
    }
  }
  want.tags_are_borrowed = !want.tags.empty();
}

/// Nothing where the row's name is none that could be written into a rule.
std::optional<Want> want_of(const PlannedRow& row, const Report& report) {
  Want want;
  want.kind = row.kind;
  want.name = row.range ? row.range->to_string() : to_lower(row.name);
  want.range = row.range;
  want.port = row.port;
  want.protocol = row.protocol;
  want.platform = is_platform(row);
  want.rows = {row.id};
  const bool named = row.kind == EndpointKind::fqdn || row.kind == EndpointKind::wildcard;
  const bool fits = row.range ? row.kind == EndpointKind::range
                    : named   ? is_rule_name(want.name) && want.name.starts_with("*.") ==
                                                             (row.kind == EndpointKind::wildcard)
                            : row.kind == EndpointKind::rule_only && is_service_tag(row.name);
  if (!fits || want.port == 0) {
    return std::nullopt;
  }
  add_tag(want, row.service_tag, report.circumstances);
  if (want.kind == EndpointKind::wildcard && want.tags.empty()) {
    borrow_tags(want, report);
  }
  if (named) {
    want.addresses = addresses_of(row, report);
  }
  return want;
}

/// What the reader of a ticket knows: names, and no identifiers of ours.
std::vector<std::string> names_of(const std::vector<std::string>& ids, const ProbePlan& plan) {
  std::vector<std::string> names;
  for (const std::string& id : ids) {
    const auto row = std::find_if(plan.rows.begin(), plan.rows.end(),
                                  [&](const PlannedRow& one) { return one.id == id; });
    names.push_back(row == plan.rows.end() ? id : fmt::format("{}:{}", row->name, row->port));
  }
  return names;
}

Case case_of(const Finding& finding, const ProbePlan& plan) {
  Case one;
  one.title = finding.title;
  one.judged = fmt::format("{}, {}, {}", name_of(finding.blocker),
                           finding.cause ? name_of(*finding.cause) : "no cause",
                           name_of(finding.confidence));
  one.explanation = finding.explanation;
  one.ask = finding.remedy.text;
  one.by_rules = is_matter_of_rules(finding);
  one.hits = names_of(finding.affected, plan);
  for (const Evidence& evidence : finding.evidence) {
    if (one.evidence.size() < most_evidence) {
      one.evidence.push_back(fmt::format("{} ({})", evidence.fact, evidence.source));
    }
  }
  return one;
}

/// Goes through the findings, and remembers which rows have been dealt with.
class Collector {
 public:
  Collector(const Report& report, Syntax syntax, bool optional_too, AllowList& list)
      : report_(report), syntax_(syntax), optional_too_(optional_too), list_(list) {
    for (std::size_t i = 0; i < report.plan.rows.size() && i < report.diagnosis.rows.size(); ++i) {
      rows_.emplace(report.plan.rows[i].id, i);
    }
  }

  void take(const Finding& finding) {
    if (!can_fix(syntax_, finding)) {
      list_.left_out.push_back({finding.title, "no such rule changes it",
                                std::string(owner_of(finding)), finding.affected});
      seen_.insert(finding.affected.begin(), finding.affected.end());
      return;
    }
    list_.cases.push_back(case_of(finding, report_.plan));
    asking_.insert(asking_.end(), finding.affected.begin(), finding.affected.end());
    list_.at_this_machine |= finding.blocker == Blocker::host_firewall;
    if (finding.cause == Cause::proxy_auth_required) {
      list_.notes.emplace_back(
          "the proxy asks for a password: these rules let the named hosts pass without one; the "
          "other way is to give the agent the proxy's credentials");
    }
    // What no rule changes is told in a ticket all the same, and asks for no destination.
    if (!is_matter_of_rules(finding)) {
      seen_.insert(finding.affected.begin(), finding.affected.end());
      return;
    }
    for (const std::string& id : finding.affected) {
      take(id, finding);
    }
  }

  /// Whose traffic that owner is asked for, and why.
  void tell_who_asks() {
    list_.from = requester_of(report_, asking_);
    list_.since = fmt::format("at least since {}, when it was seen; what was before is not known",
                              format_rfc3339(report_.run.started));
    list_.reason = reason_for(report_.run.workloads, report_.run.cloud);
  }

  /// What is not reachable and in no error finding is not passed over in silence.
  void take_the_rest() {
    for (const auto& [id, index] : rows_) {
      const RowResult& result = report_.diagnosis.rows[index];
      const bool is_closed =
          result.status == RowStatus::blocked || result.status == RowStatus::degraded;
      if (is_closed && result.required && !seen_.contains(id)) {
        list_.left_out.push_back({id, "no finding says what blocks it", "", {id}});
      }
    }
  }

 private:
  void take(const std::string& id, const Finding& finding) {
    const auto found = rows_.find(id);
    if (found == rows_.end()) {
      return;
    }
    const PlannedRow& row = report_.plan.rows[found->second];
    const RowResult& result = report_.diagnosis.rows[found->second];
    if (row.comparison || result.status == RowStatus::reachable || !seen_.insert(id).second) {
      return;
    }
    if (!result.required && !optional_too_) {
      list_.optional_rows.push_back(fmt::format("{}:{}", row.name, row.port));
      return;
    }
    // Where a wildcard fails only by what a narrower row names, that row is enough.
    for (const std::size_t place :
         rows_to_open(report_.plan, report_.observations, found->second)) {
      auto want = want_of(report_.plan.rows[place], report_);
      if (!want) {
        list_.left_out.push_back({id, "its name cannot stand in a rule", "", {id}});
        return;
      }
      want->rows = {id};
      add(list_for(finding), std::move(*want));
    }
  }

  /// What has to be done about what a finding is about: open it, route it, or not look into it.
  std::vector<Want>& list_for(const Finding& finding) {
    const bool routed =
        is_network_security_group(syntax_) && finding.cause == Cause::route_blackhole;
    if (routed) {
      return list_.routed;
    }
    const bool exempted =
        is_inspection(finding) && syntax_ != Syntax::azure_firewall && syntax_ != Syntax::fortigate;
    return exempted ? list_.exempt : list_.open;
  }

  const Report& report_;
  Syntax syntax_;
  bool optional_too_;
  AllowList& list_;
  std::map<std::string, std::size_t> rows_;
  std::set<std::string> seen_;
  std::vector<std::string> asking_;  ///< rows of the findings that this owner is told of
};

/// The first digits of the run's id: what is added can be found again by them.
std::string short_id(const std::string& id) {
  constexpr std::size_t digits = 8;
  const bool fits = id.size() >= digits && std::all_of(id.begin(), id.end(), [](char c) {
                      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
                    });
  return fits ? id.substr(0, digits) : "unknown";
}

std::string subject_of(const Report& report) {
  return fmt::format("report {} of {} from {} (cloud {}; workloads {})",
                     printable(report.run.id, 64), format_rfc3339(report.run.started),
                     printable(report.run.host, 255), name_of(report.run.cloud),
                     workload_names(report.run.workloads, ", "));
}

}  // namespace

AllowList from_findings(const Report& report, Syntax syntax, bool optional_too) {
  AllowList list;
  list.tool_version = tool_version();
  list.subject = subject_of(report);
  list.machine = report.run.host;
  list.cloud = report.run.cloud;
  list.id = short_id(report.run.id);
  list.proof = proof_of(report);
  list.nsgs = nsg_places(report.circumstances.rulings, report.circumstances.nsg_priorities);
  Collector collector(report, syntax, optional_too, list);
  for (const Finding& finding : report.diagnosis.findings) {
    if (finding.severity == Severity::error) {
      collector.take(finding);
    }
  }
  collector.take_the_rest();
  collector.tell_who_asks();
  if (is_network_security_group(syntax)) {
    list.rule_fixes = rule_fixes_of(report);
    list.beside_fixes = optional_too;
  }
  return expressible(std::move(list), syntax);
}

}  // namespace netprobe
