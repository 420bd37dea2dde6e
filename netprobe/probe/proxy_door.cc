#include "netprobe/probe/proxy_door.h"

#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace netprobe {

namespace {

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
    return "it offers no scheme, so nothing was sent (--proxy-auth names one)";
  }
  return wanted == ProxyAuth::any
             ? fmt::format("it offers {}, of which nothing could be tried",
                           join(auth.offered, ", "))
             : fmt::format("it offers {}, and not {}", join(auth.offered, ", "), name_of(wanted));
}

}  // namespace

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

void note_tried(Observation& seen, const ProxyLogin& login, TriedScheme tried) {
  if (!seen.proxy_auth) {
    seen.proxy_auth.emplace();
    seen.proxy_auth->offered = login.offered();
  }
  auto& list = seen.proxy_auth->tried;
  if (list.empty() || list.back() != tried) {
    list.push_back(std::move(tried));
  }
}

bool is_refused_now_and_then(const Observation& seen, const LoginProgress& progress) {
  const auto& auth = seen.proxy_auth;
  return !progress.leads && auth && !auth->tried.empty() &&
         auth->tried.back().outcome == LoginOutcome::rejected;
}

bool is_refusal(const Observation& seen) {
  return seen.failure && (seen.failure->cause == Cause::proxy_auth_required ||
                          seen.failure->cause == Cause::proxy_auth_rejected);
}

void settle_refusal(Observation& seen, const std::optional<Observation>& refused,
                    const ProxyLogin& login, ProxyAuth wanted) {
  const ProxyAuthFacts auth = *seen.proxy_auth;
  const auto any = [&](LoginOutcome outcome) {
    return std::any_of(auth.tried.begin(), auth.tried.end(),
                       [&](const TriedScheme& tried) { return tried.outcome == outcome; });
  };
  const bool rejected = any(LoginOutcome::rejected) || (auth.tried.empty() && login.was_rejected());
  if (!rejected && any(LoginOutcome::failed) && seen.failure) {
    return;  // the proxy hung up on what was sent: that is what was seen
  }
  if (refused && !is_refusal(seen)) {
    // The last thing seen may be a connection that was closed, or a ticket that was not there.
    seen.failure = refused->failure;
    seen.proxy_answer = refused->proxy_answer;
    seen.address = refused->address;
    seen.timings = refused->timings;
  }
  seen.failure->cause = rejected ? Cause::proxy_auth_rejected : Cause::proxy_auth_required;
  seen.failure->detail += "; " + words_of(auth, login, wanted);
}

}  // namespace netprobe
