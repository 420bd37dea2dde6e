#pragma once

#include "netprobe/core/plan.h"
#include "netprobe/probe/admission.h"
#include "netprobe/probe/proxy_login.h"

#include <cstddef>
#include <deque>
#include <optional>
#include <string>

namespace netprobe {

/// Who logs in first, and who waits for what is learnt: one ProxyLogin for each proxy that may be
/// shown who we are, and the attempts that wait at it. What was learnt serves later runs too.
/// Pure.
class LoginDesk {
 public:
  /// What is known of the proxy of this task; null where nothing is shown to it.
  ProxyLogin* login_of(const ProbeTask& task, const Limits& limits);

  /// The attempt waits until `next` calls it. Only for tasks that have a login.
  void wait(AttemptId id, const ProbeTask& task);
  /// A leader is through, one way or another. Where it was refused, it may be for the sake of its
  /// target: of those that wait, one of another owner tells more.
  void release(LoginProgress& progress, const ProbeTask& leader);
  /// One that waited, and that may go on.
  std::optional<AttemptId> next();

  /// A run was cut short: nobody leads or waits any more.
  void abandon();

 private:
  struct Waiting {
    AttemptId id;
    std::string host;
    bool comparison;
  };
  struct KnownProxy {
    Proxy proxy;
    ProxyLogin login;
    std::deque<Waiting> waiting;
  };

  KnownProxy* find(const ProbeTask& task);

  std::deque<KnownProxy> known_;  ///< pointers into it stay good
};

}  // namespace netprobe
