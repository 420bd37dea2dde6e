#include "netprobe/diagnosis/notices.h"

#include "netprobe/core/text.h"
#include "netprobe/diagnosis/causes.h"
#include "netprobe/diagnosis/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

namespace netprobe {

namespace {

constexpr Millis tolerated_skew{std::chrono::minutes(5)};  // product contract, 3: clock.skew
constexpr std::size_t most_evidence = 8;

Finding notice(std::string id, Severity severity, Blocker blocker, std::optional<Cause> cause,
               Confidence confidence) {
  Finding finding;
  finding.id = std::move(id);
  finding.severity = severity;
  finding.blocker = blocker;
  finding.cause = cause;
  finding.confidence = confidence;
  return finding;
}

void add_attempts(const Facts& facts, const std::vector<AttemptIndex>& attempts, Finding& finding) {
  for (const AttemptIndex index : attempts) {
    if (finding.evidence.size() == most_evidence) {
      return;
    }
    const Observation& seen = facts.attempts[index];
    const auto& failure = seen.failure ? seen.failure
                          : seen.earlier_failures.empty()
                              ? std::nullopt
                              : std::optional(seen.earlier_failures.front());
    finding.evidence.push_back(
        {failure ? fmt::format("{}: {}", name_of(failure->cause), failure->detail) : "answered",
         source_of(seen)});
  }
}

const std::string& row_id(const Facts& facts, std::size_t row) {
  return facts.attempts.plan().rows[row].id;
}

void note_malformed_settings(const Facts& facts, std::vector<Finding>& findings) {
  for (const ProxySetting& setting : facts.circumstances.proxies) {
    if (setting.problem.empty()) {
      continue;
    }
    Finding finding = notice("proxy-settings.malformed@" + setting.source, Severity::error,
                             Blocker::proxy_settings, std::nullopt, Confidence::certain);
    finding.title = fmt::format("The proxy setting of {} cannot be used", setting.source);
    finding.explanation = fmt::format(
        "{}. Programs that read it fail, or go directly where they should not.", setting.problem);
    finding.evidence.push_back({fmt::format("it says \"{}\"", setting.url), setting.source});
    finding.remedy.text = fmt::format("correct or remove {}", setting.source);
    findings.push_back(std::move(finding));
  }
}

void note_clock(const Facts& facts, std::optional<Millis> skew, std::vector<Finding>& findings) {
  if (!skew || std::abs(skew->count()) <= tolerated_skew.count()) {
    return;
  }
  Finding finding = notice("clock.skew", Severity::warning, Blocker::clock, Cause::clock_skew,
                           Confidence::certain);
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(*skew).count();
  finding.title = fmt::format("This machine's clock is {} s {}", std::abs(seconds),
                              seconds > 0 ? "ahead" : "behind");
  finding.explanation =
      "The Date of answers over verified TLS says so (median). Sign-in and storage reject requests "
      "whose time is too far off.";
  for (const AttemptIndex index : facts.attempts.counted()) {
    const Observation& seen = facts.attempts[index];
    if (is_ok(seen) && seen.tls && seen.http && seen.http->date && finding.evidence.size() < 3) {
      finding.evidence.push_back(
          {fmt::format("Date: {}", format_rfc3339(*seen.http->date)), source_of(seen)});
    }
  }
  finding.remedy = {
      "set the clock, and turn time synchronisation on", {"timedatectl set-ntp true"}, {}};
  findings.push_back(std::move(finding));
}

void note_unstable(const Facts& facts, std::vector<Finding>& findings) {
  std::vector<AttemptIndex> flapping;
  std::set<std::string> rows;
  for (std::size_t row = 0; row < facts.rows.size(); ++row) {
    for (const RowProbe& probe : facts.attempts.plan().rows[row].probes) {
      for (const TaskId task : probe.tasks) {
        for (const AttemptIndex index : facts.attempts.of(task)) {
          const Observation& seen = facts.attempts[index];
          if (is_ok(seen) && !seen.earlier_failures.empty() && seen.route == probe.in_force &&
              !facts.rows[row].comparison) {
            flapping.push_back(index);
            rows.insert(row_id(facts, row));
          }
        }
      }
    }
  }
  std::sort(flapping.begin(), flapping.end());
  flapping.erase(std::unique(flapping.begin(), flapping.end()), flapping.end());
  if (flapping.empty()) {
    return;
  }
  const Failure& first = facts.attempts[flapping.front()].earlier_failures.front();
  Finding finding =
      notice("unstable", Severity::warning, Blocker::unknown, first.cause, Confidence::possible);
  finding.title = fmt::format("{} {} only on a repeat", flapping.size(),
                              flapping.size() == 1 ? "attempt passed" : "attempts passed");
  finding.explanation =
      "They failed first and passed when repeated: packets are lost, or something is overloaded. "
      "They count as reachable.";
  finding.affected.assign(rows.begin(), rows.end());
  finding.alternatives = {{Blocker::network, "packet loss"},
                          {Blocker::firewall, "an overloaded or rate-limiting device"},
                          {Blocker::service, "an overloaded far end"}};
  add_attempts(facts, flapping, finding);
  finding.remedy.text = "run it again a few times; if it stays so, look for loss on the path";
  findings.push_back(std::move(finding));
}

struct RowList {
  std::vector<AttemptIndex> attempts;
  std::vector<std::string> rows;
};

template <typename Select>
RowList collect(const Facts& facts, const Select& select) {
  RowList list;
  std::set<AttemptIndex> seen;
  for (std::size_t row = 0; row < facts.rows.size(); ++row) {
    bool any = false;
    for (const AttemptIndex index : select(facts.rows[row])) {
      any = true;
      seen.insert(index);
    }
    if (any) {
      list.rows.push_back(row_id(facts, row));
    }
  }
  list.attempts.assign(seen.begin(), seen.end());
  return list;
}

void note_dead_addresses(const Facts& facts, std::vector<Finding>& findings) {
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    const RowList list = collect(facts, [&](const RowVerdict& row) {
      std::vector<AttemptIndex> dead;
      std::copy_if(row.dead_addresses.begin(), row.dead_addresses.end(), std::back_inserter(dead),
                   [&](AttemptIndex i) {
                     const auto& address = facts.attempts[i].address;
                     return !row.comparison &&
                            (address ? address->family() : Family::ipv4) == family;
                   });
      return dead;
    });
    if (list.attempts.empty()) {
      continue;
    }
    const bool six = family == Family::ipv6;
    Finding finding =
        notice(six ? "address.ipv6-dead" : "address.dead", Severity::warning, Blocker::unknown,
               cause_of(facts.attempts[list.attempts.front()]), Confidence::possible);
    finding.title = six ? "IPv6 is set up on this machine, and does not work"
                        : "Some addresses of hosts that work are dead";
    finding.explanation = fmt::format(
        "{} attempts failed at addresses beside which others of the same host answered. A client "
        "falls back, after a delay.",
        list.attempts.size());
    finding.affected = list.rows;
    finding.alternatives = {{Blocker::firewall, "it may block these addresses"},
                            {Blocker::service, "they may be down"},
                            {Blocker::network, "the way to them may be broken"}};
    add_attempts(facts, list.attempts, finding);
    finding.remedy.text = six ? "repair IPv6, or turn it off"
                              : "open these addresses too; clients may be given them first";
    findings.push_back(std::move(finding));
  }
}

void note_guesses(const Facts& facts, std::vector<Finding>& findings) {
  const RowList list = collect(facts, [](const RowVerdict& row) {
    return row.comparison ? std::vector<AttemptIndex>() : row.failed_guesses;
  });
  if (list.attempts.empty()) {
    return;
  }
  Finding finding = notice("region.guessed", Severity::warning, Blocker::unknown,
                           cause_of(facts.attempts[list.attempts.front()]), Confidence::possible);
  finding.title = "Some regions' hosts cannot be reached; which region is yours was not said";
  finding.explanation =
      "No region was given, so hosts of several were tried; one that answers stands for the "
      "others.";
  finding.affected = list.rows;
  finding.alternatives = {{Blocker::firewall, "it may open only some regions"}};
  add_attempts(facts, list.attempts, finding);
  finding.remedy.text = "run it again with --region and the vault's region";
  findings.push_back(std::move(finding));
}

void note_untested(const Facts& facts, std::vector<Finding>& findings) {
  std::map<std::pair<Severity, std::string>, std::vector<std::size_t>> groups;
  for (std::size_t row = 0; row < facts.rows.size(); ++row) {
    const PlannedRow& planned = facts.attempts.plan().rows[row];
    const std::string& reason = facts.rows[row].untested_because;
    if (!reason.empty() && !planned.comparison && !facts.rows[row].undecided_by_end) {
      const bool warn = planned.required && !planned.inside_azure_only;
      groups[{warn ? Severity::warning : Severity::info, reason}].push_back(row);
    }
  }
  for (const auto& [key, rows] : groups) {
    Finding finding = notice(fmt::format("untested.{}", row_id(facts, rows.front())), key.first,
                             Blocker::none, std::nullopt, Confidence::certain);
    const std::vector<AttemptIndex>& missing = facts.rows[rows.front()].missing_names;
    if (!missing.empty()) {
      finding.blocker = Blocker::dns;
      finding.cause = cause_of(facts.attempts[missing.front()]);
      finding.confidence = Confidence::possible;
      finding.alternatives = {{Blocker::service, "the hosts that stand for it may be gone"}};
      add_attempts(facts, missing, finding);
    }
    finding.title = fmt::format("{} {} not be tested: {}", rows.size(),
                                rows.size() == 1 ? "row could" : "rows could", key.second);
    finding.explanation = "What could not be decided counts neither for nor against this network.";
    for (const std::size_t row : rows) {
      finding.affected.push_back(row_id(facts, row));
    }
    finding.evidence.push_back({key.second, "the plan and the attempts of these rows"});
    finding.remedy.text =
        "give a host name that stands for it with --host, or test from where it can be reached";
    findings.push_back(std::move(finding));
  }
}

void note_comparisons(const Facts& facts, std::vector<Finding>& findings) {
  for (const bool refused : {true, false}) {
    const RowList list = collect(facts, [&](const RowVerdict& row) {
      std::vector<AttemptIndex> some;
      std::copy_if(row.culprits.begin(), row.culprits.end(), std::back_inserter(some),
                   [&](AttemptIndex i) {
                     return row.comparison &&
                            is_refusal_of_a_comparison(facts.attempts[i].failure->cause) == refused;
                   });
      return some;
    });
    if (list.attempts.empty()) {
      continue;
    }
    const Cause cause = facts.attempts[list.attempts.front()].failure->cause;
    const bool by_proxy = facts.attempts[list.attempts.front()].proxy.has_value();
    Finding finding = notice(refused ? "comparison.refused" : "comparison.silent",
                             refused ? Severity::warning : Severity::info,
                             !refused                             ? Blocker::none
                             : by_proxy                           ? Blocker::proxy
                             : cause == Cause::tcp_denied_locally ? Blocker::host_firewall
                                                                  : Blocker::firewall,
                             cause, refused ? Confidence::certain : Confidence::possible);
    finding.counts_for_fail_on = false;
    finding.title = refused ? "Port 8443, which nothing here needs, is refused"
                            : "Port 8443, which nothing here needs, is not open";
    finding.explanation = refused ? "Somebody refuses it positively. Today's lists ask for 443 "
                                    "only; 8443 stands in an older one, for managed disks."
                                  : "No public host of the service is known to listen there, so "
                                    "this says nothing against the network.";
    finding.affected = list.rows;
    add_attempts(facts, list.attempts, finding);
    finding.remedy.text =
        refused ? "nothing, unless you know that you need it (--ports 443,8443 then requires it)"
                : "nothing to do";
    findings.push_back(std::move(finding));
  }
}

template <typename Matches>
std::vector<AttemptIndex> attempts_where(const Facts& facts, const Matches& matches) {
  std::vector<AttemptIndex> found;
  for (const AttemptIndex index : facts.attempts.counted()) {
    if (matches(*facts.attempts.task_of(facts.attempts[index]), facts.attempts[index])) {
      found.push_back(index);
    }
  }
  return found;
}

void note_liars(const Facts& facts, std::vector<Finding>& findings) {
  if (facts.answered_for_all) {
    // An inspecting gateway is the one that answers; elsewhere a transparent proxy or firewall.
    const bool inspected = !facts.owners_failing(Cause::tls_intercepted).empty();
    Finding finding = notice("tcp.answered-for-all", Severity::warning,
                             inspected ? Blocker::tls_inspection : Blocker::firewall,
                             Cause::tcp_answered_for_all, Confidence::likely);
    finding.title = "Something answers TCP for every address";
    finding.explanation =
        "An address that nobody has accepted a connection. A completed handshake therefore proves "
        "nothing here; only verified TLS does.";
    add_attempts(facts,
                 attempts_where(facts,
                                [](const ProbeTask& task, const Observation& seen) {
                                  return task.control == ControlKind::unrouted_address &&
                                         is_ok(seen);
                                }),
                 finding);
    finding.remedy.text = "nothing by itself: transparent proxies and Azure Firewall act so";
    findings.push_back(std::move(finding));
  }
  if (facts.invented_names) {
    Finding finding =
        notice("dns.invented", Severity::warning, Blocker::dns, std::nullopt, Confidence::certain);
    finding.title = "The resolver invents answers for names that do not exist";
    finding.explanation =
        "A name that cannot exist was given an address: lookups that succeed prove less here.";
    add_attempts(facts,
                 attempts_where(facts,
                                [](const ProbeTask& task, const Observation& seen) {
                                  return task.control == ControlKind::must_not_resolve &&
                                         is_ok(seen);
                                }),
                 finding);
    finding.remedy.text = "turn the rewriting of NXDOMAIN off on the resolver";
    findings.push_back(std::move(finding));
  }
}

void note_odd_answers(const Facts& facts, std::vector<Finding>& findings) {
  const auto busy = attempts_where(facts, [](const ProbeTask&, const Observation& seen) {
    return is_ok(seen) && !seen.control && seen.tls && seen.http &&
           (seen.http->status == 429 || seen.http->status >= 500);
  });
  if (!busy.empty()) {
    Finding finding = notice("service.busy", Severity::warning, Blocker::service,
                             Cause::http_unexpected_status, Confidence::certain);
    finding.title = fmt::format("The service answers {}: it asks for patience",
                                facts.attempts[busy.front()].http->status);
    finding.explanation =
        "The certificate proves that the service itself answers, so the network is not at fault.";
    add_attempts(facts, busy, finding);
    finding.remedy.text = "try again later; look at Azure's status page if it stays so";
    findings.push_back(std::move(finding));
  }
  const auto odd = attempts_where(facts, [](const ProbeTask& task, const Observation& seen) {
    return is_ok(seen) && task.expectation == Expectation::service && seen.tls &&
           seen.tls->anchor_kind == AnchorKind::publicly_trusted;
  });
  if (!odd.empty()) {
    Finding finding = notice("tls.unexpected-root", Severity::warning, Blocker::none, std::nullopt,
                             Confidence::possible);
    finding.title = "Some chains end at a public root that is not among those of Azure";
    finding.explanation = fmt::format(
        "\"{}\" is publicly trusted, but not expected. Roots rotate, so this is no proof of "
        "anything.",
        top_issuer(*facts.attempts[odd.front()].tls));
    add_attempts(facts, odd, finding);
    finding.remedy.text = "if you know it as the service's own, name it with --expected-root";
    findings.push_back(std::move(finding));
  }
}

bool is_known_range(const Facts& facts, const IpAddress& address) {
  const auto holds = [&](const Cidr& range) { return range.contains(address); };
  const auto& tag = facts.circumstances.sign_in_tag_prefixes;
  const auto& rows = facts.attempts.plan().rows;
  return std::any_of(tag.begin(), tag.end(), holds) ||
         std::any_of(rows.begin(), rows.end(), [&](const PlannedRow& row) {
           return row.range && row.range->contains(address);
         });
}

void note_outside_ranges(const Facts& facts, std::vector<Finding>& findings) {
  std::set<TaskId> sign_in;
  for (const PlannedRow& row : facts.attempts.plan().rows) {
    for (const RowProbe& probe : row.probes) {
      if (probe.role == RowProbe::Role::sign_in) {
        sign_in.insert(probe.tasks.begin(), probe.tasks.end());
      }
    }
  }
  std::set<std::string> outside;
  const auto found = attempts_where(facts, [&](const ProbeTask& task, const Observation& seen) {
    const auto& address = seen.address;
    const bool odd = sign_in.contains(task.id) && seen.route == RouteKind::direct && address &&
                     !address->is_private() && !address->is_shared() && !address->is_loopback() &&
                     !address->is_unspecified() && !is_known_range(facts, *address);
    return odd && outside.insert(address->to_string()).second;
  });
  if (found.empty() || facts.circumstances.sign_in_tag_prefixes.empty()) {
    return;
  }
  Finding finding = notice("range.outside", Severity::warning, Blocker::none, Cause::range_outside,
                           Confidence::possible);
  finding.title = "A sign-in host resolves to an address outside the known ranges";
  finding.explanation = fmt::format(
      "It lies in none of the required ranges and not in the service tag AzureActiveDirectory of "
      "{}. Rules that allow ranges "
      "miss it; the tag may have grown since.",
      facts.circumstances.sign_in_tag_date);
  add_attempts(facts, found, finding);
  finding.remedy.text = "allow the service tag or the host names rather than ranges";
  findings.push_back(std::move(finding));
}

void note_workloads(const Facts& facts, std::vector<Finding>& findings) {
  const auto& workloads = facts.circumstances.workloads;
  if (std::find(workloads.begin(), workloads.end(), Workload::vm) == workloads.end()) {
    return;
  }
  Finding finding =
      notice("workload.vm", Severity::info, Blocker::none, std::nullopt, Confidence::certain);
  finding.title = "Azure VM backup needs no outbound rule from the VM";
  finding.explanation =
      "Snapshots move over the platform; the VM needs only 168.63.129.16, which no NSG and no "
      "route affects. A guest firewall or a proxy for that address does.";
  finding.evidence.push_back({"the workload vm was asked for", "--workload"});
  finding.remedy.text = "nothing to open; keep 168.63.129.16 free of guest firewall and proxy";
  findings.push_back(std::move(finding));
}

/// The direct way is closed and the proxy in force works: by design, and no fault.
void note_proxy_only(const Facts& facts, std::vector<Finding>& findings) {
  const auto closed = attempts_where(facts, [](const ProbeTask& task, const Observation& seen) {
    return seen.route == RouteKind::direct && cause_of(seen) && !task.control &&
           task.protocol == Protocol::https && task.port == 443;
  });
  const bool by_proxy = !attempts_where(facts, [](const ProbeTask&, const Observation& seen) {
                           return seen.proxy && is_ok(seen);
                         }).empty();
  if (closed.empty() || !by_proxy || facts.https_worked_directly) {
    return;
  }
  Finding finding = notice("route.proxy-only", Severity::info, Blocker::none,
                           cause_of(facts.attempts[closed.front()]), Confidence::certain);
  finding.title = "The direct way is closed here; the proxy is the way out";
  finding.explanation =
      "That is how such networks are meant. The agent must use the proxy, for the account that it "
      "runs as.";
  add_attempts(facts, closed, finding);
  finding.remedy.text = "nothing, as long as the agent has the proxy's settings";
  findings.push_back(std::move(finding));
}

}  // namespace

std::optional<Millis> measure_clock_skew(const Attempts& attempts) {
  std::vector<Millis> skews;
  for (const AttemptIndex index : attempts.counted()) {
    const Observation& seen = attempts[index];
    if (is_ok(seen) && seen.tls && seen.http && seen.http->date && seen.http->received) {
      skews.push_back(*seen.http->received - *seen.http->date);
    }
  }
  if (skews.empty()) {
    return std::nullopt;
  }
  std::nth_element(skews.begin(), skews.begin() + static_cast<std::ptrdiff_t>(skews.size() / 2),
                   skews.end());
  return skews[skews.size() / 2];
}

std::vector<Finding> notices(const Facts& facts, std::optional<Millis> clock_skew) {
  std::vector<Finding> findings;
  note_malformed_settings(facts, findings);
  note_clock(facts, clock_skew, findings);
  note_liars(facts, findings);
  note_unstable(facts, findings);
  note_dead_addresses(facts, findings);
  note_guesses(facts, findings);
  note_odd_answers(facts, findings);
  note_outside_ranges(facts, findings);
  note_untested(facts, findings);
  note_comparisons(facts, findings);
  note_proxy_only(facts, findings);
  note_workloads(facts, findings);
  return findings;
}

}  // namespace netprobe
