#include "netprobe/probe/engine.h"

#include <algorithm>
#include <utility>

namespace netprobe {

namespace {

constexpr std::size_t reserved_descriptors = 64;

/// How many handshakes go on while there are names that were not asked about yet.
constexpr int handshakes_meanwhile = 16;

/// How long an attempt in TLS counts as one of the few that use the processor.
constexpr Micros slot_patience = Millis(250);

void release_slot(Attempt& attempt, int& handshaking) {
  if (std::exchange(attempt.handshaking, false)) {
    --handshaking;
  }
}

/// Silence that was measured while the loop was at work for most of the time says more about this
/// machine than about the far end.
bool was_starved(const Attempt& attempt, const Loop& loop) {
  const Failure& failure = *attempt.seen.failure;
  const bool expired = failure.cause == Cause::tls_timeout ||
                       failure.cause == Cause::http_timeout ||
                       (failure.cause == Cause::proxy_timeout && attempt.transfer);
  return expired && !attempt.repeated_for_lag &&
         2 * (loop.busy() - attempt.busy_before) > attempt.transfer_limit;
}

HostPort connect_target(const ProbeTask& task, const IpAddress& address) {
  return {address.to_string(), task.route.proxy ? task.route.proxy->address.port : task.port};
}

Micros connect_patience(const ProbeTask& task, const Limits& limits) {
  const Millis patience = std::min(limits.connect_timeout, limits.attempt_timeout);
  if (task.follow_up && task.depth == Depth::tcp) {
    return std::min(patience, limits.experiment_patience);
  }
  return task.comparison ? std::min(patience, limits.comparison_patience) : patience;
}

Micros attempt_patience(const ProbeTask& task, const Limits& limits) {
  if (task.follow_up) {
    return std::min(limits.attempt_timeout, limits.connect_timeout);
  }
  return task.comparison ? std::min(limits.attempt_timeout, 2 * limits.comparison_patience)
                         : limits.attempt_timeout;
}

}  // namespace

void Engine::connect_next() {
  const std::size_t room = descriptors_ > 2 * reserved_descriptors
                               ? descriptors_ - reserved_descriptors
                               : reserved_descriptors;
  const auto window = std::min(static_cast<std::size_t>(plan_->limits.attempts_in_flight), room);
  while (!stopped_ && !to_connect_.empty() && under_way() < window) {
    Attempt* const attempt = to_connect_.front();
    to_connect_.pop_front();
    start_connecting(*attempt);
    if (!to_connect_.empty() && to_connect_.front() == attempt) {
      return;  // put back for want of a descriptor: the next attempt that ends frees one
    }
  }
}

void Engine::start_connecting(Attempt& attempt) {
  const ProbeTask& task = plan_->tasks[attempt.spec.task];
  if (const KnownProxy* known = known_proxy(task); known != nullptr && !attempt.login.scheme) {
    attempt.login = known->login.begin();
  }
  if (needs_token(attempt)) {
    fetch_token(attempt);
    return;
  }
  const IpAddress address = attempt.spec.addresses[attempt.address];
  attempt.try_began = loop_->now();
  attempt.seen.address = address;
  attempt.seen.dns = attempt.spec.dns;
  attempt.seen.timings = {};
  attempt.seen.timings.dns = attempt.spec.dns_time;
  const HostPort target = connect_target(task, address);
  StartedConnect started =
      start_connect({address, target.port, task.hop_limit, task.maximum_segment});
  const bool is_alone = under_way() == 1;
  if (started.no_descriptors && !is_alone) {
    to_connect_.push_front(&attempt);
    return;
  }
  ++connecting_;
  attempt.connecting = true;
  attempt.socket = std::move(started.socket);
  // Concluded from the loop, like every other ending: nothing starts or ends from within a start.
  const int at_once = started.error;
  attempt.timer = std::make_unique<Timer>(*loop_, [this, &attempt, at_once] {
    connect_concluded(attempt, at_once == 0 && !is_decided(attempt.socket), at_once);
  });
  attempt.timer->start(at_once != 0 ? Micros::zero() : connect_patience(task, plan_->limits));
  if (at_once == 0) {
    attempt.watch = std::make_unique<SocketWatch>(
        *loop_, attempt.socket.descriptor(),
        [this, &attempt](SocketWatch::Events) { connect_concluded(attempt, false, 0); });
    attempt.watch->watch(false, true);
  }
}

ConnectEnding Engine::ending_of(Attempt& attempt, bool expired, int at_once) const {
  ConnectEnding ending;
  ending.expired = expired;
  ending.at_once = at_once != 0;
  ending.elapsed = loop_->now() - attempt.try_began;
  if (expired) {
    return ending;
  }
  const TakenEnding taken = attempt.socket.is_open() ? take_ending(attempt.socket) : TakenEnding{};
  ending.icmp = taken.icmp;
  ending.error = at_once != 0 ? at_once : taken.error;
  const auto& sender = ending.icmp ? ending.icmp->sender : std::optional<IpAddress>();
  ending.icmp_from_this_machine = sender && std::find(own_addresses_.begin(), own_addresses_.end(),
                                                      *sender) != own_addresses_.end();
  return ending;
}

void Engine::connect_concluded(Attempt& attempt, bool expired, int at_once) {
  attempt.watch.reset();
  attempt.timer.reset();
  const ProbeTask& task = plan_->tasks[attempt.spec.task];
  const IpAddress address = attempt.spec.addresses[attempt.address];
  const ConnectEnding ending = ending_of(attempt, expired, at_once);
  --connecting_;
  attempt.connecting = false;
  if (!expired && ending.error == 0) {
    attempt.seen.timings.tcp = ending.elapsed;
    connected(attempt);
    return;
  }
  attempt.socket = Socket();
  if (lacks_ipv6(ending, address.family()) && plan_->families != Families::ipv6_only &&
      !task.route.proxy) {
    attempt.seen.skipped_because = "this machine has no IPv6";
    ended(attempt, Outcome::skipped);
    return;
  }
  const HostPort target = connect_target(task, address);
  attempt.seen.failure =
      task.route.proxy ? judge_proxy_connect(ending, target) : judge_connect(ending, target);
  ended(attempt, Outcome::failed);
}

void Engine::connected(Attempt& attempt) {
  const ProbeTask& task = plan_->tasks[attempt.spec.task];
  stop_icmp_reports(attempt.socket);
  if (!task.route.proxy) {
    attempt.seen.reached = Depth::tcp;
    if (task.depth <= Depth::tcp) {
      if (task.follow_up) {
        abort_connection(attempt.socket);
      }
      attempt.socket = Socket();
      ended(attempt, Outcome::ok);
      return;
    }
  }
  to_handshake_.push_back(&attempt);
  handshake_next();
}

void Engine::handshake_next() {
  // A dead address costs nothing but time, so every connect should be under way before the
  // processor is given to those that answer.
  const int most = resolver_->has_waiting()
                       ? std::min(handshakes_meanwhile, plan_->limits.handshakes_in_flight)
                       : plan_->limits.handshakes_in_flight;
  while (!stopped_ && !to_handshake_.empty() && handshaking_ < most) {
    Attempt& attempt = *to_handshake_.front();
    to_handshake_.pop_front();
    ++handshaking_;
    attempt.handshaking = true;
    const ProbeTask& task = plan_->tasks[attempt.spec.task];
    const Micros spent = attempt.seen.timings.tcp.value_or(Micros::zero());
    const Micros limit = std::max(Micros(Millis(1)), attempt_patience(task, plan_->limits) - spent);
    attempt.busy_before = loop_->busy();
    attempt.transfer_limit = limit;
    const TransferOrder order{task,          *attempt.seen.address, attempt.spec.pinned,
                              plan_->limits, attempt.login.scheme,  attempt.token};
    attempt.transfer = transfers_->start(
        std::move(attempt.socket), order, limit, [this, &attempt](const TransferTrace& trace) {
          note_transfer(trace, plan_->tasks[attempt.spec.task], attempt.seen);
          release_slot(attempt, handshaking_);
          ended(attempt, attempt.seen.failure ? Outcome::failed : Outcome::ok);
        });
    // Silence costs no processor time: an attempt that waits on the far end must not hold up those
    // behind it, or a firewall that drops every ClientHello makes the run last for ever.
    attempt.timer = std::make_unique<Timer>(*loop_, [this, &attempt] {
      release_slot(attempt, handshaking_);
      handshake_next();
    });
    attempt.timer->start(slot_patience);
  }
}

/// A new try is a new attempt: what the last one left goes, but for what it learnt.
Attempt& Engine::another_try(Attempt& last) {
  auto again = std::make_unique<Attempt>();
  again->id = next_attempt_++;
  again->spec = last.spec;
  again->seen = blank_observation(last.spec.task);
  again->seen.path = last.spec.path;
  again->seen.began = last.seen.began;
  again->seen.retries = last.seen.retries;
  again->seen.earlier_failures = last.seen.earlier_failures;
  again->seen.proxy_auth = last.seen.proxy_auth;
  again->repeated_for_lag = last.repeated_for_lag;
  again->login = last.login;
  again->refused = std::move(last.refused);
  Attempt& kept = *again;
  attempts_.emplace(kept.id, std::move(again));
  return kept;
}

Micros Engine::time_of_try(const Attempt& attempt) const {
  return loop_->now() - attempt.try_began + attempt.spec.dns_time.value_or(Micros::zero());
}

void Engine::record(Attempt& attempt, Outcome outcome) {
  Observation& seen = attempt.seen;
  seen.outcome = outcome;
  seen.ended = loop_->now();
  if (!seen.timings.total) {  // else it is that of an earlier try, which is told in its place
    seen.timings.total = time_of_try(attempt);
  }
  observations_.push_back(seen);
  const TaskId task = attempt.spec.task;
  retire(attempt);
  finish_task_part(task);
}

void Engine::retire(Attempt& attempt) {
  const auto own = attempts_.find(attempt.id);
  // Freed between turns: we may stand inside one of its callbacks.
  done_.push_back(std::move(own->second));
  attempts_.erase(own);
}

Engine::Again Engine::ways_on(const Attempt& attempt, bool failed, bool lagged,
                              bool refused_once) const {
  const ProbeTask& task = plan_->tasks[attempt.spec.task];
  const Observation& seen = attempt.seen;
  Again ways;
  ways.next_address = failed && seen.failure->stage == Stage::proxy_tcp &&
                      attempt.address + 1 < attempt.spec.addresses.size();
  ways.starved = lagged && !ways.next_address;
  ways.repeat = failed && !ways.next_address && !ways.starved && !task.comparison &&
                !task.follow_up && seen.retries < plan_->limits.retries &&
                (refused_once || is_worth_repeating(*seen.failure));
  return ways;
}

void Engine::try_again(Attempt& attempt, const Again& ways) {
  Attempt& again = another_try(attempt);
  again.address = ways.next_address ? attempt.address + 1 : ways.starved ? attempt.address : 0;
  again.repeated_for_lag = ways.starved || attempt.repeated_for_lag;
  if (ways.repeat) {
    ++again.seen.retries;
    again.seen.earlier_failures.push_back(*attempt.seen.failure);
  }
  to_connect_.push_back(&again);
  retire(attempt);
}

void Engine::ended(Attempt& attempt, Outcome outcome) {
  const bool lagged = outcome == Outcome::failed && was_starved(attempt, *loop_);
  const auto turn = lagged ? std::nullopt : note_login(attempt, outcome);
  const bool refused_once = turn && *turn == LoginTurn::give_up && is_refused_now_and_then(attempt);
  const bool failed = outcome == Outcome::failed && (!turn || refused_once);
  const Again ways = ways_on(attempt, failed, lagged, refused_once);
  if (turn && *turn != LoginTurn::give_up && !stopped_) {
    keep_refusal(attempt);
    follow(another_try(attempt), *turn);
    retire(attempt);
  } else if ((ways.next_address || ways.repeat || ways.starved) && !stopped_) {
    try_again(attempt, ways);
  } else {
    if (turn) {
      settle_refusal(attempt);
    }
    release_login(attempt);
    record(attempt, outcome);
  }
  handshake_next();
  connect_next();
}

}  // namespace netprobe
