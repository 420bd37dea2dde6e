#include "netprobe/diagnosis/causes.h"
#include "netprobe/diagnosis/notice.h"

#include <fmt/format.h>

#include <map>

namespace netprobe {

namespace {

/// Proxies that cannot be reached, and before which the agent's list names others that can.
void note_passed_over(const Facts& facts, std::vector<Finding>& findings) {
  const RowList all = collect(facts, [](const RowVerdict& row) {
    return row.comparison ? std::vector<AttemptIndex>() : row.passed_over;
  });
  std::map<std::string, std::vector<AttemptIndex>> by_proxy;
  for (const AttemptIndex index : all.attempts) {
    by_proxy[facts.attempts[index].proxy.value_or("")].push_back(index);
  }
  for (const auto& entry : by_proxy) {
    const std::string& proxy = entry.first;
    const std::vector<AttemptIndex>& attempts = entry.second;
    Finding finding = notice("proxy.passed-over@" + proxy, Severity::warning, Blocker::proxy,
                             cause_of(facts.attempts[attempts.front()]), Confidence::likely);
    finding.title = fmt::format("The proxy {} cannot be reached; another of the list can", proxy);
    finding.explanation =
        "Several proxies are in force, one after the other. A client tries this one first, and "
        "goes on after a delay; programs that know but one proxy fail.";
    finding.affected =
        collect(facts, [&](const RowVerdict& row) {
          std::vector<AttemptIndex> some;
          std::copy_if(row.passed_over.begin(), row.passed_over.end(), std::back_inserter(some),
                       [&](AttemptIndex i) {
                         return !row.comparison && facts.attempts[i].proxy.value_or("") == proxy;
                       });
          return some;
        }).rows;
    finding.alternatives = {{Blocker::proxy_settings, "the list may name a proxy that is gone"},
                            {Blocker::firewall, "the way to the proxy may be blocked"}};
    add_attempts(facts, attempts, finding);
    finding.remedy.text = "start the proxy, open the way to it, or take it off the list";
    findings.push_back(std::move(finding));
  }
}

}  // namespace

void note_proxies(const Facts& facts, std::vector<Finding>& findings) {
  note_passed_over(facts, findings);
}

}  // namespace netprobe
