#include "netprobe/diagnosis/evidence.h"

#include "netprobe/core/text.h"
#include "netprobe/diagnosis/rule_lines.h"

#include <fmt/format.h>

#include <set>
#include <utility>

namespace netprobe {

namespace {

constexpr std::size_t most_alike = 8;

std::string failure_words(const Observation& seen) {
  return fmt::format("{}: {}", name_of(seen.failure->cause), seen.failure->detail);
}

std::string ending_words(const Observation& seen) {
  return seen.failure ? std::string(name_of(seen.failure->cause)) : "nothing came of it";
}

std::string addresses_of(const Observation& seen) {
  std::vector<std::string> addresses;
  for (const ResolvedAddress& one :
       seen.dns ? seen.dns->addresses : std::vector<ResolvedAddress>()) {
    addresses.push_back(one.address.to_string());
  }
  return join(addresses, ", ");
}

std::string answer_words(const ProxyFacts& answer) {
  std::string words = fmt::format("asked again, {} answers {} {}",
                                  answer.product.empty() ? "the proxy" : answer.product,
                                  answer.status, answer.reason);
  words += answer.policy.empty() ? "" : fmt::format("; it names the {}", answer.policy);
  words += answer.page.empty() ? "" : fmt::format("; its page says: {}", answer.page);
  return words;
}

std::string segment_words(const ProbeTask& task, bool passed, std::string_view ending) {
  const int size = task.maximum_segment.value_or(0);
  if (!passed) {
    return fmt::format("with segments of {} bytes it fails too ({})", size, ending);
  }
  return fmt::format("with segments of {} bytes {}", size,
                     task.padding > 0 ? "the same request is answered" : "the handshake passes");
}

std::string resolver_words(const ProbeTask& task, const Observation& seen, bool passed,
                           std::string_view ending) {
  if (seen.dns && seen.dns->truncated && !task.dns_over_tcp) {
    return fmt::format(
        "{} by itself answers over UDP that the whole answer is to be had over TCP 53",
        task.dns_server);
  }
  return fmt::format("{} by itself, over {}, {}", task.dns_server,
                     task.dns_over_tcp ? "TCP" : "UDP",
                     passed ? "gives an address" : fmt::format("says {}", ending));
}

std::string experiment_words(const ProbeTask& task, const Observation& seen) {
  const bool passed = is_passed(task, seen);
  const std::string ending = passed ? "" : ending_words(seen);
  switch (task.follow_up->experiment) {
    case Experiment::other_name:
      return passed ? fmt::format("the same address answers to the name {}", task.server_name)
                    : fmt::format("the same address is cut for the name {} too ({})",
                                  task.server_name, ending);
    case Experiment::no_name:
      return passed ? "the same address answers where no name is sent"
                    : fmt::format("the same address is cut where no name is sent ({})", ending);
    case Experiment::name_elsewhere:
      return passed ? fmt::format("the name {} passes at another address", task.server_name)
                    : fmt::format("the name {} is cut at another address too ({})",
                                  task.server_name, ending);
    case Experiment::short_upload:
      return passed ? fmt::format("a request with {} bytes of padding is answered", task.padding)
                    : fmt::format("a request with {} bytes of padding, one full segment, hangs too",
                                  task.padding);
    case Experiment::small_segments:
      return segment_words(task, passed, ending);
    case Experiment::other_port:
      return passed ? fmt::format("port {} of the same address answers", task.port)
                    : fmt::format("port {} of the same address fails ({})", task.port, ending);
    case Experiment::other_resolver:
      return resolver_words(task, seen, passed, ending);
    case Experiment::connect_answer:
      return seen.proxy_answer ? answer_words(*seen.proxy_answer) : std::string();
    case Experiment::by_address:
      return passed ? "the proxy lets a CONNECT to the host's address pass: it minds the name"
                    : fmt::format(
                          "the proxy does not let a CONNECT to the host's address pass "
                          "either ({})",
                          ending);
    case Experiment::status_address:
      return {};  // of a certificate, and no evidence against or for the attempt that showed it
    case Experiment::name_service:
      return passed ? fmt::format("the system's own name service gives {}", addresses_of(seen))
                    : "the system's own name service, which programs ask, knows no address either";
    default:
      return {};
  }
}

void add_ways(const Facts& facts, const Observation& about, std::vector<Evidence>& evidence) {
  const auto way = facts.experiments.way_to(about);
  if (!way || !about.address) {
    return;
  }
  const std::string source = "connects with growing hop limits";
  evidence.push_back({fmt::format("the way to {}: {}", about.address->to_string(),
                                  words_of(*way, facts.circumstances.hop_tags)),
                      source});
  if (const auto passing = facts.experiments.passing_way(about.address->family())) {
    evidence.push_back(
        {fmt::format("a way that works: {}", words_of(*passing, facts.circumstances.hop_tags)),
         source});
  }
}

/// How many of all tries passed: the attempt itself, its retries, and the repeats of the second
/// round.
void add_tally(const Facts& facts, const Observation& about, std::vector<Evidence>& evidence) {
  const auto tally = facts.experiments.tally(about);
  if (tally.repeats > 0) {
    const int tries = 1 + about.retries + tally.repeats;
    evidence.push_back({fmt::format("{} of {} tries passed", tally.passed, tries),
                        fmt::format("the {} and its repeats", source_of(about))});
  }
}

void add_experiments(const Facts& facts, const Observation& about,
                     std::vector<Evidence>& evidence) {
  add_tally(facts, about, evidence);
  for (const AttemptIndex index : facts.experiments.about(about)) {
    const Observation& seen = facts.attempts[index];
    const std::string words = seen.outcome == Outcome::skipped
                                  ? std::string()
                                  : experiment_words(*facts.attempts.task_of(seen), seen);
    if (!words.empty()) {
      evidence.push_back({words, source_of(seen)});
    }
  }
}

/// What exported rules and routes say about these attempts: each rule and route once.
void add_rulings(const Facts& facts, const std::vector<AttemptIndex>& failed,
                 std::vector<Evidence>& evidence) {
  std::set<std::string> told;
  for (const AttemptIndex index : failed) {
    const ConnectionRuling* const ruling = ruling_of(facts, facts.attempts[index]);
    if (ruling == nullptr) {
      continue;
    }
    const std::string where = fmt::format("{} port {}", ruling->address.to_string(), ruling->port);
    for (const DecidingRule& rule : ruling->rules) {
      const std::string words =
          fmt::format("the rule {} says {}", words_of(rule), name_of(rule.access));
      if (told.insert(words).second) {
        evidence.push_back(
            {fmt::format("{} to {}{}", words, where,
                         rule.reason.empty() ? "" : fmt::format(" ({})", rule.reason)),
             rule.pointer.empty() ? rule.file : fmt::format("{}: {}", rule.file, rule.pointer)});
      }
    }
    if (ruling->route && told.insert(words_of(*ruling->route)).second) {
      evidence.push_back(
          {fmt::format("{} takes {}", words_of(*ruling->route), where), "the exported routes"});
    }
  }
}

void add_portals(const Facts& facts, std::vector<Evidence>& evidence) {
  for (const AttemptIndex index : facts.attempts.counted()) {
    const Observation& seen = facts.attempts[index];
    if (failed_with(seen, Cause::http_captive_portal)) {
      evidence.push_back({failure_words(seen), source_of(seen)});
    }
  }
}

void add_controls(const Facts& facts, std::vector<Evidence>& evidence) {
  for (const AttemptIndex index : facts.attempts.counted()) {
    const Observation& seen = facts.attempts[index];
    const auto kind = facts.attempts.task_of(seen)->control;
    const bool host = kind == ControlKind::microsoft_host || kind == ControlKind::unrelated_host;
    if (host && seen.outcome != Outcome::skipped) {
      evidence.push_back({is_ok(seen) ? "a control host was reached"
                                      : fmt::format("a control host was not reached: {}",
                                                    name_of(seen.failure->cause)),
                          source_of(seen)});
    }
  }
}

}  // namespace

std::vector<Evidence> evidence_for(const Facts& facts, const std::vector<AttemptIndex>& failed,
                                   Blocker blocker) {
  std::vector<Evidence> evidence;
  const auto add_failure = [&](AttemptIndex index) {
    evidence.push_back({failure_words(facts.attempts[index]), source_of(facts.attempts[index])});
  };
  if (!failed.empty()) {
    add_failure(failed.front());
  }
  std::set<std::pair<TaskId, int>> told;
  for (const AttemptIndex index : failed) {
    const Observation& seen = facts.attempts[index];
    if (told.emplace(seen.task, seen.path).second) {
      add_varied(facts, seen, evidence);
      add_ways(facts, seen, evidence);
      add_experiments(facts, seen, evidence);
    }
  }
  if (blocker == Blocker::host_firewall) {
    for (const std::string& rule : facts.circumstances.local_firewall) {
      const bool legacy = rule.ends_with("(iptables-legacy)");
      evidence.push_back({"a rule of this machine: " + rule,
                          legacy ? "iptables-legacy-save" : "nft list ruleset"});
    }
  }
  for (std::size_t i = 1; i < failed.size() && i < most_alike; ++i) {
    add_failure(failed[i]);
  }
  add_rulings(facts, failed, evidence);
  if (blocker == Blocker::captive_portal) {
    add_portals(facts, evidence);
  }
  add_controls(facts, evidence);
  return evidence;
}

void add_varied(const Facts& facts, const Observation& trial, std::vector<Evidence>& evidence) {
  if (const Observation* const other = passed_beside(facts.attempts, trial)) {
    const std::string version = other->tls ? other->tls->version : "";
    evidence.push_back(
        {trial.control == ControlKind::upload
             ? "for comparison, the same request without the padding was answered"
         : trial.control == ControlKind::windows_tls
             ? fmt::format("for comparison, a handshake without that limit passed ({})",
                           version.empty() ? "TLS" : version)
             : "for comparison, the host's own name passed",
         source_of(*other)});
  }
}

std::string source_of(const Observation& seen) {
  const std::string route = seen.proxy ? fmt::format("{} by {}", name_of(seen.route), *seen.proxy)
                                       : std::string(name_of(seen.route));
  return seen.address
             ? fmt::format("attempt {} to {} at {}", route, seen.target, seen.address->to_string())
             : fmt::format("attempt {} to {}", route, seen.target);
}

}  // namespace netprobe
