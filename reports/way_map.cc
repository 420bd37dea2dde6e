#include "reports/way_map.h"

#include "netprobe/core/failover.h"
#include "reports/cell.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace netprobe {

namespace {

/// A row that does not work by the way, and what failed there.
struct FailedRow {
  const RowView* view = nullptr;
  std::vector<const Observation*> failures;
};

Passage& passage_at(WayMap& map, Joint joint) {
  return map.passages[static_cast<std::size_t>(joint)];
}

/// Where the blocker stands on that way; none where it is no place.
std::optional<Joint> joint_of(Blocker blocker, RouteKind kind) {
  switch (blocker) {
    case Blocker::dns:
      return Joint::resolver;
    case Blocker::host_firewall:
    case Blocker::proxy_settings:
    case Blocker::clock:
      return Joint::machine;
    case Blocker::nsg:
      return Joint::nsg;
    case Blocker::route:
    case Blocker::network:
      return Joint::route;
    case Blocker::firewall:
    case Blocker::captive_portal:
      return Joint::firewall;
    case Blocker::tls_inspection:
      return kind == RouteKind::direct ? Joint::firewall : Joint::proxy;
    case Blocker::proxy:
      return Joint::proxy;
    case Blocker::private_endpoint:
    case Blocker::service:
      return Joint::azure;
    case Blocker::unknown:
    case Blocker::none:
      break;
  }
  return std::nullopt;
}

/// Where an attempt that failed at that stage was, for want of a finding that says more.
Joint joint_of(Stage stage) {
  switch (stage) {
    case Stage::dns:
    case Stage::proxy_dns:
      return Joint::resolver;
    case Stage::proxy_tcp:
    case Stage::proxy_tls:
    case Stage::proxy_connect:
      return Joint::proxy;
    case Stage::tcp:
    case Stage::tls:
      return Joint::firewall;
    case Stage::http:
      return Joint::azure;
  }
  return Joint::azure;
}

/// Through a proxy names are sent; without one there is none.
bool leads_over(RouteKind kind, Joint joint) {
  return joint == Joint::proxy ? kind != RouteKind::direct : true;
}

std::optional<FailedRow> failed_row(const RowView& view,
                                    const std::vector<const Observation*>& seen) {
  FailedRow failed{&view, {}};
  std::copy_if(seen.begin(), seen.end(), std::back_inserter(failed.failures),
               [](const Observation* one) { return one->failure.has_value(); });
  const bool none_passed = failed.failures.size() == seen.size();
  const bool fails = none_passed || view.result.status != RowStatus::reachable;
  return failed.failures.empty() || !fails ? std::nullopt : std::optional(failed);
}

/// Do the finding's own words speak of attempts on that way? A cause that only a file or a
/// comparison shows is not the one that the attempts have.
bool speaks_of(const Finding& finding, const Way& way) {
  const std::string lead = fmt::format("attempt {} ", name_of(way.kind));
  return std::any_of(finding.evidence.begin(), finding.evidence.end(),
                     [&](const Evidence& evidence) {
                       const std::size_t found = evidence.source.find(lead);
                       if (found == std::string::npos) {
                         return false;
                       }
                       const std::string rest = evidence.source.substr(found + lead.size());
                       return !rest.starts_with("by ") || way.urls.size() != 1 ||
                              rest.starts_with(fmt::format("by {} ", way.urls.front()));
                     });
}

bool accounts_for(const Finding& finding, const Way& way, const FailedRow& failed) {
  const auto& rows = finding.affected;
  if (std::find(rows.begin(), rows.end(), failed.view->row->id) == rows.end()) {
    return false;
  }
  const bool same_cause =
      std::any_of(failed.failures.begin(), failed.failures.end(),
                  [&](const Observation* seen) { return seen->failure->cause == finding.cause; });
  return same_cause || speaks_of(finding, way);
}

/// The joints that the finding names, where the way leads over the first of them; that one comes
/// first.
std::vector<Joint> joints_named(const Finding& finding, RouteKind kind) {
  std::vector<Joint> joints;
  const auto add = [&](Blocker blocker) {
    const auto joint = joint_of(blocker, kind);
    if (joint && leads_over(kind, *joint)) {
      joints.push_back(*joint);
    }
  };
  add(finding.blocker);
  if (joints.empty() && finding.blocker != Blocker::unknown) {
    return {};
  }
  for (const Alternative& other : finding.alternatives) {
    add(other.blocker);
  }
  return joints;
}

/// Nobody is accused by a drawing of what the finding itself says with less than likelihood.
void mark(const Finding& finding, const std::vector<Joint>& named, WayMap& map) {
  const bool is_known =
      finding.blocker != Blocker::unknown && finding.confidence != Confidence::possible;
  const std::size_t count = is_known ? 1 : named.size();
  for (std::size_t i = 0; i < count; ++i) {
    const auto place = static_cast<std::size_t>(named[i]);
    if (map.passages[place] == Passage::broken) {
      continue;
    }
    map.passages[place] = is_known ? Passage::broken : Passage::suspected;
    map.causes[place] = finding.cause ? name_of(*finding.cause) : name_of(finding.blocker);
  }
}

void mark_by_findings(const std::vector<Finding>& findings, const std::vector<FailedRow>& failed,
                      WayMap& map) {
  for (const Severity severity : {Severity::error, Severity::warning, Severity::info}) {
    for (std::size_t i = 0; i < findings.size(); ++i) {
      const Finding& finding = findings[i];
      const std::vector<Joint> named = joints_named(finding, map.way.kind);
      const bool accounts = finding.severity == severity && !named.empty() &&
                            std::any_of(failed.begin(), failed.end(), [&](const FailedRow& row) {
                              return accounts_for(finding, map.way, row);
                            });
      if (accounts) {
        mark(finding, named, map);
        map.findings.push_back(i);
      }
    }
    // What is less than an error is asked only where no error accounts for the way.
    if (!map.findings.empty()) {
      return;
    }
  }
}

/// That a way is closed where another is in force is nobody's fault; the finding that says so tells
/// of the way all the same.
void note_what_is_nobodys(const std::vector<Finding>& findings,
                          const std::vector<FailedRow>& failed, WayMap& map) {
  for (std::size_t i = 0; i < findings.size() && map.findings.empty(); ++i) {
    const Finding& finding = findings[i];
    const bool of_rows = std::any_of(failed.begin(), failed.end(), [&](const FailedRow& row) {
      return accounts_for(finding, map.way, row);
    });
    // What is wrong with no row is of the way itself.
    const bool of_the_way = finding.affected.empty() && finding.cause &&
                            name_of(*finding.cause) == map.cause && speaks_of(finding, map.way);
    if (finding.blocker == Blocker::none && (of_rows || of_the_way)) {
      map.findings.push_back(i);
    }
  }
}

/// Behind the first joint that stops everything nothing was reached.
void cut_behind_the_break(WayMap& map) {
  bool cut = false;
  for (const Joint joint : all_joints) {
    Passage& passage = passage_at(map, joint);
    if (cut && passage == Passage::passed) {
      passage = Passage::unreached;
    }
    cut = cut || passage == Passage::broken || passage == Passage::suspected;
  }
}

void draw(const std::vector<Finding>& findings, const std::vector<FailedRow>& failed, WayMap& map) {
  for (const Joint joint : all_joints) {
    passage_at(map, joint) = leads_over(map.way.kind, joint) ? Passage::passed : Passage::absent;
  }
  if (failed.empty()) {
    return;
  }
  std::vector<const Observation*> failures;
  for (const FailedRow& row : failed) {
    failures.insert(failures.end(), row.failures.begin(), row.failures.end());
  }
  const auto cause = main_cause(failures);
  map.cause = cause ? name_of(*cause) : "";
  mark_by_findings(findings, failed, map);
  note_what_is_nobodys(findings, failed, map);
  const auto is_marked = [](Passage passage) {
    return passage == Passage::broken || passage == Passage::suspected;
  };
  if (std::none_of(map.passages.begin(), map.passages.end(), is_marked)) {
    const auto first = std::find_if(failures.begin(), failures.end(), [&](const Observation* seen) {
      return seen->failure->cause == cause;
    });
    const Joint joint = joint_of((*first)->failure->stage);
    passage_at(map, joint) = Passage::suspected;
    map.causes[static_cast<std::size_t>(joint)] = map.cause;
  }
  if (map.failed == map.tested) {
    cut_behind_the_break(map);
  }
}

bool is_tested(const RowView& view) {
  return !view.row->comparison && view.result.status != RowStatus::untested;
}

}  // namespace

std::string_view words_of(Joint joint) {
  switch (joint) {
    case Joint::machine:
      return "Machine";
    case Joint::resolver:
      return "Resolver";
    case Joint::nsg:
      return "NSG";
    case Joint::route:
      return "Route";
    case Joint::firewall:
      return "Firewall";
    case Joint::proxy:
      return "Proxy";
    case Joint::azure:
      return "Azure";
  }
  return "";
}

std::vector<WayMap> way_maps(const Report& report, const std::vector<RowView>& rows) {
  const bool any_required = std::any_of(rows.begin(), rows.end(), [](const RowView& view) {
    return is_tested(view) && view.result.required;
  });
  std::vector<WayMap> maps;
  for (const Way& way : ways_of(report.plan)) {
    WayMap map;
    map.way = way;
    std::vector<FailedRow> failed;
    for (const RowView& view : rows) {
      const auto seen = telling_attempts(view, way);
      if (!is_tested(view) || (any_required && !view.result.required) || seen.empty()) {
        continue;
      }
      ++map.tested;
      map.in_force =
          map.in_force ||
          std::any_of(view.attempts.begin(), view.attempts.end(), [&](const RowAttempt& attempt) {
            return way.is_of(*attempt.seen) && is_first_choice(attempt);
          });
      if (auto row = failed_row(view, seen)) {
        failed.push_back(std::move(*row));
      }
    }
    map.failed = failed.size();
    if (map.tested > 0) {
      draw(report.diagnosis.findings, failed, map);
      maps.push_back(std::move(map));
    }
  }
  return maps;
}

}  // namespace netprobe
