#include "netprobe/probe/proxy_login.h"

#include "netprobe/probe/auth_challenge.h"

namespace netprobe {

namespace {

/// A proxy says no at once. One that falls silent, or hangs up, over the second target as well
/// waits for what is behind it: from then on nobody waits for anybody.
constexpr int unanswered_leaders = 2;

}  // namespace

LoginProgress ProxyLogin::begin() const {
  LoginProgress progress;
  progress.scheme = passes_;
  return progress;
}

LoginTurn ProxyLogin::next(LoginProgress& progress) {
  if (progress.left.empty()) {
    return LoginTurn::give_up;
  }
  progress.scheme = progress.left.front();
  progress.left.erase(progress.left.begin());
  return LoginTurn::try_scheme;
}

LoginTurn ProxyLogin::asked(LoginProgress& progress, const std::vector<std::string>& offered) {
  offered_ = offered;
  if (passes_) {
    progress.scheme = passes_;
    return LoginTurn::try_scheme;
  }
  if (rejections_ >= most_rejections_) {
    return LoginTurn::give_up;
  }
  if (keeps_waiting()) {
    return LoginTurn::wait;
  }
  progress.left = schemes_to_try(offered, wanted_);
  std::erase_if(progress.left, [&](ProxyAuth scheme) { return unavailable_.contains(scheme); });
  progress.leads = led_ = !progress.left.empty();
  return next(progress);
}

LoginTurn ProxyLogin::failed(LoginProgress& progress, LoginOutcome how) {
  if (!progress.leads) {
    // A scheme that passes elsewhere and not here is a refusal of this target: no other would help.
    return LoginTurn::give_up;
  }
  switch (how) {
    case LoginOutcome::unavailable:
      unavailable_.insert(*progress.scheme);
      break;
    case LoginOutcome::rejected:
      progress.was_rejected = true;
      ++rejections_;
      break;
    case LoginOutcome::failed:
      progress.unanswered = progress.unanswered ? progress.unanswered : progress.scheme;
      break;
    case LoginOutcome::passed:
      break;
  }
  return next(progress);
}

void ProxyLogin::release(LoginProgress& progress) {
  if (!progress.leads) {
    return;
  }
  progress.leads = led_ = false;
  const bool heard_nothing =
      !passes_ && progress.left.empty() && !progress.was_rejected && progress.unanswered;
  if (heard_nothing && ++unanswered_ >= unanswered_leaders) {
    passes_ = progress.unanswered;
  }
}

}  // namespace netprobe
