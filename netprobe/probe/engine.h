#pragma once

#include "netprobe/core/observation.h"
#include "netprobe/core/plan.h"
#include "netprobe/probe/admission.h"
#include "netprobe/probe/attempt_script.h"
#include "netprobe/probe/interrupts.h"
#include "netprobe/probe/kerberos_token.h"
#include "netprobe/probe/login_desk.h"
#include "netprobe/probe/loop.h"
#include "netprobe/probe/prober.h"
#include "netprobe/probe/task_addresses.h"
#include "netprobe/probe/transfer.h"
#include "netprobe/probe/trust_store.h"

#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace netprobe {

/// One run after another on one loop. It owns the loop and the handles and decides nothing: what an
/// attempt does next is its script's to say (AttemptScript), who may go is Admission's, who logs in
/// first is LoginDesk's.
class Engine {
 public:
  static Result<std::unique_ptr<Engine>> create(const TrustInputs& trust,
                                                const Interrupts* interrupts);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  ProbeOutcome run(const ProbePlan& plan, TaskId first, const ProgressCallback& progress);

 private:
  /// What a try holds while it waits. Destroying it cancels it.
  struct Handles {
    Socket socket;
    std::unique_ptr<SocketWatch> watch;
    std::unique_ptr<Timer> timer;
    std::unique_ptr<Transfers::Transfer> transfer;
    std::unique_ptr<KerberosToken> token;
    Instant began{};       ///< the wait at hand
    Micros busy_before{};  ///< how long the loop had worked then
  };
  struct Attempt {
    AttemptId id;
    AttemptScript script;
    Handles handles;
    step::Transfer transfer;  ///< that waits for its slot
  };

  Engine(std::unique_ptr<Loop> loop, TrustStore trust, TrustStore proxy_trust);

  void begin_run(const ProbePlan& plan, TaskId first, const ProgressCallback& progress);
  void found(TaskId id, TaskTargets targets);
  void finish_task_part(TaskId id);
  void end_run(RunEnd end);
  void skip_what_is_left(const std::string& reason);
  [[nodiscard]] bool is_over() const { return stopped_ || unfinished_ == 0; }

  [[nodiscard]] Peer peer_of(const Attempt& attempt) const;
  /// Tells the script, does what it says, and lets go whoever may go now.
  void resume(Attempt& attempt, const Happened& what);
  void admit();
  bool admit_one();

  void perform(Attempt& attempt, const Step& step);
  void perform(Attempt& attempt, const step::Queue& what);
  void perform(Attempt& attempt, const step::FetchToken& what);
  void perform(Attempt& attempt, const step::Connect& what);
  void perform(Attempt& attempt, const step::Transfer& what);
  void perform(Attempt& attempt, const step::WaitForLogin& what);
  void perform(Attempt& attempt, const step::End& what);

  void connect_concluded(Attempt& attempt, bool expired, int at_once);
  [[nodiscard]] ConnectEnding ending_of(const Attempt& attempt, bool expired, int at_once) const;
  void start_token(Attempt& attempt, const HostPort& proxy);
  void start_transfer(Attempt& attempt);
  void drop_handles(Attempt& attempt);

  std::unique_ptr<Loop> loop_;
  const Interrupts* interrupts_ = nullptr;
  TrustStore trust_;
  TrustStore proxy_trust_;  ///< for the certificates of HTTPS proxies
  std::vector<IpAddress> own_addresses_;
  std::size_t descriptors_ = 256;
  std::unique_ptr<Transfers> transfers_;
  TaskAddresses addresses_;
  LoginDesk desk_;
  Admission admission_;

  // Of the run under way.
  const ProbePlan* plan_ = nullptr;
  TaskId first_ = 0;  ///< the tasks before it belong to an earlier run
  const ProgressCallback* progress_ = nullptr;
  std::vector<int> parts_left_;  ///< of each task: attempts and lookups that are not finished
  std::size_t unfinished_ = 0, unfinished_wanted_ = 0;
  AttemptId next_attempt_ = 0;
  std::unordered_map<AttemptId, std::unique_ptr<Attempt>> attempts_;
  std::deque<AttemptId> to_fetch_;  ///< a Kerberos token
  int fetching_ = 0;
  std::vector<Handles> spent_;  ///< freed between turns of the loop: we may stand in their calls
  std::vector<Observation> observations_;
  std::unique_ptr<Timer> grace_;
  std::unique_ptr<Timer> pace_;       ///< of those that go slowly
  std::vector<bool> proves_nothing_;  ///< of each task: its silence does not
  bool begun_ = false;                ///< all names are asked for: before that nobody is admitted
  bool stopped_ = false;
  RunEnd end_ = RunEnd::finished;
};

}  // namespace netprobe
