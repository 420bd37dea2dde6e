#include "netprobe/core/domain.h"
#include "netprobe/core/text.h"
#include "netprobe/probe/engine.h"
#include "netprobe/probe/proxy_verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

/// How attempts show a proxy who we are: see ProxyLogin for who may try what, and when.
namespace netprobe {

namespace {

/// Processes of the Kerberos library at a time.
constexpr int most_token_requests = 4;

bool may_log_in(const Proxy& proxy) {
  const bool http = proxy.scheme == ProxyScheme::http || proxy.scheme == ProxyScheme::https;
  return http && (proxy.credentials || proxy.auth == ProxyAuth::negotiate);
}

/// What the ending of a try says about the proxy's door.
enum class Door { unseen, asks, breaks_off, open };

Door door_of(const Observation& seen, Outcome outcome) {
  if (outcome == Outcome::skipped || (seen.failure && seen.failure->stage < Stage::proxy_connect)) {
    return Door::unseen;
  }
  if (!seen.failure || seen.failure->stage != Stage::proxy_connect) {
    return Door::open;
  }
  switch (seen.failure->cause) {
    case Cause::proxy_auth_required:
    case Cause::proxy_auth_rejected:
      return Door::asks;
    case Cause::proxy_closed:
    case Cause::proxy_timeout:
    case Cause::proxy_not_http:
      return Door::breaks_off;
    default:
      return Door::open;  // it denies, or cannot: but it has let us in
  }
}

void note(Observation& seen, const ProxyLogin& login, TriedScheme tried) {
  if (!seen.proxy_auth) {
    seen.proxy_auth.emplace();
    seen.proxy_auth->offered = login.offered();
  }
  auto& list = seen.proxy_auth->tried;
  if (list.empty() || list.back() != tried) {  // a repeat passes the door again
    list.push_back(std::move(tried));
  }
}

std::string words_of(const ProxyAuthFacts& auth, const ProxyLogin& login, ProxyAuth wanted) {
  std::vector<std::string> words;
  for (const TriedScheme& tried : auth.tried) {
    words.push_back(fmt::format("{} {}{}{}", name_of(tried.scheme), name_of(tried.outcome),
                                tried.detail.empty() ? "" : ": ", tried.detail));
  }
  if (!words.empty()) {
    return join(words, "; ");
  }
  if (login.was_rejected()) {
    return "what it rejected before was not sent again";
  }
  if (auth.offered.empty()) {
    return "it offers no scheme";
  }
  return wanted == ProxyAuth::any
             ? fmt::format("it offers {}, of which nothing could be tried",
                           join(auth.offered, ", "))
             : fmt::format("it offers {}, and not {}", join(auth.offered, ", "), name_of(wanted));
}

}  // namespace

Engine::KnownProxy* Engine::known_proxy(const ProbeTask& task) {
  if (!task.route.proxy || !may_log_in(*task.route.proxy)) {
    return nullptr;
  }
  const auto found =
      std::find_if(known_proxies_.begin(), known_proxies_.end(),
                   [&](const KnownProxy& known) { return known.proxy == *task.route.proxy; });
  if (found != known_proxies_.end()) {
    return &*found;
  }
  const Proxy& proxy = *task.route.proxy;
  known_proxies_.push_back({proxy, ProxyLogin(proxy.auth, plan_->limits.rejected_logins), {}});
  return &known_proxies_.back();
}

std::optional<LoginTurn> Engine::note_login(Attempt& attempt, Outcome outcome) {
  const ProbeTask& task = plan_->tasks[attempt.spec.task];
  KnownProxy* const known = known_proxy(task);
  Observation& seen = attempt.seen;
  const Door door = door_of(seen, outcome);
  const auto scheme = attempt.login.scheme;
  if (door == Door::asks && !scheme && seen.proxy_answer && !is_socks(task)) {
    seen.proxy_auth.emplace();
    seen.proxy_auth->offered = seen.proxy_answer->schemes_offered;
    return known != nullptr
               ? std::optional(known->login.asked(attempt.login, seen.proxy_auth->offered))
               : std::nullopt;
  }
  if (known == nullptr || !scheme || door == Door::unseen) {
    return std::nullopt;
  }
  if (door == Door::open) {
    note(seen, known->login, {*scheme, LoginOutcome::passed, ""});
    known->login.passed(*scheme);
    release_login(attempt);
    return std::nullopt;
  }
  const bool rejected = door == Door::asks;
  note(seen, known->login,
       {*scheme, rejected ? LoginOutcome::rejected : LoginOutcome::failed,
        rejected ? "" : seen.failure->detail});
  if (!rejected && !attempt.login.leads) {
    return std::nullopt;  // as any attempt may end; it says nothing of the scheme
  }
  return known->login.failed(attempt.login,
                             rejected ? LoginOutcome::rejected : LoginOutcome::failed);
}

bool Engine::is_refused_now_and_then(const Attempt& attempt) {
  const auto& auth = attempt.seen.proxy_auth;
  return !attempt.login.leads && auth && !auth->tried.empty() &&
         auth->tried.back().outcome == LoginOutcome::rejected;
}

void Engine::keep_refusal(Attempt& attempt) const {
  if (attempt.seen.failure && (attempt.seen.failure->cause == Cause::proxy_auth_required ||
                               attempt.seen.failure->cause == Cause::proxy_auth_rejected)) {
    attempt.refused = std::make_unique<Observation>(attempt.seen);
    attempt.refused->timings.total = time_of_try(attempt);
  }
}

void Engine::follow(Attempt& attempt, LoginTurn turn) {
  if (turn == LoginTurn::wait) {
    ++waiting_for_login_;
    known_proxy(plan_->tasks[attempt.spec.task])->waiting.push_back(&attempt);
  } else {
    to_connect_.push_front(&attempt);
  }
}

void Engine::settle_refusal(Attempt& attempt) {
  const Proxy& proxy = *plan_->tasks[attempt.spec.task].route.proxy;
  const ProxyLogin& login = known_proxy(plan_->tasks[attempt.spec.task])->login;
  Observation& seen = attempt.seen;
  const ProxyAuthFacts auth = *seen.proxy_auth;
  const auto any = [&](LoginOutcome outcome) {
    return std::any_of(auth.tried.begin(), auth.tried.end(),
                       [&](const TriedScheme& tried) { return tried.outcome == outcome; });
  };
  const bool rejected = any(LoginOutcome::rejected) || (auth.tried.empty() && login.was_rejected());
  if (!rejected && any(LoginOutcome::failed)) {
    return;  // the proxy hung up on what was sent: that is what was seen
  }
  if (attempt.refused) {
    // The last thing seen may be a connection that was closed, or a ticket that was not there.
    seen.failure = attempt.refused->failure;
    seen.proxy_answer = attempt.refused->proxy_answer;
    seen.address = attempt.refused->address;
    seen.timings = attempt.refused->timings;
  }
  seen.failure->cause = rejected ? Cause::proxy_auth_rejected : Cause::proxy_auth_required;
  seen.failure->detail += "; " + words_of(auth, login, proxy.auth);
}

void Engine::release_login(Attempt& attempt) {
  KnownProxy* const known =
      attempt.login.leads ? known_proxy(plan_->tasks[attempt.spec.task]) : nullptr;
  if (known == nullptr) {
    return;
  }
  known->login.release(attempt.login);
  order_by_promise(known->waiting, attempt);
  while (!stopped_ && !known->waiting.empty()) {
    Attempt& next = *known->waiting.front();
    const LoginTurn turn = known->login.asked(next.login, known->login.offered());
    if (turn == LoginTurn::wait) {
      return;
    }
    known->waiting.pop_front();
    --waiting_for_login_;
    if (turn == LoginTurn::try_scheme) {
      to_connect_.push_back(&next);
    } else {
      settle_refusal(next);
      record(next, Outcome::failed);
    }
  }
}

/// Where the leader was refused, it may be for the sake of its target: one of another owner tells.
void Engine::order_by_promise(std::deque<Attempt*>& waiting, const Attempt& leader) const {
  const auto rank = [this, &leader](const Attempt& attempt) {
    const ProbeTask& task = plan_->tasks[attempt.spec.task];
    const std::string& refused = plan_->tasks[leader.spec.task].host;
    return (task.comparison ? 2 : 0) + (owner_domain(task.host) == owner_domain(refused) ? 1 : 0);
  };
  std::stable_sort(waiting.begin(), waiting.end(),
                   [&](const Attempt* a, const Attempt* b) { return rank(*a) < rank(*b); });
}

bool Engine::needs_token(const Attempt& attempt) {
  return attempt.login.scheme == ProxyAuth::negotiate && attempt.token.empty();
}

void Engine::fetch_token(Attempt& attempt) {
  if (fetching_ == most_token_requests) {
    to_fetch_.push_back(&attempt);
    return;
  }
  ++fetching_;
  const HostPort& proxy = plan_->tasks[attempt.spec.task].route.proxy->address;
  attempt.token_request = std::make_unique<KerberosToken>(
      *loop_, proxy, plan_->limits.kerberos_patience,
      [this, &attempt](const tl::expected<std::string, std::string>& token) {
        have_token(attempt, token);
      });
}

void Engine::have_token(Attempt& attempt, const tl::expected<std::string, std::string>& token) {
  spent_requests_.push_back(std::move(attempt.token_request));  // we stand inside its call
  --fetching_;
  if (token) {
    attempt.token = *token;
    to_connect_.push_front(&attempt);
  } else {
    ProxyLogin& login = known_proxy(plan_->tasks[attempt.spec.task])->login;
    note(attempt.seen, login,
         {ProxyAuth::negotiate, LoginOutcome::unavailable, printable(token.error(), 300)});
    const LoginTurn turn = login.failed(attempt.login, LoginOutcome::unavailable);
    if (turn == LoginTurn::give_up) {
      give_up_without_token(attempt);
    } else {
      follow(attempt, turn);
    }
  }
  if (!to_fetch_.empty()) {
    Attempt& next = *to_fetch_.front();
    to_fetch_.pop_front();
    fetch_token(next);
  }
  connect_next();
}

void Engine::give_up_without_token(Attempt& attempt) {
  if (!attempt.refused) {
    // It began with what was known to pass, and the ticket has gone since: the 407 was another's.
    Failure failure;
    failure.stage = Stage::proxy_connect;
    failure.detail = "the proxy asks for Kerberos, and there is no ticket any more";
    attempt.seen.failure = std::move(failure);
  }
  settle_refusal(attempt);
  release_login(attempt);
  record(attempt, Outcome::failed);
}

}  // namespace netprobe
