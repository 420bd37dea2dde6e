#include "netprobe/diagnosis/findings.h"

#include "netprobe/core/documents.h"
#include "netprobe/core/report.h"
#include "netprobe/core/text.h"
#include "netprobe/diagnosis/audience.h"
#include "netprobe/diagnosis/commands.h"
#include "netprobe/diagnosis/evidence.h"
#include "netprobe/diagnosis/failed_trials.h"
#include "netprobe/diagnosis/finding_values.h"
#include "netprobe/diagnosis/logins.h"
#include "netprobe/diagnosis/own_way.h"
#include "netprobe/diagnosis/rule_lines.h"
#include "netprobe/diagnosis/rules.h"
#include "netprobe/diagnosis/told_otherwise.h"
#include "netprobe/diagnosis/unset_variable.h"
#include "netprobe/diagnosis/wording.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace netprobe {

namespace {

struct GroupKey {
  std::size_t rule = 0;
  std::optional<Cause> cause;  ///< none where several causes have one root
  std::string proxy;
  std::string policy;  ///< the exported rule or route that decides
  auto operator<=>(const GroupKey&) const = default;
};

using Groups = std::map<GroupKey, std::vector<Hit>>;

/// A resolver that is dead is now silent, now unreachable.
std::optional<Cause> as_silence(Cause cause) {
  return cause == Cause::dns_timeout || cause == Cause::dns_unreachable ? std::nullopt
                                                                        : std::optional(cause);
}

/// Does an exported rule or route decide?
bool is_of_policy(std::string_view rule) {
  return rule == "nsg.denied" || rule == "route.blackhole" || rule == "route.forced-tunnel";
}

Groups group(const Facts& facts) {
  Groups groups;
  const auto rules = all_rules();
  for (const Hit& hit : facts.hits) {
    const auto rule = std::find_if(rules.begin(), rules.end(),
                                   [&](const Rule& r) { return r.claims(facts, hit); });
    const Observation& seen = facts.observation(hit);
    GroupKey key;
    key.rule = static_cast<std::size_t>(rule - rules.begin());
    if (rule->root == Root::cause || rule->root == Root::silence) {
      key.cause = rule->root == Root::silence ? as_silence(seen.failure->cause)
                                              : std::optional(seen.failure->cause);
    }
    if (rule->root != Root::network) {
      key.proxy = seen.proxy.value_or("");
    }
    if (is_of_policy(rule->id)) {
      key.policy = policy_of(facts, hit);
    }
    groups[key].push_back(hit);
  }
  return groups;
}

/// The cause that most of the hits have; of equals, the first in the contract's order.
Cause main_cause(const Facts& facts, const std::vector<Hit>& hits) {
  std::map<Cause, int> counts;
  for (const Hit& hit : hits) {
    ++counts[facts.observation(hit).failure->cause];
  }
  // Where nothing leaves the machine, the missing route is what it comes down to.
  if (counts.contains(Cause::tcp_no_route)) {
    return Cause::tcp_no_route;
  }
  return std::max_element(counts.begin(), counts.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
}

std::vector<AttemptIndex> attempts_in(const std::vector<Hit>& hits) {
  std::set<AttemptIndex> attempts;
  for (const Hit& hit : hits) {
    attempts.insert(hit.attempt);
  }
  return {attempts.begin(), attempts.end()};
}

/// The attempt that found out for all others what a proxy takes has its answer: it goes first.
void put_login_first(const Facts& facts, std::vector<AttemptIndex>& failed) {
  const auto first = std::find_if(failed.begin(), failed.end(), [&](AttemptIndex index) {
    const auto& login = facts.attempts[index].proxy_auth;
    return login && !login->tried.empty();
  });
  if (first != failed.end()) {
    std::rotate(failed.begin(), first, first + 1);
  }
}

std::string count_sentence(const Facts& facts, const std::vector<AttemptIndex>& failed) {
  const Observation& first = facts.attempts[failed.front()];
  if (first.control == ControlKind::upload) {
    return count_uploads(facts, first, failed.size());
  }
  int tried = 0;
  int passed = 0;
  for (const AttemptIndex index : facts.attempts.counted()) {
    const Observation& seen = facts.attempts[index];
    const bool same_way = seen.route == first.route && seen.proxy == first.proxy &&
                          seen.outcome != Outcome::skipped && !seen.control;
    tried += same_way ? 1 : 0;
    passed += same_way && is_ok(seen) ? 1 : 0;
  }
  return fmt::format(" {} of {} attempts on this route failed this way; {} passed.", failed.size(),
                     tried, passed);
}

std::set<std::size_t> rows_of(const std::vector<Hit>& hits) {
  std::set<std::size_t> rows;
  for (const Hit& hit : hits) {
    rows.insert(hit.row);
  }
  return rows;
}

std::vector<std::string> affected_rows(const Facts& facts, const std::vector<Hit>& hits) {
  std::vector<std::string> ids;
  for (const std::size_t row : rows_of(hits)) {
    ids.push_back(facts.attempts.plan().rows[row].id);
  }
  return ids;
}

/// The notes of hit ranges: which part of them it is.
std::string parts_sentence(const Facts& facts, const std::vector<Hit>& hits) {
  std::string sentence;
  for (const std::size_t row : rows_of(hits)) {
    if (!facts.rows[row].blocked_parts.empty()) {
      sentence += fmt::format(" {}: {}.", facts.attempts.plan().rows[row].name,
                              facts.rows[row].result.note);
    }
  }
  return sentence;
}

/// What is wrong, where that is not what the wire showed.
std::optional<Cause> cause_behind(std::string_view rule) {
  if (rule == "dns.hosts" || rule == "dns.local") {
    return Cause::dns_hosts_override;
  }
  if (rule.starts_with("path-mtu")) {
    return Cause::tcp_mtu_blackhole;
  }
  if (is_of_policy(rule)) {
    return parse_cause(rule);
  }
  const bool is_private = rule == "dns.private" || rule == "private-endpoint";
  return is_private ? std::optional(Cause::dns_private) : std::nullopt;
}

/// "; or remove the setting (https_proxy): these hosts are reached directly": said only where
/// attempts show it of all of them.
std::string other_way(const Facts& facts, std::string_view rule, const std::vector<Hit>& hits) {
  const Observation& first = facts.observation(hits.front());
  const std::string way_out = words_of_elsewhere(facts, hits);
  if (!first.proxy || way_out.empty() || rule.starts_with("proxy-settings.")) {
    return "";
  }
  return fmt::format("; or {} ({}): these hosts are reached {}",
                     way_out == "directly" ? "remove the setting" : "change the setting",
                     proxy_source(facts, first), way_out);
}

/// Of certificates that are missing, which is nobody's filter.
bool is_about_chains(std::string_view rule) {
  return rule == "tls.missing-root" || rule == "tls.incomplete-chain";
}

Remedy remedy_of(const Facts& facts, std::string_view rule, Cause cause,
                 const std::vector<Hit>& hits, const Audience& audience, const Wording& wording,
                 const Values& values) {
  const Observation& first = facts.observation(hits.front());
  Remedy remedy = {
      filled(wording.fix, values), commands_for(facts, wording.command, hits, audience),
      is_about_chains(rule)
          ? std::vector<std::string>{std::string(link_to(Page::certificate_authorities))}
          : pages_for(audience, cause)};
  for (std::string& command : remedy.commands) {
    command = filled(std::move(command), values);
  }
  if (cause == Cause::proxy_auth_required || cause == Cause::proxy_auth_rejected) {
    Remedy login = login_remedy(facts.circumstances.workloads, cause, first.proxy.value_or(""));
    login.docs = std::move(remedy.docs);
    remedy = std::move(login);
  }
  if (cause == Cause::tcp_timeout && !first.proxy && rule != "guest-firewall" &&
      may_lack_outbound(facts)) {
    remedy.commands.insert(remedy.commands.begin(), outbound_command(facts));
    remedy.docs.emplace_back(link_to(Page::outbound_access));
  }
  remedy.text += other_way(facts, rule, hits);
  return remedy;
}

Finding make_finding(const Facts& facts, const GroupKey& key, std::vector<Hit> hits) {
  const Rule& rule = all_rules()[key.rule];
  const Cause main = key.cause.value_or(main_cause(facts, hits));
  const Cause cause = cause_behind(rule.id).value_or(main);
  std::stable_partition(hits.begin(), hits.end(), [&](const Hit& hit) {
    return facts.observation(hit).failure->cause == main;
  });
  auto failed = attempts_in(hits);
  if (main == Cause::proxy_auth_required || main == Cause::proxy_auth_rejected) {
    put_login_first(facts, failed);
  }
  const Wording wording = wording_of(rule.id, cause);
  const OwnWayWords own = words_of_own_way(facts, hits);
  Audience audience = audience_of(facts, rows_of(hits));
  audience.nsg_allows = is_allowed_by_nsg(facts, hits);
  const Values values = values_of(facts, rule.id, key.policy, hits, own, audience);
  Accusation accusation = rule.accuse(facts, hits);
  Finding finding;
  finding.id =
      fmt::format("{}/{}{}", rule.id, name_of(cause), key.proxy.empty() ? "" : "@" + key.proxy);
  const bool required = std::any_of(hits.begin(), hits.end(), [&](const Hit& hit) {
    return facts.rows[hit.row].result.required;
  });
  finding.severity = required ? Severity::error : Severity::warning;
  finding.blocker = accusation.blocker;
  finding.cause = cause;
  finding.confidence = accusation.confidence;
  finding.alternatives = std::move(accusation.alternatives);
  finding.title = filled(filled(wording.title, {{"{hosts}", "{some_hosts}"}}), values);
  finding.explanation = filled(wording.explanation, values) + count_sentence(facts, failed) +
                        parts_sentence(facts, hits);
  finding.affected = affected_rows(facts, hits);
  finding.evidence = evidence_for(facts, failed, finding.blocker);
  finding.remedy = remedy_of(facts, rule.id, cause, hits, audience, wording, values);
  finding.related_errors = agent_errors(audience, cause);
  if (failed_status(facts.observation(hits.front())) == 401) {
    std::erase(finding.related_errors, "407");  // the agent sees what the proxy said
  }
  const NameSource names = name_source(facts, rule.id, facts.observation(hits.front()));
  finding.evidence.insert(finding.evidence.end(), names.evidence.begin(), names.evidence.end());
  if (rule.id == "proxy-settings.component") {
    finding.evidence.insert(finding.evidence.end(), own.evidence.begin(), own.evidence.end());
    finding.remedy.commands = own.commands;
  }
  return finding;
}

}  // namespace

std::string list_hosts(const std::vector<std::string>& hosts, std::size_t most) {
  const std::vector<std::string> shown(
      hosts.begin(), hosts.begin() + static_cast<std::ptrdiff_t>(std::min(most, hosts.size())));
  return hosts.size() > most ? fmt::format("{} and {} more", join(shown, ", "), hosts.size() - most)
                             : join(shown, ", ");
}

Finding finding_by(const Facts& facts, std::size_t rule, std::vector<Hit> hits) {
  const Observation& first = facts.observation(hits.front());
  GroupKey key;
  key.rule = rule;
  key.proxy = first.proxy.value_or("");
  key.policy = policy_of(facts, hits.front());
  return make_finding(facts, key, std::move(hits));
}

std::vector<Finding> accuse(const Facts& facts) {
  std::vector<Finding> findings;
  for (const auto& [key, hits] : group(facts)) {
    findings.push_back(make_finding(facts, key, hits));
  }
  return findings;
}

}  // namespace netprobe
