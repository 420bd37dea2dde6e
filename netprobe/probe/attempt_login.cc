// The part of an attempt's life in which it shows an HTTP proxy who we are (attempt_script.h).

#include "netprobe/probe/attempt_script.h"
#include "netprobe/probe/auth_challenge.h"
#include "netprobe/probe/proxy_door.h"
#include "netprobe/probe/proxy_verdict.h"

namespace netprobe {

ProxyLogin* AttemptScript::login() const { return desk_->login_of(task(), plan_->limits); }

/// What a try that has ended says about logging in; the next turn, where it ended over that.
std::optional<LoginTurn> AttemptScript::note_login(Outcome outcome) {
  ProxyLogin* const known = login();
  const Door door = door_of(seen_, outcome);
  const auto scheme = progress_.scheme;
  if (door == Door::asks && !scheme && seen_.proxy_answer && !is_socks(task())) {
    seen_.proxy_auth.emplace();
    const auto& offered = seen_.proxy_auth->offered = seen_.proxy_answer->schemes_offered;
    const bool challenged = seen_.proxy_answer->status == 407;
    return known != nullptr
               ? std::optional(known->asked(
                     progress_, challenged ? offered : schemes_without_challenge(offered)))
               : std::nullopt;
  }
  if (known == nullptr || !scheme || door == Door::unseen) {
    return std::nullopt;
  }
  if (door == Door::open) {
    note_tried(seen_, *known, {*scheme, LoginOutcome::passed, ""});
    known->passed(*scheme);
    desk_->release(progress_, task());
    return std::nullopt;
  }
  const bool rejected = door == Door::asks;
  if (!rejected && is_to_be_asked_alone()) {
    return std::nullopt;  // it may say more of our crowd than of the scheme
  }
  const LoginOutcome how = rejected ? LoginOutcome::rejected : LoginOutcome::failed;
  note_tried(seen_, *known, {*scheme, how, rejected ? "" : seen_.failure->detail});
  if (!rejected && !progress_.leads) {
    return std::nullopt;  // as any attempt may end; it says nothing of the scheme
  }
  return known->failed(progress_, how);
}

void AttemptScript::keep_refusal(Instant now) {
  if (is_refusal(seen_)) {
    note_time(now);
    refused_ = seen_;
  }
}

Step AttemptScript::log_in(LoginTurn turn) {
  if (turn == LoginTurn::wait) {
    desk_->wait(id_, task());
    return step::WaitForLogin{};
  }
  return step::Queue{Place::first, std::nullopt};
}

Step AttemptScript::on(const happened::Called& /*what*/, Instant now) {
  const LoginTurn turn = login()->asked(progress_, login()->offered());
  if (turn == LoginTurn::give_up) {
    return give_up_login(now);
  }
  return turn == LoginTurn::wait ? log_in(turn) : step::Queue{Place::last, std::nullopt};
}

Step AttemptScript::give_up_login(Instant now) {
  settle_refusal(seen_, refused_, *login(), task().route.proxy->auth);
  return end(Outcome::failed, now);
}

}  // namespace netprobe
