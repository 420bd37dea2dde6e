#include "netprobe/diagnosis/refine.h"

#include "netprobe/core/text.h"
#include "netprobe/diagnosis/attempts.h"
#include "netprobe/diagnosis/causes.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>

namespace netprobe {

namespace {

/// Organisations that run the roots under which public sites, Azure's among them, are found.
constexpr std::array<std::string_view, 16> public_authorities = {"DigiCert",
                                                                 "Microsoft Corporation",
                                                                 "Baltimore",
                                                                 "D-Trust",
                                                                 "GlobalSign",
                                                                 "GeoTrust",
                                                                 "Let's Encrypt",
                                                                 "Internet Security Research Group",
                                                                 "Sectigo",
                                                                 "COMODO",
                                                                 "USERTRUST",
                                                                 "Entrust",
                                                                 "Google Trust Services",
                                                                 "GoDaddy",
                                                                 "Amazon",
                                                                 "IdenTrust"};

/// The name that a certificate was asked for; empty when none was.
std::string asked_name(const ProbeTask& task) {
  const std::string& name = task.server_name.empty() ? task.host : task.server_name;
  return IpAddress::parse(name) ? std::string() : name;
}

/// Is the leaf made out to that name? One certificate shown for every name is a server's mistake,
/// not interception.
bool is_made_out_to(const CertificateFacts& leaf, const std::string& name) {
  return std::any_of(leaf.names.begin(), leaf.names.end(), [&](const std::string& covered) {
    return equals_ignoring_case(covered, name) || wildcard_covers(covered, name);
  });
}

/// A chain of the service's own, whose root this machine lacks, is nobody else's.
bool is_foreign_signature(const Observation& seen) {
  const auto cause = cause_of(seen);
  return (cause == Cause::tls_untrusted || cause == Cause::tls_intercepted) &&
         seen.failure->stage == Stage::tls && seen.tls && !seen.tls->chain.empty() &&
         seen.tls->anchor_kind != AnchorKind::expected && !top_issuer(*seen.tls).empty();
}

void refine_untrusted(const ProbePlan& plan, std::vector<Observation>& observations) {
  const Attempts attempts(plan, observations);
  std::map<std::string, std::set<std::string>> owners_by_issuer;
  for (const AttemptIndex index : attempts.counted()) {
    const Observation& seen = observations[index];
    const std::string name = asked_name(*attempts.task_of(seen));
    if (is_foreign_signature(seen) && !name.empty() &&
        is_made_out_to(seen.tls->chain.front(), name)) {
      owners_by_issuer[top_issuer(*seen.tls)].insert(owner_domain(name));
    }
  }
  for (Observation& seen : observations) {
    if (!is_foreign_signature(seen) || seen.failure->cause == Cause::tls_intercepted) {
      continue;
    }
    const auto owners = owners_by_issuer.find(top_issuer(*seen.tls));
    if (owners != owners_by_issuer.end() && owners->second.size() > 1 &&
        !is_public_authority(owners->first)) {
      seen.failure->cause = Cause::tls_intercepted;
    }
  }
}

/// Did the proxy let the CONNECT (or SOCKS request) through?
bool is_let_through(const Observation& seen) {
  return is_ok(seen) || (seen.failure &&
                         (seen.failure->stage == Stage::tls || seen.failure->stage == Stage::http));
}

/// What one proxy did with the hosts and ports that it was asked for.
struct Passage {
  std::map<std::string, std::set<std::uint16_t>> asked, passed;  ///< ports by host
  std::set<std::uint16_t> ports_passed;
};

bool is_port_refused(const Passage& passage, const ProbeTask& task) {
  const std::string host = host_of(task);
  const auto others = [&](const std::set<std::uint16_t>& ports) {
    return std::any_of(ports.begin(), ports.end(),
                       [&](std::uint16_t port) { return port != task.port; });
  };
  const auto passed = passage.passed.find(host);
  if (passed != passage.passed.end() && others(passed->second)) {
    return true;
  }
  const auto asked = passage.asked.find(host);
  const bool was_asked = asked != passage.asked.end() && others(asked->second);
  return !was_asked && others(passage.ports_passed) && passage.ports_passed.count(task.port) == 0;
}

void refine_denied(const ProbePlan& plan, std::vector<Observation>& observations) {
  const Attempts attempts(plan, observations);
  std::map<std::string, Passage> passages;
  for (const AttemptIndex index : attempts.counted()) {
    const Observation& seen = observations[index];
    const ProbeTask& task = *attempts.task_of(seen);
    // Plain HTTP goes as absolute-form GET, which says nothing about CONNECT.
    if (!seen.proxy || task.protocol == Protocol::http || seen.outcome == Outcome::skipped) {
      continue;
    }
    Passage& passage = passages[*seen.proxy];
    passage.asked[host_of(task)].insert(task.port);
    if (is_let_through(seen)) {
      passage.passed[host_of(task)].insert(task.port);
      passage.ports_passed.insert(task.port);
    }
  }
  for (Observation& seen : observations) {
    const ProbeTask* const task = attempts.task_of(seen);
    // A limit, or a page to sign in at, is met on one port and not on another by chance alone.
    const bool is_of_ports = !is_limited_by_proxy(seen) && !is_sent_to_sign_in(seen);
    if (failed_with(seen, Cause::proxy_denied) && is_of_ports && seen.proxy && task != nullptr &&
        task->protocol != Protocol::http && is_port_refused(passages[*seen.proxy], *task)) {
      seen.failure->cause = Cause::proxy_port_denied;
    }
  }
}

/// What answers CONNECT as no proxy does is none for plain HTTP either: a page of its own is then
/// no portal's.
void refine_pages(std::vector<Observation>& observations) {
  std::set<std::string> strangers;
  for (const Observation& seen : observations) {
    if (failed_with(seen, Cause::proxy_not_http) && seen.proxy) {
      strangers.insert(*seen.proxy);
    }
  }
  for (Observation& seen : observations) {
    if (seen.proxy && strangers.contains(*seen.proxy) && seen.failure &&
        seen.failure->stage == Stage::http) {
      seen.failure->stage = Stage::proxy_connect;
      seen.failure->cause = Cause::proxy_not_http;
    }
  }
}

bool cannot_forward(const Observation& seen) {
  const bool upstream = failed_with(seen, Cause::proxy_upstream_dns) ||
                        failed_with(seen, Cause::proxy_upstream_failed);
  return upstream && seen.proxy &&
         std::any_of(seen.failure->raw.begin(), seen.failure->raw.end(), [](const RawCode& raw) {
           return raw.library == "http" && raw.text.find("ERR_CANNOT_FORWARD") != std::string::npos;
         });
}

/// Squid says one and the same of a name that it cannot resolve and of a parent proxy that is down.
/// An address needs no resolver: where that fails so too, it is not the names.
void refine_unresolved(const ProbePlan& plan, std::vector<Observation>& observations) {
  const Attempts attempts(plan, observations);
  std::set<std::string> without_names;
  for (const Observation& seen : observations) {
    const ProbeTask* const task = attempts.task_of(seen);
    if (task != nullptr && task->host.empty() && cannot_forward(seen)) {
      without_names.insert(*seen.proxy);
    }
  }
  for (Observation& seen : observations) {
    if (cannot_forward(seen) && without_names.contains(*seen.proxy)) {
      seen.failure->cause = Cause::proxy_upstream_failed;
    }
  }
}

}  // namespace

bool is_public_authority(const std::string& issuer) {
  return std::any_of(public_authorities.begin(), public_authorities.end(),
                     [&](std::string_view name) { return contains_ignoring_case(issuer, name); });
}

std::vector<Observation> refine(const ProbePlan& plan, std::vector<Observation> observations) {
  std::stable_sort(observations.begin(), observations.end(),
                   [](const Observation& a, const Observation& b) {
                     return std::tie(a.task, a.path, a.target, a.address, a.outcome) <
                            std::tie(b.task, b.path, b.target, b.address, b.outcome);
                   });
  refine_untrusted(plan, observations);
  refine_denied(plan, observations);
  refine_pages(observations);
  refine_unresolved(plan, observations);
  return observations;
}

}  // namespace netprobe
