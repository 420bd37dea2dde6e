#include "netprobe/diagnosis/causes.h"
#include "netprobe/diagnosis/findings.h"
#include "netprobe/diagnosis/notice.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <vector>

namespace netprobe {

namespace {

/// Refusals by packets, and silence, are of whoever filters addresses.
Blocker blocker_of(Cause cause) {
  return cause == Cause::tcp_denied_locally ? Blocker::host_firewall
         : cause == Cause::tcp_no_route     ? Blocker::route
         : cause == Cause::tls_intercepted  ? Blocker::tls_inspection
                                            : Blocker::firewall;
}

}  // namespace

void note_unneeded_addresses(const Facts& facts, std::vector<Finding>& findings) {
  std::vector<std::string> ranges;
  std::string who_asks;
  const RowList list = collect_by_place(facts, [&](std::size_t place) {
    const RowVerdict& row = facts.rows[place];
    const PlannedRow& planned = facts.attempts.plan().rows[place];
    if (row.comparison || !planned.required) {
      return std::vector<AttemptIndex>();
    }
    if (!row.unneeded_addresses.empty()) {
      ranges.push_back(planned.name);
      who_asks = who_asks.empty() ? planned.note : who_asks;
    }
    return row.unneeded_addresses;
  });
  if (list.attempts.empty()) {
    return;
  }
  const Cause cause = *cause_of(facts.attempts[list.attempts.front()]);
  const bool reset = cause == Cause::tcp_reset;
  Finding finding = notice("range.names-only", Severity::warning, blocker_of(cause), cause,
                           reset ? Confidence::possible : Confidence::likely);
  finding.title = fmt::format("Addresses of {} that no sign-in name resolves to are refused",
                              fmt::join(ranges, " and "));
  finding.explanation = fmt::format(
      "The sign-in names pass, so sign-in works: a network that opens names needs no address "
      "besides theirs. The range is {}.",
      who_asks.empty() ? "a row of the catalog, which no list is known to ask for" : who_asks);
  finding.affected = list.rows;
  if (reset) {
    finding.alternatives = {{Blocker::service, "nobody may listen at these addresses"}};
  } else if (finding.blocker == Blocker::firewall) {
    finding.alternatives = {{Blocker::nsg, "an NSG that opens other addresses does the same"}};
  }
  add_attempts(facts, list.attempts, finding);
  finding.remedy.text =
      "nothing, as long as names are what is opened; who opens addresses opens the whole range, or "
      "the service tag AzureActiveDirectory";
  findings.push_back(std::move(finding));
}

}  // namespace netprobe
