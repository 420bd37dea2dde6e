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
  Engine(std::unique_ptr<Loop> loop, TrustStore trust);

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
  void ended(Attempt& attempt, Outcome outcome);
  void finish_task_part(TaskId id);
  void end_run(RunEnd end);
  void skip_what_is_left(const std::string& reason);
  [[nodiscard]] Observation blank_observation(TaskId id) const;
  [[nodiscard]] bool is_over() const { return stopped_ || unfinished_ == 0; }

  std::unique_ptr<Loop> loop_;
  TrustStore trust_;
  std::vector<IpAddress> own_addresses_;
  std::size_t descriptors_ = 256;
  std::unique_ptr<Transfers> transfers_;
  std::unique_ptr<Resolver> resolver_;
  std::vector<std::string> resolver_servers_;
  std::map<std::pair<std::string, bool>, std::unique_ptr<Resolver>> single_resolvers_;

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
  std::uint64_t next_attempt_ = 0;
  std::vector<Observation> observations_;
  std::unique_ptr<Timer> grace_, deadline_;
  bool stopped_ = false;
  RunEnd end_ = RunEnd::finished;
};

}  // namespace netprobe
