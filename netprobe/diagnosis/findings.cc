#include "netprobe/diagnosis/findings.h"

#include "netprobe/core/report.h"
#include "netprobe/core/text.h"
#include "netprobe/diagnosis/evidence.h"
#include "netprobe/diagnosis/failed_trials.h"
#include "netprobe/diagnosis/logins.h"
#include "netprobe/diagnosis/own_way.h"
#include "netprobe/diagnosis/rule_lines.h"
#include "netprobe/diagnosis/rules.h"
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

std::vector<std::string> hosts_of(const Facts& facts, const std::vector<Hit>& hits) {
  std::vector<std::string> hosts;
  for (const Hit& hit : hits) {
    std::string host = host_of(facts.task(hit));
    if (std::find(hosts.begin(), hosts.end(), host) == hosts.end()) {
      hosts.push_back(std::move(host));
    }
  }
  return hosts;
}

std::vector<AttemptIndex> attempts_in(const std::vector<Hit>& hits) {
  std::set<AttemptIndex> attempts;
  for (const Hit& hit : hits) {
    attempts.insert(hit.attempt);
  }
  return {attempts.begin(), attempts.end()};
}

/// Where the setting is made that sent an attempt its way.
std::string proxy_source(const Facts& facts, const Observation& seen) {
  const auto& pac = facts.circumstances.pac;
  if (pac && (!seen.proxy || seen.route == RouteKind::proxy)) {
    return pac_source(*pac);
  }
  for (const ProxySetting& setting : facts.circumstances.proxies) {
    const bool is_given = setting.source.starts_with("--");
    if (seen.proxy == setting.url && is_given == (seen.route == RouteKind::proxy)) {
      return setting.source;
    }
  }
  return seen.route == RouteKind::proxy ? "--proxy" : "the system's proxy setting";
}

/// What the proxy is, by its own words: in the refusal itself, else in the answer that was read to
/// its end.
std::string named_product(const Facts& facts, const Observation& seen) {
  if (seen.proxy_answer && !seen.proxy_answer->product.empty()) {
    return seen.proxy_answer->product;
  }
  for (const AttemptIndex index : facts.experiments.of(seen, Experiment::connect_answer)) {
    const auto& answer = facts.attempts[index].proxy_answer;
    if (answer && !answer->product.empty()) {
      return answer->product;
    }
  }
  return {};
}

/// The route by which the host of a hit is reached though not by the route in force: direct before
/// all. Nothing where there is none.
const Observation* elsewhere(const Facts& facts, const Hit& hit) {
  const Observation* found = nullptr;
  const PlannedRow& row = facts.attempts.plan().rows[hit.row];
  for (const RowProbe& probe : row.probes) {
    const auto& tasks = probe.tasks;
    const bool lists =
        std::find(tasks.begin(), tasks.end(), facts.observation(hit).task) != tasks.end() ||
        is_varied_by(facts.attempts, probe, facts.task(hit));
    if (!lists) {
      continue;
    }
    for (const TaskId task : tasks) {
      for (const AttemptIndex index : facts.attempts.of(task)) {
        const Observation& seen = facts.attempts[index];
        const bool better = found == nullptr || seen.route == RouteKind::direct;
        found = is_ok(seen) && !facts.uploads.hung(seen) && is_listed(row, probe, seen) && better
                    ? &seen
                    : found;
      }
    }
  }
  return found;
}

/// "directly", "through http://proxy.corp:3128"; empty where the hits' hosts are reached by no way.
std::string words_of_elsewhere(const Facts& facts, const std::vector<Hit>& hits) {
  for (const Hit& hit : hits) {
    const Observation* const seen = elsewhere(facts, hit);
    if (seen != nullptr) {
      return seen->proxy ? fmt::format("through {}", *seen->proxy) : "directly";
    }
  }
  return "";
}

/// What the proxy or the certificate said of itself, as a clause.
std::string reason_of(const Facts& facts, const Hit& hit, std::string_view rule) {
  const Observation& seen = facts.observation(hit);
  if (rule == "proxy-settings.bypass" || rule == "proxy-settings.pac") {
    for (const RowProbe& probe : facts.attempts.plan().rows[hit.row].probes) {
      if (std::find(probe.tasks.begin(), probe.tasks.end(), seen.task) != probe.tasks.end() &&
          !probe.in_force_reason.empty()) {
        return fmt::format("For {}, {}", host_of(facts.task(hit)), probe.in_force_reason);
      }
    }
    return "The direct way is in force";
  }
  if (seen.proxy_answer && seen.failure->stage == Stage::proxy_connect) {
    const ProxyFacts& answer = *seen.proxy_answer;
    if (answer.reason.empty() && answer.status < 100) {
      return fmt::format(" It is a SOCKS proxy: {}.", seen.failure->detail);
    }
    const std::string product = named_product(facts, seen);
    return fmt::format("{} It said {} {}{}",
                       product.empty() ? "" : fmt::format(" The proxy is {}.", product),
                       answer.status, answer.reason,
                       answer.schemes_offered.empty()
                           ? "."
                           : fmt::format(" and offers {}.", join(answer.schemes_offered, ", ")));
  }
  const bool of_proxy = seen.failure->stage == Stage::proxy_tls;
  const auto& tls = of_proxy ? seen.proxy_tls : seen.tls;
  const bool signed_by = (of_proxy || rule.starts_with("tls.")) && tls && !top_issuer(*tls).empty();
  return signed_by ? fmt::format(" by \"{}\"", top_issuer(*tls)) : "";
}

std::string filled(std::string text,
                   const std::vector<std::pair<std::string, std::string>>& values) {
  for (const auto& [place, value] : values) {
    for (std::size_t at = text.find(place); at != std::string::npos;
         at = text.find(place, at + value.size())) {
      text.replace(at, place.size(), value);
    }
  }
  return text;
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
  return fmt::format(" {} of {} attempts on this route ended so; {} passed.", failed.size(), tried,
                     passed);
}

/// " after 10.0.0.1 (hop 1)"
std::string place_of(const PathEnd& end) {
  return end.after ? fmt::format(" after {} (hop {})", end.after->to_string(), end.hop) : "";
}

std::vector<std::string> affected_rows(const Facts& facts, const std::vector<Hit>& hits) {
  std::set<std::size_t> rows;
  for (const Hit& hit : hits) {
    rows.insert(hit.row);
  }
  std::vector<std::string> ids;
  ids.reserve(rows.size());
  for (const std::size_t row : rows) {
    ids.push_back(facts.attempts.plan().rows[row].id);
  }
  return ids;
}

/// The notes of hit ranges: which part of them it is.
std::string parts_sentence(const Facts& facts, const std::vector<Hit>& hits) {
  std::set<std::size_t> rows;
  for (const Hit& hit : hits) {
    rows.insert(hit.row);
  }
  std::string sentence;
  for (const std::size_t row : rows) {
    if (!facts.rows[row].blocked_parts.empty()) {
      sentence += fmt::format(" {}: {}.", facts.attempts.plan().rows[row].name,
                              facts.rows[row].result.note);
    }
  }
  return sentence;
}

/// What is wrong, where that is not what the wire showed.
std::optional<Cause> cause_behind(std::string_view rule) {
  if (rule == "dns.hosts") {
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

constexpr std::string_view outbound_docs =
    "https://learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access";

/// What stands for the placeholders of a rule's words.
using Values = std::vector<std::pair<std::string, std::string>>;

Values values_of(const Facts& facts, const GroupKey& key, const std::vector<Hit>& hits,
                 const OwnWayWords& own) {
  const Observation& first = facts.observation(hits.front());
  const std::string_view rule = all_rules()[key.rule].id;
  return {{"{elsewhere}", words_of_elsewhere(facts, hits)},
          {"{component}", own.component},
          {"{ways}", own.ways},
          {"{fix}", own.fix},
          {"{hosts}", list_hosts(hosts_of(facts, hits))},
          {"{proxy}", first.proxy.value_or("")},
          {"{source}", first.proxy ? proxy_source(facts, first) : ""},
          {"{reason}", reason_of(facts, hits.front(), rule) + login_sentences(facts, hits)},
          {"{reporter}", first.failure->reported_by
                             ? fmt::format(" ({} says so)", first.failure->reported_by->to_string())
                             : ""},
          {"{policy}", key.policy},
          {"{subnets}", closed_subnet_names(facts)},
          {"{direction}", std::string(direction_of(facts, first))},
          {"{hop}", place_of(facts.path_end(hits.front()))}};
}

Remedy remedy_of(const Facts& facts, std::string_view rule, Cause cause,
                 const std::vector<Hit>& hits, const Wording& wording, const Values& values) {
  Remedy remedy = {filled(wording.remedy.text, values), wording.remedy.commands,
                   wording.remedy.docs};
  if (cause == Cause::proxy_auth_required || cause == Cause::proxy_auth_rejected) {
    remedy = login_remedy(facts.circumstances.workloads, cause);
    remedy.docs = wording.remedy.docs;
  }
  const Observation& first = facts.observation(hits.front());
  if (cause == Cause::tcp_timeout && !first.proxy && may_lack_outbound(facts)) {
    remedy.commands.insert(remedy.commands.begin(), std::string(outbound_command()));
    remedy.docs.emplace_back(outbound_docs);
  }
  const std::string way_out = words_of_elsewhere(facts, hits);
  if (first.proxy && !way_out.empty() && !rule.starts_with("proxy-settings.")) {
    remedy.text +=
        fmt::format("; or {} ({}): {} these hosts are reached",
                    way_out == "directly" ? "take the setting away" : "change the setting",
                    proxy_source(facts, first), way_out);
  }
  return remedy;
}

Finding make_finding(const Facts& facts, const GroupKey& key, std::vector<Hit> hits) {
  const Rule& rule = all_rules()[key.rule];
  const Cause main = key.cause.value_or(main_cause(facts, hits));
  const Cause cause = cause_behind(rule.id).value_or(main);
  std::stable_partition(hits.begin(), hits.end(), [&](const Hit& hit) {
    return facts.observation(hit).failure->cause == main;
  });
  const auto failed = attempts_in(hits);
  const Wording wording = wording_of(rule.id, cause);
  const OwnWayWords own = words_of_own_way(facts, hits);
  const Values values = values_of(facts, key, hits, own);
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
  finding.title = filled(wording.title, values);
  finding.explanation = filled(wording.explanation, values) + count_sentence(facts, failed) +
                        parts_sentence(facts, hits);
  finding.affected = affected_rows(facts, hits);
  finding.evidence = evidence_for(facts, failed, finding.blocker);
  finding.remedy = remedy_of(facts, rule.id, cause, hits, wording, values);
  finding.related_errors = wording.related_errors;
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

std::vector<Finding> accuse(const Facts& facts) {
  std::vector<Finding> findings;
  for (const auto& [key, hits] : group(facts)) {
    findings.push_back(make_finding(facts, key, hits));
  }
  return findings;
}

}  // namespace netprobe
