#pragma once

#include "netprobe/core/observation.h"
#include "netprobe/core/plan.h"
#include "netprobe/probe/attempt.h"
#include "netprobe/probe/connect_verdict.h"
#include "netprobe/probe/loop.h"
#include "netprobe/probe/name_service.h"
#include "netprobe/probe/prober.h"
#include "netprobe/probe/resolver.h"
#include "netprobe/probe/transfer.h"
#include "netprobe/probe/trust_store.h"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace netprobe {

/// One run after another on one loop: turns tasks into attempts, admits them, and gathers what
/// became of them.
class Engine {
 public:
  static Result<std::unique_ptr<Engine>> create(const TrustInputs& trust);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  ProbeOutcome run(const ProbePlan& plan, TaskId first, const ProgressCallback& progress);

 private:
  /// A proxy that may be shown who we are, and the attempts that wait for what is learnt about it.
  struct KnownProxy {
    Proxy proxy;
    ProxyLogin login;
    std::deque<Attempt*> waiting;
  };

  Engine(std::unique_ptr<Loop> loop, TrustStore trust, TrustStore proxy_trust);

  Result<void> prepare_resolver(const ProbePlan& plan);
  /// The resolver that asks this task's own server; none when c-ares will not start.
  Resolver* resolver_of(const ProbeTask& task);
  void begin_task(TaskId id);
  void begin_by_proxy(TaskId id);
  void ask_name_service(TaskId id);
  void have_addresses(TaskId id, const std::shared_ptr<const LookupResult>& lookup);
  void have_proxy_addresses(TaskId id, const std::shared_ptr<const LookupResult>& lookup,
                            const std::shared_ptr<const LookupResult>& target);
  void add_attempt(AttemptSpec spec);
  void record_without_attempt(TaskId id, Observation seen);
  void connect_next();
  void start_connecting(Attempt& attempt);
  ConnectEnding ending_of(Attempt& attempt, bool expired, int at_once) const;
  void connect_concluded(Attempt& attempt, bool expired, int at_once);
  void connected(Attempt& attempt);
  void handshake_next();
  /// How an attempt whose try came to nothing goes on; at most one of them.
  struct Again {
    bool next_address = false;  ///< the proxy's next one
    bool repeat = false;        ///< as often as `Limits::retries` says
    bool starved = false;       ///< this process had no time to look: it does not count
  };
  [[nodiscard]] Again ways_on(const Attempt& attempt, bool failed, bool lagged,
                              bool refused_once) const;
  void try_again(Attempt& attempt, const Again& ways);
  void ended(Attempt& attempt, Outcome outcome);
  Attempt& another_try(Attempt& last);
  void record(Attempt& attempt, Outcome outcome);
  void retire(Attempt& attempt);
  [[nodiscard]] Micros time_of_try(const Attempt& attempt) const;

  KnownProxy* known_proxy(const ProbeTask& task);
  /// What a try that has ended says about logging in; the next turn, where it ended over that.
  std::optional<LoginTurn> note_login(Attempt& attempt, Outcome outcome);
  /// What passes elsewhere was refused here: a proxy whose helpers are overrun does so too.
  static bool is_refused_now_and_then(const Attempt& attempt);
  void keep_refusal(Attempt& attempt) const;
  void follow(Attempt& attempt, LoginTurn turn);
  /// The cause and the words of an attempt that no scheme let in.
  void settle_refusal(Attempt& attempt);
  /// A leader is through: those that wait go on.
  void release_login(Attempt& attempt);
  void order_by_promise(std::deque<Attempt*>& waiting, const Attempt& leader) const;
  static bool needs_token(const Attempt& attempt);
  void fetch_token(Attempt& attempt);
  void have_token(Attempt& attempt, const tl::expected<std::string, std::string>& token);
  void give_up_without_token(Attempt& attempt);

  void finish_task_part(TaskId id);
  void end_run(RunEnd end);
  void skip_what_is_left(const std::string& reason);
  [[nodiscard]] Observation blank_observation(TaskId id) const;
  /// Attempts that have begun and do not merely wait for another one.
  [[nodiscard]] std::size_t under_way() const {
    return attempts_.size() - to_connect_.size() - waiting_for_login_;
  }
  [[nodiscard]] bool is_over() const { return stopped_ || unfinished_ == 0; }

  std::unique_ptr<Loop> loop_;
  TrustStore trust_;
  TrustStore proxy_trust_;  ///< for the certificates of HTTPS proxies
  std::vector<IpAddress> own_addresses_;
  std::size_t descriptors_ = 256;
  std::unique_ptr<Transfers> transfers_;
  std::unique_ptr<Resolver> resolver_;
  std::vector<std::string> resolver_servers_;
  std::map<std::pair<std::string, bool>, std::unique_ptr<Resolver>> single_resolvers_;

  std::deque<KnownProxy> known_proxies_;  ///< what was learnt serves later runs too

  // Of the run under way.
  const ProbePlan* plan_ = nullptr;
  TaskId first_ = 0;  ///< the tasks before it belong to an earlier run
  const ProgressCallback* progress_ = nullptr;
  std::vector<int> parts_left_;  ///< of each task: attempts and lookups that are not finished
  std::size_t unfinished_ = 0, unfinished_wanted_ = 0;
  std::map<std::uint64_t, std::unique_ptr<Attempt>> attempts_;
  std::deque<Attempt*> to_connect_, to_handshake_;
  std::vector<std::unique_ptr<NameServiceQuestion>> name_questions_;
  std::vector<std::unique_ptr<Attempt>> done_;  ///< freed between turns of the loop
  int connecting_ = 0, handshaking_ = 0;
  std::deque<Attempt*> to_fetch_;  ///< a Kerberos token
  int fetching_ = 0;
  std::size_t waiting_for_login_ = 0;
  std::vector<std::unique_ptr<KerberosToken>> spent_requests_;  ///< freed between turns of the loop
  std::uint64_t next_attempt_ = 0;
  std::vector<Observation> observations_;
  std::unique_ptr<Timer> grace_, deadline_;
  bool stopped_ = false;
  RunEnd end_ = RunEnd::finished;
};

}  // namespace netprobe
