#include "netprobe/probe/attempt_script.h"

#include "netprobe/core/text.h"
#include "netprobe/probe/attempt.h"
#include "netprobe/probe/proxy_door.h"

#include <algorithm>
#include <utility>

namespace netprobe {

namespace {

/// How often libcurl may have read an interim answer before it was taken away from it.
constexpr int most_races = 3;

/// What goes slowly and stays unanswered may have met the limit once more.
constexpr int most_slow_tries = 3;

}  // namespace

AttemptScript::AttemptScript(const ProbePlan& plan, LoginDesk& desk, AttemptId id, AttemptSpec spec,
                             Instant now)
    : plan_(&plan),
      desk_(&desk),
      id_(id),
      spec_(std::move(spec)),
      seen_(blank_observation(plan, spec_.task, now)),
      queued_(now) {
  seen_.path = spec_.path;
}

Step AttemptScript::resume(const Happened& what, Instant now) {
  return std::visit([&](const auto& event) { return on(event, now); }, what);
}

Peer AttemptScript::peer() const {
  const auto& proxy = task().route.proxy;
  return {spec_.addresses[address_], proxy ? proxy->url() : ""};
}

// --- a try, from its place in the queue to how it ended
// ---------------------------------------------------------------

/// It begins with what is known to pass at the proxy, else without credentials.
Step AttemptScript::on(const happened::Admitted& what, Instant now) {
  waited_ = now - queued_;
  refusal_.reset();
  unanswered_ = false;
  slow_tries_ += what.slowly ? 1 : 0;
  seen_.repeated_alone = seen_.repeated_alone || (what.slowly && !seen_.earlier_failures.empty());
  const ProxyLogin* const known = login();
  if (known != nullptr && !progress_.scheme) {
    progress_ = known->begin();
  }
  if (progress_.scheme == ProxyAuth::negotiate && token_.empty()) {
    return step::FetchToken{task().route.proxy->address};
  }
  return connect(now);
}

Step AttemptScript::connect(Instant now) {
  const IpAddress address = spec_.addresses[address_];
  began_ = now;
  seen_.address = address;
  seen_.source = std::nullopt;
  seen_.stands_for = spec_.stands_for;
  seen_.dns = spec_.dns;
  seen_.timings = {};
  seen_.timings.dns = spec_.dns_time;
  const HostPort target = connect_target(task(), address);
  return step::Connect{{address, target.port, task().hop_limit, task().maximum_segment},
                       connect_patience(task(), plan_->limits)};
}

Step AttemptScript::on(const happened::TokenCame& what, Instant now) {
  if (what.token) {
    token_ = *what.token;
    return connect(now);
  }
  note_tried(seen_, *login(),
             {ProxyAuth::negotiate, LoginOutcome::unavailable, printable(what.token.error(), 300)});
  const LoginTurn turn = login()->failed(progress_, LoginOutcome::unavailable);
  if (turn != LoginTurn::give_up) {
    return log_in(turn);
  }
  if (!refused_) {
    // It began with what was known to pass, and the ticket has gone since: the 407 was another's.
    Failure failure;
    failure.stage = Stage::proxy_connect;
    failure.detail = "the proxy asks for Kerberos, and there is no ticket any more";
    seen_.failure = std::move(failure);
  }
  return give_up_login(now);
}

Step AttemptScript::on(const happened::ConnectEnded& what, Instant now) {
  const ConnectEnding& ending = what.ending;
  crowded_ = what.crowded;
  seen_.source = ending.source;
  unanswered_ = what.minded && is_unanswered(ending);
  const IpAddress address = spec_.addresses[address_];
  if (!ending.expired && ending.error == 0) {
    seen_.timings.tcp = ending.elapsed;
    return connected();
  }
  const bool by_proxy = task().route.proxy.has_value();
  if (lacks_ipv6(ending, address.family()) && plan_->families != Families::ipv6_only && !by_proxy) {
    seen_.skipped_because = "this machine has no IPv6";
    return try_ended(Outcome::skipped, now);
  }
  const HostPort target = connect_target(task(), address);
  if (const auto shortage = own_shortage(ending, target)) {
    seen_.skipped_because = *shortage;
    lacks_means_ = true;
    return try_ended(Outcome::skipped, now);
  }
  seen_.failure = by_proxy ? judge_proxy_connect(ending, target) : judge_connect(ending, target);
  return try_ended(Outcome::failed, now);
}

Step AttemptScript::connected() {
  const Instant now = began_ + *seen_.timings.tcp;
  if (!task().route.proxy) {
    seen_.reached = Depth::tcp;
    if (task().depth <= Depth::tcp) {
      Step last = try_ended(Outcome::ok, now);
      std::get<step::End>(last).reset_connection = task().follow_up.has_value();
      return last;
    }
  }
  limit_ =
      std::max(Micros(Millis(1)), attempt_patience(task(), plan_->limits) - *seen_.timings.tcp);
  return step::Transfer{*seen_.address, spec_.pinned, progress_.scheme, token_, limit_};
}

Step AttemptScript::on(const happened::TransferEnded& what, Instant now) {
  transfer_began_ = what.began;
  crowded_ = what.crowded;
  if (lost_to_interim(what.trace, task()) && races_lost_++ < most_races) {
    return another_try(address_, now);
  }
  const Outcome outcome = note_transfer(what.trace, task(), seen_);
  if (outcome != Outcome::failed) {
    lacks_means_ = outcome == Outcome::skipped;
    return try_ended(outcome, now);
  }
  if (!repeated_for_lag_ && is_starved(*seen_.failure, what.busy, limit_)) {
    repeated_for_lag_ = true;  // this process had no time to look: it does not count
    return another_try(address_, now);
  }
  return try_ended(Outcome::failed, now);
}

// --- how it goes on
// ---------------------------------------------------------------------------------------------------

Step AttemptScript::try_ended(Outcome outcome, Instant now) {
  refusal_ = seen_.failure && is_refusal_of_crowds(*seen_.failure)
                 ? std::optional(seen_.failure->cause)
                 : std::nullopt;
  const auto turn = note_login(outcome);
  if (turn && *turn != LoginTurn::give_up) {
    keep_refusal(now);
    start_anew(now);
    return log_in(*turn);
  }
  const bool refused_once = turn && is_refused_now_and_then(seen_, progress_);
  const bool failed = outcome == Outcome::failed && (!turn || refused_once);
  if (failed && seen_.failure->stage == Stage::proxy_tcp && address_ + 1 < spec_.addresses.size()) {
    return another_try(address_ + 1, now);
  }
  if (failed && may_repeat(refused_once)) {
    return repeat(now);
  }
  return turn ? give_up_login(now) : end(outcome, now);
}

bool AttemptScript::may_repeat(bool refused_once) const {
  // What a trial shows is looked into by the second round, and alone.
  if (task().comparison || task().follow_up || task().is_trial()) {
    return false;
  }
  const int retries = plan_->limits.retries;
  const bool may_go_slowly = unanswered_ && retries > 0 && slow_tries_ < most_slow_tries;
  const bool is_worth_it =
      refused_once || (crowded_ && refusal_) || is_worth_repeating(*seen_.failure);
  return may_go_slowly || is_to_be_asked_alone() || (is_worth_it && seen_.retries < retries);
}

/// Many devices refuse a client that has too many connections: what was refused in a crowd of ours
/// has not failed yet, whatever befell it before.
bool AttemptScript::is_to_be_asked_alone() const {
  return crowded_ && refusal_ && !seen_.repeated_alone && plan_->limits.retries > 0 &&
         !task().comparison && !task().follow_up && !task().is_trial();
}

Step AttemptScript::repeat(Instant now) {
  Failure failure = *seen_.failure;
  start_anew(now);
  ++seen_.retries;
  seen_.repeated_alone = seen_.repeated_alone || (crowded_ && refusal_);
  seen_.earlier_failures.push_back(std::move(failure));
  return step::Queue{Place::last, crowded_ ? refusal_ : std::nullopt, unanswered_};
}

/// What the last try left goes, but for what it learnt.
void AttemptScript::start_anew(Instant now) {
  queued_ = now;
  Observation blank = blank_observation(*plan_, spec_.task, seen_.began);
  blank.path = spec_.path;
  blank.retries = seen_.retries;
  blank.repeated_alone = seen_.repeated_alone;
  blank.earlier_failures = std::move(seen_.earlier_failures);
  blank.proxy_auth = std::move(seen_.proxy_auth);
  seen_ = std::move(blank);
  address_ = 0;
  transfer_began_.reset();
  token_.clear();
}

Step AttemptScript::another_try(std::size_t address, Instant now) {
  start_anew(now);
  address_ = address;
  return step::Queue{Place::last, std::nullopt};
}

Step AttemptScript::end(Outcome outcome, Instant now) {
  desk_->release(progress_, task());
  seen_.outcome = outcome;
  seen_.ended = now;
  if (!seen_.timings.total) {  // else it is that of an earlier try, which is told in its place
    note_time(now);
  }
  return step::End{};
}

Step AttemptScript::on(const happened::Cancelled& what, Instant now) {
  desk_->release(progress_, task());  // who leads does so no longer
  seen_.outcome = Outcome::skipped;
  seen_.failure.reset();
  seen_.skipped_because = what.because;
  seen_.ended = now;
  return step::End{};
}

/// What the far end took. Waiting for a slot of our own is not its time.
void AttemptScript::note_time(Instant now) {
  Timings& timings = seen_.timings;
  const Instant connected = began_ + timings.tcp.value_or(Micros::zero());
  const Micros for_slot = transfer_began_ ? *transfer_began_ - connected : Micros::zero();
  timings.total = now - began_ - for_slot + spec_.dns_time.value_or(Micros::zero());
  timings.waited = waited_ + for_slot;
}

}  // namespace netprobe
