#include "netprobe/diagnosis/causes.h"
#include "netprobe/diagnosis/evidence.h"
#include "netprobe/diagnosis/findings.h"
#include "netprobe/diagnosis/notice.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace netprobe {

namespace {

constexpr std::size_t most_evidence_of_oddities = 8;

}  // namespace

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
    if (finding.evidence.size() == most_evidence_of_oddities) {
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

namespace {

/// Is it the port that is refused? Nothing where the answer is not about the port: a proxy that
/// wants a login, or a pause, says the same to every request of this machine.
std::optional<bool> refuses_port(const Observation& seen) {
  if (failed_with(seen, Cause::proxy_auth_required) ||
      failed_with(seen, Cause::proxy_auth_rejected) || is_limited_by_proxy(seen) ||
      is_sent_to_sign_in(seen)) {
    return std::nullopt;
  }
  return is_refusal_of_a_comparison(seen.failure->cause);
}

void note_comparisons(const Facts& facts, std::vector<Finding>& findings) {
  for (const bool refused : {true, false}) {
    const RowList list = collect(facts, [&](const RowVerdict& row) {
      std::vector<AttemptIndex> some;
      std::copy_if(row.culprits.begin(), row.culprits.end(), std::back_inserter(some),
                   [&](AttemptIndex i) {
                     return row.comparison && refuses_port(facts.attempts[i]) == refused;
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
    finding.title = refused ? "Port 8443 is refused, and nothing here needs it"
                            : "Port 8443 is not open, and nothing here needs it";
    finding.explanation = refused ? "Something on the way actively refuses it. Today's lists ask "
                                    "for 443 only; an older one names 8443, for managed disks."
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
    const auto& address = seen.stands_for ? seen.stands_for : seen.address;
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

/// Over plain HTTP and directly, an answer names who passed it on, and no proxy was asked. Content
/// networks in front of the far end write the header too, so it is told and blamed for nothing.
void note_transparent_proxy(const Facts& facts, std::vector<Finding>& findings) {
  const auto passed_on = attempts_where(facts, [](const ProbeTask& task, const Observation& seen) {
    return !seen.proxy && task.protocol == Protocol::http && seen.http && seen.http->via;
  });
  if (passed_on.empty()) {
    return;
  }
  Finding finding =
      notice("http.passed-on", Severity::info, Blocker::none, std::nullopt, Confidence::possible);
  finding.title = "Something relays plain HTTP, though no proxy was asked";
  finding.explanation =
      "Answers that came directly carry a Via header: a transparent proxy on the way, or a content "
      "network in front of the far end. TLS is not affected as long as it verifies.";
  finding.alternatives = {{Blocker::proxy, "a transparent proxy on this network"},
                          {Blocker::service, "a content network of the far end"}};
  std::set<std::string> told;
  for (const AttemptIndex index : passed_on) {
    const std::string& via = *facts.attempts[index].http->via;
    if (told.insert(via).second && told.size() <= 5) {
      finding.evidence.push_back({fmt::format("Via: {}", via), source_of(facts.attempts[index])});
    }
  }
  finding.remedy.text = "nothing, unless downloads of revocation lists fail or come out of date";
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

void note_oddities(const Facts& facts, std::vector<Finding>& findings) {
  note_liars(facts, findings);
  note_odd_answers(facts, findings);
  note_chains(facts, findings);
  note_outside_ranges(facts, findings);
  note_comparisons(facts, findings);
  note_proxy_only(facts, findings);
  note_transparent_proxy(facts, findings);
  note_workloads(facts, findings);
}

}  // namespace netprobe
