#include "netprobe/diagnosis/audience.h"
#include "netprobe/diagnosis/failed_trials.h"
#include "netprobe/diagnosis/findings.h"
#include "netprobe/diagnosis/notice.h"
#include "netprobe/diagnosis/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace netprobe {

namespace {

/// The rows, by their place, whose wildcard covers the name and for which the varied attempt
/// stands.
std::vector<std::size_t> rows_of_name(const Facts& facts, const ProbeTask& trial) {
  std::vector<std::size_t> rows;
  const auto& planned = facts.attempts.plan().rows;
  for (std::size_t row = 0; row < planned.size(); ++row) {
    const bool lists = std::any_of(
        planned[row].probes.begin(), planned[row].probes.end(),
        [&](const RowProbe& probe) { return is_varied_by(facts.attempts, probe, trial); });
    if (lists && planned[row].kind == EndpointKind::wildcard && !planned[row].comparison &&
        wildcard_covers(planned[row].name, trial.server_name)) {
      rows.push_back(row);
    }
  }
  return rows;
}

/// The front ends of storage serve whatever name comes, since accounts come and go; others may
/// refuse a name that is none of theirs, as content networks do.
bool serves_any_name(const PlannedRow& row) { return row.service_tag == "Storage"; }

Accusation accuse_list(const TrialGroup& group) {
  if (group.cause == Cause::proxy_denied) {
    return {Blocker::proxy, Confidence::certain, {}};
  }
  if (group.cause == Cause::tls_intercepted) {
    return {Blocker::tls_inspection, Confidence::likely, {}};
  }
  return {
      Blocker::firewall,
      Confidence::likely,
      {{Blocker::tls_inspection, "an inspecting gateway that exempts listed names acts so too"}}};
}

std::string words_of_list(const TrialGroup& group) {
  if (group.cause == Cause::proxy_denied) {
    return fmt::format("The proxy {} lets only listed names through", group.proxy);
  }
  if (group.cause == Cause::tls_intercepted) {
    return "TLS is inspected unless the name is listed";
  }
  return "A firewall lets only listed names through";
}

std::string remedy_of_list(const TrialGroup& group, const std::string& wildcards) {
  if (group.cause == Cause::tls_intercepted) {
    return fmt::format(
        "ask whoever runs it to exempt {} from inspection, as wildcards that match any number of "
        "labels "
        "(*.windows.net must match a.blob.core.windows.net too) instead of single hosts",
        wildcards);
  }
  return fmt::format(
      "ask whoever runs it to allow {} {}, as wildcards that match any number of labels "
      "(*.windows.net must match a.blob.core.windows.net too) instead of single hosts; if only "
      "single names can be listed, have the vault's own hosts listed, and test each of them with "
      "--host NAME",
      wildcards,
      group.cause == Cause::proxy_denied ? "on the proxy, for CONNECT to port 443"
                                         : "on the firewall that filters by name");
}

void note_unlisted(const Facts& facts, const TrialGroup& group,
                   const std::vector<AttemptIndex>& trials, std::vector<Finding>& findings) {
  const auto& planned = facts.attempts.plan().rows;
  std::set<std::size_t> rows;
  for (const AttemptIndex index : trials) {
    const auto its_rows = rows_of_name(facts, *facts.attempts.task_of(facts.attempts[index]));
    rows.insert(its_rows.begin(), its_rows.end());
  }
  const bool is_meant = std::any_of(rows.begin(), rows.end(),
                                    [&](std::size_t row) { return serves_any_name(planned[row]); });
  if (!is_meant) {
    return;
  }
  const bool fails = std::any_of(rows.begin(), rows.end(), [&](std::size_t row) {
    return facts.rows[row].result.required && !facts.rows[row].culprits.empty();
  });
  Accusation accusation = accuse_list(group);
  Finding finding = notice("names.listed-only", fails ? Severity::error : Severity::warning,
                           accusation.blocker, group.cause, accusation.confidence);
  finding.alternatives = std::move(accusation.alternatives);
  std::vector<std::string> wildcards;
  for (const std::size_t row : rows) {
    finding.affected.push_back(planned[row].id);
    wildcards.push_back(planned[row].name);
  }
  finding.title = fmt::format("{}; the vault's own hosts may not be listed", words_of_list(group));
  finding.explanation = fmt::format(
      "The sample hosts for {} pass; a made-up name under the same wildcards does not, at an "
      "address that works. So names are let through one by one. Your vault and its storage "
      "accounts "
      "have names that this run does not know: unless those are listed too, backups will fail "
      "although this test passed.",
      list_hosts(wildcards, wildcards.size()));
  add_trials(facts, trials, finding);
  finding.remedy.text = remedy_of_list(group, list_hosts(wildcards, wildcards.size()));
  finding.remedy.docs = pages_for(audience_of(facts, rows), group.cause);
  findings.push_back(std::move(finding));
}

}  // namespace

void note_unlisted_names(const Facts& facts, std::vector<Finding>& findings) {
  for (const auto& [group, trials] : failed_trials(facts, ControlKind::unlisted_name)) {
    note_unlisted(facts, group, trials, findings);
  }
}

}  // namespace netprobe
