#include "netprobe/core/documents.h"
#include "netprobe/diagnosis/failed_trials.h"
#include "netprobe/diagnosis/findings.h"
#include "netprobe/diagnosis/notice.h"
#include "netprobe/diagnosis/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace netprobe {

namespace {

// --- TLS as Windows speaks it

/// Which Windows that is: SCHANNEL speaks TLS 1.3 from Windows Server 2022 and Windows 11 on.
constexpr std::string_view old_windows =
    "This affects agents on Windows Server 2012 R2, 2016 and 2019 and on Windows 10, whose "
    "SCHANNEL goes no higher than TLS 1.2; Windows Server 2022 and later speak TLS 1.3.";

Accusation accuse_of_windows(const TrialGroup& group) {
  switch (group.cause) {
    case Cause::tls_intercepted:
      return {Blocker::tls_inspection, Confidence::likely, {}};
    case Cause::tls_version:
      return {Blocker::firewall,
              Confidence::possible,
              {{Blocker::tls_inspection, "a gateway may terminate TLS with TLS 1.2 turned off"},
               {Blocker::service,
                "the server itself may refuse it, though the service speaks TLS 1.2 to this day"}}};
    default:
      return {Blocker::firewall,
              Confidence::likely,
              {{Blocker::tls_inspection,
                "what reads certificates sees them in TLS 1.2, and not in TLS 1.3"}}};
  }
}

std::string words_of_windows(const TrialGroup& group, const std::string& hosts, bool newer_passes) {
  const std::string_view passes = newer_passes ? "TLS 1.3 passes" : "other cipher suites pass";
  switch (group.cause) {
    case Cause::tls_intercepted:
      return fmt::format("TLS 1.2 to {} is inspected; {}: agents on older Windows may fail", hosts,
                         passes);
    case Cause::tls_version:
      return fmt::format(
          "What answers for {} refuses TLS 1.2; {}: agents on older Windows may fail", hosts,
          passes);
    default:
      return fmt::format("TLS 1.2 to {} is cut; {}: agents on older Windows may fail", hosts,
                         passes);
  }
}

void note_windows(const Facts& facts, const TrialGroup& group,
                  const std::vector<AttemptIndex>& trials, std::vector<Finding>& findings) {
  std::vector<std::string> hosts;
  std::set<std::string> rows;
  bool newer_passes = false;
  for (const AttemptIndex index : trials) {
    const ProbeTask& task = *facts.attempts.task_of(facts.attempts[index]);
    const Observation& other = *passed_beside(facts.attempts, facts.attempts[index]);
    newer_passes = newer_passes || (other.tls && other.tls->version != "TLSv1.2");
    hosts.push_back(host_of(task));
    for (const PlannedRow& row : facts.attempts.plan().rows) {
      for (const RowProbe& probe : row.probes) {
        if (!row.comparison && row.kind != EndpointKind::range &&
            is_varied_by(facts.attempts, probe, task)) {
          rows.insert(row.id);
        }
      }
    }
  }
  Accusation accusation = accuse_of_windows(group);
  Finding finding = notice("tls.windows", Severity::warning, accusation.blocker, group.cause,
                           accusation.confidence);
  finding.alternatives = std::move(accusation.alternatives);
  finding.title = words_of_windows(group, list_hosts(hosts), newer_passes);
  finding.explanation = fmt::format(
      "A handshake limited to TLS 1.2 and to the cipher suites of Windows Server 2016 and 2019 "
      "fails, while an ordinary one to the same host passes. {}{}",
      old_windows, group.proxy.empty() ? "" : fmt::format(" Seen through {}.", group.proxy));
  finding.affected.assign(rows.begin(), rows.end());
  add_trials(facts, trials, finding);
  finding.remedy.text =
      group.cause == Cause::tls_version
          ? "ask whoever runs the device that answers in the service's place to switch TLS 1.2 on, "
            "with ECDHE and AES-GCM"
          : "ask whoever runs the firewall or TLS gateway to let TLS 1.2 to the endpoints under "
            "\"Hits\" through unfiltered, or to exempt them from inspection";
  finding.remedy.docs = {std::string(link_to(Page::tls_versions))};
  finding.related_errors = {"10054", "12157"};
  findings.push_back(std::move(finding));
}

// --- requests of several segments

/// Where the second round did not settle it, or says that it is no matter of packets.
void note_uploads(const Facts& facts, std::vector<Finding>& findings) {
  std::map<std::pair<Uploads::End, std::string>, std::vector<AttemptIndex>> hung;
  for (const AttemptIndex index : facts.uploads.all()) {
    const Observation& seen = facts.attempts[index];
    hung[{facts.uploads.end_of(seen), seen.proxy.value_or("")}].push_back(index);
  }
  for (const auto& [way, trials] : hung) {
    const auto& [end, proxy] = way;
    if (end == Uploads::End::none || end == Uploads::End::near || end == Uploads::End::behind) {
      continue;  // chance, or a finding of its own
    }
    const bool is_long = end == Uploads::End::too_long;
    Finding finding = notice("upload.hangs", is_long ? Severity::info : Severity::warning,
                             is_long ? Blocker::none : Blocker::unknown, Cause::http_timeout,
                             Confidence::possible);
    finding.title =
        fmt::format("A request of several segments {}is never answered, while a small one is",
                    proxy.empty() ? "" : fmt::format("through {} ", proxy));
    finding.explanation =
        is_long
            ? "One of a single segment is answered, so it is no matter of packets: something "
              "takes no header fields of that length, and says nothing. A backup sends none."
            : "It was sent with a few kilobytes of header fields that nobody reads. Where large "
              "packets are lost on the way out, a backup hangs at its first block.";
    finding.alternatives =
        is_long ? std::vector<Alternative>()
                : std::vector<Alternative>{
                      {Blocker::network, "a link on the way out may have a smaller MTU"},
                      {Blocker::firewall, "something on the way may hold large requests back"}};
    add_trials(facts, trials, finding);
    finding.remedy.text = is_long ? "nothing to do for a backup"
                                  : "run it again without --no-follow-up; if it persists, ask the "
                                    "network's owner for the MTU of the way out";
    findings.push_back(std::move(finding));
  }
}

}  // namespace

void note_trials(const Facts& facts, std::vector<Finding>& findings) {
  note_uploads(facts, findings);
  note_unlisted_names(facts, findings);
  for (const auto& [group, trials] : failed_trials(facts, ControlKind::windows_tls)) {
    note_windows(facts, group, trials, findings);
  }
}

}  // namespace netprobe
