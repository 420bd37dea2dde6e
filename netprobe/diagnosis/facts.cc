#include "netprobe/diagnosis/facts.h"

#include "netprobe/core/failover.h"
#include "netprobe/diagnosis/causes.h"

#include <algorithm>

namespace netprobe {

namespace {

bool is_nobody(const ProbeTask& task) { return task.expectation == Expectation::nobody; }

bool is_verified(const Observation& seen) {
  return is_ok(seen) && seen.tls && seen.tls->anchor_kind != AnchorKind::unverified;
}

void note_success(const ProbeTask& task, const Observation& seen, Facts& facts) {
  facts.anything_worked = facts.anything_worked || !is_nobody(task);
  facts.answered_for_all = facts.answered_for_all || task.control == ControlKind::unrouted_address;
  facts.invented_names = facts.invented_names || task.control == ControlKind::must_not_resolve;
  if (is_verified(seen)) {
    ++facts.tls_passed;
    facts.https_worked_directly = facts.https_worked_directly || seen.route == RouteKind::direct;
  }
  facts.control_passed = facts.control_passed || (task.control && !is_nobody(task));
  facts.literal_address_answered =
      facts.literal_address_answered || (task.address && !is_nobody(task));
}

void note_failure(const ProbeTask& task, const Observation& seen, Facts& facts) {
  const Cause cause = seen.failure->cause;
  facts.control_failed = facts.control_failed || (task.control && !is_nobody(task));
  facts.captive_portal = facts.captive_portal ||
                         (cause == Cause::http_captive_portal && seen.route == RouteKind::direct);
  const bool refused_nearby = cause == Cause::tcp_reset || cause == Cause::tcp_prohibited;
  facts.literal_address_answered =
      facts.literal_address_answered || (task.address && refused_nearby && !is_nobody(task));
  if (cause == Cause::tls_expired || cause == Cause::tls_not_yet_valid) {
    const bool of_proxy = seen.failure->stage == Stage::proxy_tls && task.route.proxy;
    facts.dated_owners.insert(
        owner_domain(of_proxy ? task.route.proxy->address.host : host_of(task)));
    facts.expired_seen = facts.expired_seen || cause == Cause::tls_expired;
    facts.early_seen = facts.early_seen || cause == Cause::tls_not_yet_valid;
  }
}

/// Nothing resolves and every connect ends before it leaves this machine or its link.
bool nothing_leaves(const Attempts& attempts) {
  bool refused = false;
  for (const AttemptIndex index : attempts.counted()) {
    const Observation& seen = attempts[index];
    if (is_ok(seen)) {
      return false;
    }
    const auto cause = cause_of(seen);
    if (!cause) {
      continue;
    }
    const bool local = *cause == Cause::tcp_no_route ||
                       (*cause == Cause::tcp_unreachable && !seen.failure->reported_by);
    const bool silent_control = attempts.task_of(seen)->expectation == Expectation::nobody;
    const bool name =
        is_resolver_failure(*cause) || is_missing_name(*cause) || is_proxy_out_of_reach(*cause);
    if (!local && !name && !silent_control) {
      return false;
    }
    refused = refused || local;
  }
  return refused;
}

bool is_answered_by_wire_server(const Attempts& attempts) {
  const auto& all = attempts.all();
  return std::any_of(all.begin(), all.end(), [](const Observation& seen) {
    return is_ok(seen) && !seen.proxy && seen.address && is_wire_server(*seen.address);
  });
}

/// Are direct connects to public addresses of several owners met with silence, and none with
/// anything else? A private endpoint, which answers, is no way out.
bool is_public_silent(const Attempts& attempts) {
  std::set<std::string> owners;
  for (const AttemptIndex index : attempts.counted()) {
    const Observation& seen = attempts[index];
    const ProbeTask& task = *attempts.task_of(seen);
    if (seen.proxy || !seen.address || task.comparison || is_nobody(task) ||
        seen.address->is_private() || seen.address->is_link_local() ||
        is_wire_server(*seen.address)) {
      continue;
    }
    if (failed_with(seen, Cause::tcp_timeout)) {
      owners.insert(owner_domain(host_of(task)));
    } else if (seen.outcome != Outcome::skipped && !failed_with(seen, Cause::tcp_no_route)) {
      return false;
    }
  }
  return owners.size() > 1;
}

void collect_hits(Facts& facts) {
  for (std::size_t row = 0; row < facts.rows.size(); ++row) {
    const RowVerdict& verdict = facts.rows[row];
    if (verdict.comparison) {
      continue;
    }
    for (const AttemptIndex attempt : verdict.culprits) {
      facts.hits.push_back({attempt, row, verdict.result.status});
      if (!facts.experiments.about(facts.attempts[attempt]).empty()) {
        facts.examined.push_back(facts.hits.back());
      }
    }
  }
}

}  // namespace

Facts::Facts(const Attempts& seen, const Experiments& made, const Uploads& tried,
             const Circumstances& known, const std::vector<RowVerdict>& judged)
    : attempts(seen), experiments(made), uploads(tried), circumstances(known), rows(judged) {
  for (const AttemptIndex index : attempts.counted()) {
    const Observation& one = attempts[index];
    const ProbeTask& task = *attempts.task_of(one);
    any_name_resolved =
        any_name_resolved || (one.dns && !one.dns->addresses.empty() && !one.dns->from_hosts_file);
    if (one.proxy && one.timings.tcp) {
      answering_proxies.insert(*one.proxy);
    }
    if (is_ok(one)) {
      note_success(task, one, *this);
    } else if (cause_of(one)) {
      note_failure(task, one, *this);
    }
  }
  nothing_leaves = netprobe::nothing_leaves(attempts);
  stranded_in_azure = known.azure_vm == true && is_answered_by_wire_server(attempts) &&
                      !answered_for_all && is_public_silent(attempts);
  index_attempts();
  collect_hits(*this);
  index_experiments();
}

void Facts::index_attempts() {
  constexpr std::size_t enough = 2;
  for (const AttemptIndex index : attempts.counted()) {
    const Observation& seen = attempts[index];
    const ProbeTask& task = *attempts.task_of(seen);
    std::string host = host_of(task);
    if (is_verified(seen)) {
      auto& hosts = reached_[way_out_of(seen)];
      if (hosts.size() < enough) {
        hosts.insert(host);
      }
    }
    by_target_[{std::move(host), task.port}].push_back(index);
  }
  for (AttemptIndex index = 0; index < attempts.all().size(); ++index) {
    const ProbeTask* const task = attempts.task_of(attempts[index]);
    if (task != nullptr && task->control == ControlKind::resolver) {
      told_by_resolvers.push_back(index);
    }
  }
  for (const ConnectionRuling& ruling : circumstances.rulings) {
    rulings_.emplace(std::pair(ruling.address, ruling.port), &ruling);
  }
}

/// Where those that were examined do not agree, nobody knows which of their places it is.
void Facts::index_experiments() {
  std::set<std::optional<Cause>> disputed;
  for (const Hit& hit : examined) {
    const PathEnd end = own_end(hit);
    const auto cause = cause_of(observation(hit));
    if (end.where == PathEnd::Where::unknown || disputed.contains(cause)) {
      continue;
    }
    const auto [known, is_new] = common_ends_.emplace(cause, end);
    if (!is_new && !(known->second == end)) {
      common_ends_.erase(known);
      disputed.insert(cause);
    }
  }
}

PathEnd Facts::own_end(const Hit& hit) const {
  const Observation& seen = observation(hit);
  return failed_with(seen, Cause::tcp_reset) ? experiments.origin_of_reset(seen)
                                             : experiments.end_of_silence(seen);
}

PathEnd Facts::path_end(const Hit& hit) const {
  const PathEnd own = own_end(hit);
  if (own.where != PathEnd::Where::unknown) {
    return own;
  }
  const auto common = common_ends_.find(cause_of(observation(hit)));
  return common == common_ends_.end() ? PathEnd() : common->second;
}

const std::vector<AttemptIndex>& Facts::attempts_for(const ProbeTask& task) const {
  static const std::vector<AttemptIndex> none;
  const auto found = by_target_.find({host_of(task), task.port});
  return found == by_target_.end() ? none : found->second;
}

bool Facts::reaches_others(const WayOut& way, const std::string& host) const {
  const auto found = reached_.find(way);
  return found != reached_.end() && (found->second.size() > 1 || !found->second.contains(host));
}

const ConnectionRuling* Facts::ruling(const IpAddress& address, std::uint16_t port) const {
  const auto found = rulings_.find({address, port});
  return found == rulings_.end() ? nullptr : found->second;
}

std::optional<bool> Facts::answered(const Hit& hit, Experiment kind) const {
  if (const auto own = experiments.answered(observation(hit), kind)) {
    return own;
  }
  std::optional<bool> common;
  for (const Hit& other : examined) {
    const bool alike = cause_of(observation(other)) == cause_of(observation(hit));
    const auto answer =
        alike ? experiments.answered(observation(other), kind) : std::optional<bool>();
    if (answer && common && *answer != *common) {
      return std::nullopt;
    }
    common = answer ? answer : common;
  }
  return common;
}

std::set<std::string> Facts::owners_failing(Cause cause) const {
  std::set<std::string> owners;
  for (const AttemptIndex index : attempts.counted()) {
    const ProbeTask& its_task = *attempts.task_of(attempts[index]);
    if (failed_with(attempts[index], cause) && its_task.expectation != Expectation::nobody &&
        !its_task.comparison) {
      owners.insert(owner_domain(host_of(its_task)));
    }
  }
  return owners;
}

}  // namespace netprobe
