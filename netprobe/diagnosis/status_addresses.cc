#include "netprobe/core/text.h"
#include "netprobe/diagnosis/evidence.h"
#include "netprobe/diagnosis/notice.h"
#include "netprobe/diagnosis/notices.h"

#include <fmt/format.h>

#include <utility>

namespace netprobe {

namespace {

Blocker owner_of(const Observation& seen) {
  switch (seen.failure->stage) {
    case Stage::dns:
      return Blocker::dns;
    case Stage::proxy_dns:
    case Stage::proxy_tcp:
    case Stage::proxy_tls:
    case Stage::proxy_connect:
      return Blocker::proxy;
    default:
      return seen.proxy ? Blocker::proxy : Blocker::firewall;
  }
}

}  // namespace

void note_status_addresses(const Facts& facts, std::vector<Finding>& findings) {
  std::vector<std::string> hosts;
  std::vector<Evidence> evidence;
  const Observation* first = nullptr;
  for (const Observation& seen : facts.attempts.all()) {
    const ProbeTask* const task = facts.attempts.task_of(seen);
    const bool asked = task != nullptr && task->follow_up &&
                       task->follow_up->experiment == Experiment::status_address;
    if (!asked || seen.outcome != Outcome::failed) {
      continue;
    }
    first = first == nullptr ? &seen : first;
    hosts.push_back(task->host);
    evidence.push_back({fmt::format("{}: {}", name_of(seen.failure->cause), seen.failure->detail),
                        source_of(seen)});
  }
  if (first == nullptr) {
    return;
  }
  Finding finding = notice("certificates.status-unreachable", Severity::warning, owner_of(*first),
                           first->failure->cause, Confidence::possible);
  finding.title = fmt::format("The status of certificates that were shown cannot be looked up: {}",
                              join(hosts, ", "));
  finding.explanation =
      "The certificates name these hosts for revocation lists, OCSP or their issuers, over plain "
      "HTTP. Windows asks them by the machine's own proxy setting, not the agent's; where it gets "
      "no answer, handshakes take long or fail.";
  finding.evidence = std::move(evidence);
  finding.alternatives = {{Blocker::service, "the hosts themselves may be down"}};
  finding.remedy.text = "allow these hosts on port 80, on the route that the machine itself uses";
  findings.push_back(std::move(finding));
}

}  // namespace netprobe
