#include "netprobe/diagnosis/chains.h"
#include "netprobe/diagnosis/evidence.h"
#include "netprobe/diagnosis/findings.h"
#include "netprobe/diagnosis/notice.h"

#include <fmt/format.h>

#include <set>

namespace netprobe {

void note_chains(const Facts& facts, std::vector<Finding>& findings) {
  const auto completed = attempts_where(facts, [](const ProbeTask& task, const Observation& seen) {
    return is_ok(seen) && task.expectation == Expectation::service && seen.tls &&
           is_completed_here(*seen.tls);
  });
  if (completed.empty()) {
    return;
  }
  std::set<std::string> hosts;
  for (const AttemptIndex index : completed) {
    hosts.insert(host_of(*facts.attempts.task_of(facts.attempts[index])));
  }
  const TlsFacts& first = *facts.attempts[completed.front()].tls;
  const std::string address = address_of_issuer(first);
  Finding finding = notice("tls.completed-chain", Severity::warning, Blocker::service, std::nullopt,
                           Confidence::certain);
  finding.counts_for_fail_on = false;
  finding.title = fmt::format("{} sent a chain without a certificate that it needs",
                              list_hosts({hosts.begin(), hosts.end()}));
  finding.explanation = fmt::format(
      "The certificate of \"{}\" was not sent, and was supplied here. It is the service's own "
      "chain: "
      "nobody inspects it. Windows fetches such a certificate by itself; programs that use "
      "OpenSSL, "
      "as most do on Linux, fail where they do not have it.",
      missing_issuer(first));
  add_attempts(facts, completed, finding);
  finding.remedy.text = fmt::format(
      "nothing on the network, and nothing on Windows; on Linux, where a program does not trust "
      "the issuer, install that certificate{}",
      address.empty() ? "" : fmt::format(", which is at {}", address));
  findings.push_back(std::move(finding));
}

}  // namespace netprobe
