#pragma once

#include "netprobe/core/observation.h"
#include "netprobe/core/plan.h"
#include "netprobe/probe/admission.h"
#include "netprobe/probe/connect_verdict.h"
#include "netprobe/probe/login_desk.h"
#include "netprobe/probe/proxy_login.h"
#include "netprobe/probe/tcp_socket.h"
#include "netprobe/probe/transfer_trace.h"

#include <tl/expected.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// One attempt's life, from the queue to its last word, as a script: it says what is to be done
/// next, waits, and is told what happened. It touches nothing itself, so that every wait can be
/// made to fail in a test.
///
///     queue ─▶ (token) ─▶ connect ─▶ transfer ─▶ end
///       ▲          │          │          │
///       └──────────┴──────────┴──────────┴── the next address, the next scheme, a repeat
///                  └▶ wait for login ◀───┘
namespace netprobe {

/// What one attempt connects to, decided before it starts.
struct AttemptSpec {
  TaskId task = 0;
  int path = 0;
  std::vector<IpAddress>
      addresses;  ///< tried in turn until one connects (a proxy's); one for a target's own
  std::optional<IpAddress> stands_for;  ///< the IPv4 address behind NAT64
  std::optional<IpAddress> pinned;      ///< the target's, for SOCKS proxies that are sent addresses
  std::optional<DnsFacts> dns;
  std::optional<Micros> dns_time;
  bool operator==(const AttemptSpec&) const = default;
};

/// What to do next. Each but `End` is a wait.
namespace step {

/// Wait for a place among those that are under way.
struct Queue {
  Place place = Place::last;
  /// It was refused so in a crowd of ours, and is asked again alone.
  std::optional<Cause> alone;
  /// Nothing came back in a crowd of ours, and it is asked again slowly.
  bool slowly = false;
};
/// Ask the system's Kerberos for a token for this proxy.
struct FetchToken {
  HostPort proxy;
};
struct Connect {
  ConnectSettings to;
  Micros patience{};
};
/// Hand the connection to libcurl, once there is a slot for a handshake.
struct Transfer {
  IpAddress connected_to;
  std::optional<IpAddress> pinned;
  std::optional<ProxyAuth> login;
  std::string token;
  Micros limit{};  ///< counts from the slot on
};
/// Another attempt finds out how the proxy is shown who we are: see LoginDesk.
struct WaitForLogin {};
/// Its observation is complete.
struct End {
  bool reset_connection = false;  ///< an experiment leaves nothing behind
};

}  // namespace step

using Step = std::variant<step::Queue, step::FetchToken, step::Connect, step::Transfer,
                          step::WaitForLogin, step::End>;

/// What ended a wait.
namespace happened {

struct Admitted {
  bool slowly = false;  ///< it goes by the slow lane
};
struct TokenCame {
  tl::expected<std::string, std::string> token;  ///< or why there is none
};
struct ConnectEnded {
  ConnectEnding ending;
  bool crowded = false;  ///< others of ours were on the same way
  bool minded = false;   ///< where nothing came back, that may be for their sake
};
struct TransferEnded {
  TransferTrace trace;
  Instant began{};  ///< when it got its slot
  Micros busy{};    ///< for how much of its time this process was at work
  bool crowded = false;
};
/// The desk calls an attempt that waited for login.
struct Called {};
/// The run is over, or nobody needs it any more.
struct Cancelled {
  std::string because;
};

}  // namespace happened

using Happened = std::variant<happened::Admitted, happened::TokenCame, happened::ConnectEnded,
                              happened::TransferEnded, happened::Called, happened::Cancelled>;

class AttemptScript {
 public:
  /// The plan and the desk must outlive it.
  AttemptScript(const ProbePlan& plan, LoginDesk& desk, AttemptId id, AttemptSpec spec,
                Instant now);

  /// What comes next; it begins in the queue. Call it with what ends the wait at hand, or with
  /// `Cancelled` at any time; after `End` no more.
  [[nodiscard]] Step resume(const Happened& what, Instant now);

  /// What was seen; whole once `End` was returned.
  [[nodiscard]] const Observation& seen() const { return seen_; }
  [[nodiscard]] const ProbeTask& task() const { return plan_->tasks[spec_.task]; }
  /// Where the try at hand, or the next one, connects to.
  [[nodiscard]] Peer peer() const;
  /// Could this machine not try it, for want of what a connection takes, and does somebody need it?
  [[nodiscard]] bool lacks_means() const {
    return lacks_means_ && !task().comparison && !task().follow_up && !task().control;
  }
  /// How the last try was refused, if it was.
  [[nodiscard]] std::optional<Cause> refusal() const { return refusal_; }

 private:
  Step on(const happened::Admitted& what, Instant now);
  Step on(const happened::TokenCame& what, Instant now);
  Step on(const happened::ConnectEnded& what, Instant now);
  Step on(const happened::TransferEnded& what, Instant now);
  Step on(const happened::Called& what, Instant now);
  Step on(const happened::Cancelled& what, Instant now);

  Step connect(Instant now);
  Step connected();
  Step try_ended(Outcome outcome, Instant now);
  Step repeat(Instant now);
  [[nodiscard]] bool may_repeat(bool refused_once) const;
  [[nodiscard]] bool is_to_be_asked_alone() const;
  void start_anew(Instant now);
  Step another_try(std::size_t address, Instant now);
  Step end(Outcome outcome, Instant now);
  void note_time(Instant now);

  [[nodiscard]] ProxyLogin* login() const;
  std::optional<LoginTurn> note_login(Outcome outcome);
  void keep_refusal(Instant now);
  Step log_in(LoginTurn turn);
  Step give_up_login(Instant now);

  const ProbePlan* plan_;
  LoginDesk* desk_;
  AttemptId id_;
  AttemptSpec spec_;
  Observation seen_;                    ///< grows as stages end
  std::size_t address_ = 0;             ///< of the spec's, the one that is tried
  LoginProgress progress_;              ///< how it shows an HTTP proxy who we are
  std::optional<Observation> refused_;  ///< an earlier try, to which the proxy said 407
  std::string token_;                   ///< Kerberos', good for one try
  Instant queued_{}, began_{};          ///< of the try at hand
  Micros waited_{};                     ///< between the two, but for a token
  std::optional<Instant> transfer_began_;
  Micros limit_{};  ///< of its transfer
  int races_lost_ = 0;
  bool repeated_for_lag_ = false;
  bool lacks_means_ = false;
  bool crowded_ = false;          ///< the try that has ended was in a crowd
  std::optional<Cause> refusal_;  ///< how it was refused
  bool unanswered_ = false;  ///< nothing came back to it, perhaps for the sake of others of ours
  int slow_tries_ = 0;
};

}  // namespace netprobe
