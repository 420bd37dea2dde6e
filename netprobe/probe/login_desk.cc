#include "netprobe/probe/login_desk.h"

#include "netprobe/core/domain.h"

#include <algorithm>

namespace netprobe {

namespace {

bool may_log_in(const Proxy& proxy) {
  const bool http = proxy.scheme == ProxyScheme::http || proxy.scheme == ProxyScheme::https;
  return http && (proxy.credentials || proxy.auth == ProxyAuth::negotiate);
}

}  // namespace

LoginDesk::KnownProxy* LoginDesk::find(const ProbeTask& task) {
  const auto found = std::find_if(known_.begin(), known_.end(), [&](const KnownProxy& known) {
    return known.proxy == *task.route.proxy;
  });
  return found == known_.end() ? nullptr : &*found;
}

ProxyLogin* LoginDesk::login_of(const ProbeTask& task, const Limits& limits) {
  if (!task.route.proxy || !may_log_in(*task.route.proxy)) {
    return nullptr;
  }
  KnownProxy* known = find(task);
  if (known == nullptr) {
    const Proxy& proxy = *task.route.proxy;
    known_.push_back({proxy, ProxyLogin(proxy.auth, limits.rejected_logins), {}});
    known = &known_.back();
  }
  return &known->login;
}

void LoginDesk::wait(AttemptId id, const ProbeTask& task) {
  find(task)->waiting.push_back({id, task.host, task.comparison});
}

void LoginDesk::release(LoginProgress& progress, const ProbeTask& leader) {
  if (!progress.leads) {
    return;
  }
  KnownProxy& known = *find(leader);
  known.login.release(progress);
  const auto rank = [&](const Waiting& waiting) {
    return (waiting.comparison ? 2 : 0) +
           (owner_domain(waiting.host) == owner_domain(leader.host) ? 1 : 0);
  };
  std::stable_sort(known.waiting.begin(), known.waiting.end(),
                   [&](const Waiting& a, const Waiting& b) { return rank(a) < rank(b); });
}

std::optional<AttemptId> LoginDesk::next() {
  for (KnownProxy& known : known_) {
    if (!known.waiting.empty() && !known.login.keeps_waiting()) {
      const AttemptId id = known.waiting.front().id;
      known.waiting.pop_front();
      return id;
    }
  }
  return std::nullopt;
}

void LoginDesk::abandon() {
  for (KnownProxy& known : known_) {
    known.waiting.clear();
    known.login.abandon();
  }
}

}  // namespace netprobe
