#pragma once

#include "netprobe/core/route.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace netprobe {

/// One attempt's way through the schemes of a proxy.
struct LoginProgress {
  std::optional<ProxyAuth> scheme;      ///< of the try at hand; none: without credentials
  bool leads = false;                   ///< it finds out for all others which scheme passes
  std::vector<ProxyAuth> left;          ///< what it has still to try
  bool was_rejected = false;            ///< the proxy said no to some scheme
  std::optional<ProxyAuth> unanswered;  ///< the first scheme to which it said nothing
  bool operator==(const LoginProgress&) const = default;
};

/// What comes next of an attempt that a proxy asks for credentials.
enum class LoginTurn {
  try_scheme,  ///< `scheme` of its progress, on a connection of its own
  wait,        ///< another attempt is finding out
  give_up,
};

/// What a run learns about showing one proxy who we are. A wrong password locks an account after a
/// few tries, and a run makes a hundred attempts: so one of them leads, trying each scheme by
/// itself, and the others wait for what it learns. Pure.
class ProxyLogin {
 public:
  ProxyLogin(ProxyAuth wanted, int most_rejections)
      : wanted_(wanted), most_rejections_(most_rejections) {}

  /// How an attempt begins: with what is known to pass, else without credentials.
  [[nodiscard]] LoginProgress begin() const;

  /// The proxy answered 407, or 401, to a try without credentials.
  LoginTurn asked(LoginProgress& progress, const std::vector<std::string>& offered);

  /// The try with `progress.scheme` came to nothing.
  LoginTurn failed(LoginProgress& progress, LoginOutcome how);

  /// The proxy accepted it.
  void passed(ProxyAuth scheme) { passes_ = scheme; }

  /// Would `asked` say wait?
  [[nodiscard]] bool keeps_waiting() const {
    return !passes_ && rejections_ < most_rejections_ && led_;
  }

  /// The leader is through, one way or another: the next one that waits may ask again.
  void release(LoginProgress& progress);

  /// Did the proxy say no to what a leader sent?
  [[nodiscard]] bool was_rejected() const { return rejections_ > 0; }
  [[nodiscard]] const std::vector<std::string>& offered() const { return offered_; }

  /// Nobody leads any more: a run was cut short.
  void abandon() { led_ = false; }

 private:
  static LoginTurn next(LoginProgress& progress);

  ProxyAuth wanted_;
  int most_rejections_;
  int rejections_ = 0;
  int unanswered_ = 0;  ///< leaders that heard nothing at all
  std::optional<ProxyAuth> passes_;
  std::set<ProxyAuth> unavailable_;  ///< for want of a ticket: asked once for all
  bool led_ = false;
  std::vector<std::string> offered_;
};

}  // namespace netprobe
