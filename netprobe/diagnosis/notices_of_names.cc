#include "netprobe/core/name_answers.h"
#include "netprobe/core/text.h"
#include "netprobe/diagnosis/evidence.h"
#include "netprobe/diagnosis/finding_values.h"
#include "netprobe/diagnosis/findings.h"
#include "netprobe/diagnosis/notice.h"
#include "netprobe/diagnosis/rule_lines.h"
#include "netprobe/diagnosis/told_otherwise.h"
#include "netprobe/diagnosis/wording.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace netprobe {

namespace {

using Kind = NameDifference::Kind;

// --- the hosts file

/// It decides what programs get, and the resolvers say otherwise; it works today.
bool is_pinned(const Observation& seen) {
  if (!is_ok(seen) || seen.route != RouteKind::direct || !seen.dns || !seen.dns->from_hosts_file) {
    return false;
  }
  const auto& theirs = seen.dns->resolver_addresses;
  const auto& ours = seen.dns->addresses;
  return !theirs.empty() && std::none_of(ours.begin(), ours.end(), [&](const auto& one) {
    return std::find(theirs.begin(), theirs.end(), one.address) != theirs.end();
  });
}

void note_pinned_hosts(const Facts& facts, std::vector<Finding>& findings) {
  const auto pinned = attempts_where(facts, [](const ProbeTask& task, const Observation& seen) {
    return !task.control && !task.comparison && is_pinned(seen);
  });
  if (pinned.empty()) {
    return;
  }
  Finding finding = notice("dns.hosts-pinned", Severity::warning, Blocker::dns,
                           Cause::dns_hosts_override, Confidence::certain);
  std::vector<std::string> hosts;
  for (const AttemptIndex index : pinned) {
    const Observation& seen = facts.attempts[index];
    const std::string& host = facts.attempts.task_of(seen)->host;
    if (std::find(hosts.begin(), hosts.end(), host) != hosts.end()) {
      continue;
    }
    hosts.push_back(host);
    add_rows_of_host(facts, host, finding);
    finding.evidence.push_back({fmt::format("{}: the file says {}, the resolvers say {}", host,
                                            words_of_addresses(addresses_told(seen)),
                                            words_of_addresses(seen.dns->resolver_addresses)),
                                seen.dns->server.value_or("the hosts file")});
  }
  finding.title = fmt::format("The hosts file pins {} to a fixed address that DNS does not give",
                              list_hosts(hosts));
  finding.explanation =
      "Every program on this machine gets that address, whatever the DNS servers say. It answers "
      "today; when the service moves, this machine will go on using the old address and fail.";
  finding.remedy = {
      "remove the line from the hosts file on this machine, unless it is meant (a private "
      "endpoint)",
      {fmt::format("grep -n {} /etc/hosts", hosts.front())},
      {}};
  findings.push_back(std::move(finding));
}

// --- what the system's name service says

/// Told otherwise, and not failing by it as far as is known. Other addresses of a name are nothing
/// odd by themselves.
bool is_odd(const Facts& facts, const NameDifference& difference) {
  const bool by_search =
      !search_name_behind(facts.attempts.plan(), facts.attempts.all(), *difference.control).empty();
  return by_search || difference.kind == Kind::wrong;
}

void note_name_service(const Facts& facts, const std::vector<NameDifference>& differences,
                       std::vector<Finding>& findings) {
  const auto failing = hosts_told_otherwise(facts.attempts, facts.experiments);
  Finding finding = notice("dns.local-source", Severity::warning, Blocker::dns,
                           Cause::dns_hosts_override, Confidence::likely);
  std::vector<std::string> hosts;
  for (const NameDifference& difference : differences) {
    const ProbeTask& task = *facts.attempts.task_of(*difference.control);
    if (task.control != ControlKind::name_service || failing.contains(task.host) ||
        !is_odd(facts, difference)) {
      continue;
    }
    const NameSource source = source_of_name(facts, *difference.control);
    finding.explanation = source.words;
    finding.remedy.text = source.fix;
    finding.evidence.insert(finding.evidence.end(), source.evidence.begin(), source.evidence.end());
    add_rows_of_host(facts, task.host, finding);
    hosts.push_back(task.host);
  }
  if (hosts.empty()) {
    return;
  }
  finding.title =
      fmt::format("Programs on this machine get a different address for {} from the one DNS gives",
                  list_hosts(hosts));
  finding.explanation +=
      " Nothing that was tested fails because of it today, but it decides which address programs "
      "use.";
  finding.remedy.commands = {fmt::format("getent ahosts {}", hosts.front()),
                             "cat /etc/resolv.conf; grep hosts: /etc/nsswitch.conf"};
  findings.push_back(std::move(finding));
}

/// It was asked, and said nothing in time, while the resolvers answered: what programs get is not
/// known, which must not read as if it had been looked at.
void note_silent_name_service(const Facts& facts, const std::vector<NameDifference>& differences,
                              std::vector<Finding>& findings) {
  const auto asked = [&](const Observation& seen) {
    return seen.control == ControlKind::name_service;
  };
  const auto silent = [&](const NameDifference& difference) {
    return asked(*difference.control) && difference.kind == Kind::silent;
  };
  const auto all = facts.attempts.all();
  const auto first = std::find_if(differences.begin(), differences.end(), silent);
  if (first == differences.end() ||
      std::count_if(all.begin(), all.end(), asked) !=
          std::count_if(differences.begin(), differences.end(), silent)) {
    return;
  }
  const std::string& host = facts.attempts.task_of(*first->control)->host;
  Finding finding = notice("dns.name-service-silent", Severity::info, Blocker::none,
                           Cause::dns_timeout, Confidence::certain);
  finding.title = "The system's own name lookup did not answer in time";
  finding.explanation =
      "The DNS servers answered. What programs on this machine get for these names was not "
      "checked; where the lookup is always this slow, programs wait as long.";
  finding.remedy.commands = {fmt::format("time getent ahosts {}", host)};
  findings.push_back(std::move(finding));
}

// --- private zones

/// Does an error tell of that record already?
bool is_accused(const Facts& facts, const PrivateRecord& missing) {
  return std::any_of(facts.hits.begin(), facts.hits.end(), [&](const Hit& hit) {
    const auto known = private_record_of(facts, facts.observation(hit));
    return known && known->record == missing.record && known->zone == missing.zone;
  });
}

/// A representative that does not resolve is missing evidence; that it is a private zone which
/// lacks it is worth knowing, once.
void note_private_zones(const Facts& facts, std::vector<Finding>& findings) {
  const RowList list = collect(facts, [&](const RowVerdict& row) {
    std::vector<AttemptIndex> found = row.missing_names;
    std::erase_if(found, [&](AttemptIndex index) {
      const auto missing = private_record_of(facts, facts.attempts[index]);
      return !missing || is_accused(facts, *missing);
    });
    return found;
  });
  if (list.attempts.empty()) {
    return;
  }
  const Observation& first = facts.attempts[list.attempts.front()];
  const PrivateRecord missing = *private_record_of(facts, first);
  Finding finding = notice("dns.private-zone", Severity::warning, Blocker::private_endpoint,
                           cause_of(first), Confidence::likely);
  const Wording words = wording_of("dns.private-zone", Cause::dns_private);
  const Values values = {{"{zone}", missing.zone},
                         {"{record}", missing.record},
                         {"{hosts}", facts.attempts.task_of(first)->host}};
  finding.title = filled(words.title, values);
  finding.explanation = filled(words.explanation, values);
  finding.affected = list.rows;
  finding.alternatives = {{Blocker::dns, "the resolver may ask another zone of that name"}};
  add_attempts(facts, list.attempts, finding);
  finding.remedy = {filled(words.fix, values), {filled(words.command, values)}, {}};
  findings.push_back(std::move(finding));
}

}  // namespace

void note_names(const Facts& facts, std::vector<Finding>& findings) {
  const auto differences = name_differences(facts.attempts.plan(), facts.attempts.all());
  note_resolvers(facts, differences, findings);
  note_name_service(facts, differences, findings);
  note_silent_name_service(facts, differences, findings);
  note_pinned_hosts(facts, findings);
  note_private_zones(facts, findings);
}

}  // namespace netprobe
