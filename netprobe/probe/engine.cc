#include "netprobe/probe/engine.h"

#include "netprobe/core/name_answers.h"
#include "netprobe/probe/machine.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace netprobe {

namespace {

/// Controls never delay a run that is otherwise done by more than this.
constexpr Micros control_grace = Millis(100);

/// But for those whose silence is what they are made for: trials, beside an attempt that passed,
/// and questions to single resolvers.
bool is_waited_for(const ProbeTask& task) {
  return !task.control || task.is_trial() || is_name_control(task);
}

constexpr std::size_t reserved_descriptors = 64;

Admission::Windows windows_of(const Limits& limits, std::size_t descriptors) {
  const std::size_t room = descriptors > 2 * reserved_descriptors
                               ? descriptors - reserved_descriptors
                               : reserved_descriptors;
  return {std::min(static_cast<std::size_t>(limits.attempts_in_flight), room),
          static_cast<std::size_t>(limits.handshakes_in_flight),
          static_cast<std::size_t>(limits.attempts_per_address)};
}

/// Controls, and addresses that stand for a range by mere chance.
std::vector<bool> tasks_that_prove_nothing(const ProbePlan& plan) {
  std::vector<bool> tasks(plan.tasks.size(), false);
  for (const PlannedRow& row : plan.rows) {
    for (const RowProbe& probe : row.probes) {
      for (const TaskId task : probe.tasks) {
        tasks[task] = tasks[task] || probe.role == RowProbe::Role::sample;
      }
    }
  }
  for (const ProbeTask& task : plan.tasks) {
    tasks[task.id] = tasks[task.id] || task.control.has_value();
  }
  return tasks;
}

std::string reason_of(RunEnd end) {
  switch (end) {
    case RunEnd::deadline:
      return "the deadline passed";
    case RunEnd::interrupted:
      return "interrupted";
    case RunEnd::finished:
    case RunEnd::exhausted:
      break;
  }
  return "the run was done without it";
}

}  // namespace

Engine::Engine(std::unique_ptr<Loop> loop, TrustStore trust, TrustStore proxy_trust)
    : loop_(std::move(loop)),
      trust_(std::move(trust)),
      proxy_trust_(std::move(proxy_trust)),
      addresses_(*loop_,
                 [this](TaskId id, TaskTargets targets) { found(id, std::move(targets)); }) {}

Engine::~Engine() = default;

Result<std::unique_ptr<Engine>> Engine::create(const TrustInputs& inputs,
                                               const Interrupts* interrupts) {
  auto trust = TrustStore::create(inputs);
  if (!trust) {
    return tl::unexpected(trust.error());
  }
  auto proxy_trust = TrustStore::create_for_proxies(inputs);
  if (!proxy_trust) {
    return tl::unexpected(proxy_trust.error());
  }
  auto loop = Loop::create();
  if (!loop) {
    return tl::unexpected(loop.error());
  }
  std::unique_ptr<Engine> engine(
      new Engine(std::move(*loop), std::move(*trust), std::move(*proxy_trust)));
  auto transfers = Transfers::create(*engine->loop_, engine->trust_, engine->proxy_trust_);
  if (!transfers) {
    return tl::unexpected(transfers.error());
  }
  engine->transfers_ = std::move(*transfers);
  engine->interrupts_ = interrupts;
  engine->own_addresses_ = own_addresses();
  engine->descriptors_ = raise_descriptor_limit();
  return engine;
}

// --- a run

void Engine::begin_run(const ProbePlan& plan, TaskId first, const ProgressCallback& progress) {
  plan_ = &plan;
  progress_ = &progress;
  first_ = first;
  observations_.clear();
  parts_left_.assign(plan.tasks.size(), 1);
  proves_nothing_ = tasks_that_prove_nothing(plan);
  unfinished_ = plan.tasks.size() - first;
  unfinished_wanted_ = static_cast<std::size_t>(
      std::count_if(plan.tasks.begin() + first, plan.tasks.end(), is_waited_for));
  begun_ = false;
  stopped_ = interrupts_ != nullptr && interrupts_->happened();
  end_ = stopped_ ? RunEnd::interrupted : RunEnd::finished;
  admission_.set(windows_of(plan.limits, descriptors_));
}

ProbeOutcome Engine::run(const ProbePlan& plan, TaskId first, const ProgressCallback& progress) {
  begin_run(plan, first, progress);
  const BrokenPipeGuard guard;
  const InterruptWatch interrupt(*loop_, interrupts_, [this] { end_run(RunEnd::interrupted); });
  Timer deadline(*loop_, [this] { end_run(RunEnd::deadline); });
  grace_ = std::make_unique<Timer>(*loop_, [this] { stopped_ = true; });
  pace_ = std::make_unique<Timer>(*loop_, [this] { admit(); });
  if (plan.limits.deadline) {
    deadline.start(std::max(Micros::zero(), Micros(*plan.limits.deadline) - loop_->now()));
  }
  ProbeOutcome outcome;
  if (const auto prepared = addresses_.prepare(plan); !prepared) {
    skip_what_is_left(prepared.error().message);
    end_ = end_ == RunEnd::finished ? RunEnd::exhausted : end_;
  } else {
    for (TaskId id = first; id < plan.tasks.size() && !stopped_; ++id) {
      addresses_.find(id);
    }
    begun_ = true;
    admit();
    while (!is_over()) {
      loop_->run_once();
      spent_.clear();
    }
    skip_what_is_left(reason_of(end_));
    outcome.resolvers = addresses_.servers();
  }
  grace_.reset();
  pace_.reset();
  outcome.end = end_;
  outcome.observations = std::move(observations_);
  std::stable_sort(outcome.observations.begin(), outcome.observations.end(),
                   [](const Observation& a, const Observation& b) {
                     return std::tie(a.task, a.path) < std::tie(b.task, b.path);
                   });
  return outcome;
}

void Engine::found(TaskId id, TaskTargets targets) {
  for (AttemptSpec& spec : targets.attempts) {
    const AttemptId attempt_id = next_attempt_++;
    auto attempt = std::make_unique<Attempt>(
        Attempt{attempt_id, {*plan_, desk_, attempt_id, std::move(spec), loop_->now()}, {}, {}});
    ++parts_left_[id];
    admission_.queue(attempt_id, peer_of(*attempt), Place::last);
    attempts_.emplace(attempt_id, std::move(attempt));
  }
  if (targets.instead) {
    observations_.push_back(std::move(*targets.instead));
  }
  finish_task_part(id);
  admit();
}

void Engine::finish_task_part(TaskId id) {
  if (--parts_left_[id] > 0) {
    return;
  }
  --unfinished_;
  if (is_waited_for(plan_->tasks[id]) && --unfinished_wanted_ == 0) {
    grace_->start(control_grace);
  }
  if (*progress_) {
    const std::size_t total = plan_->tasks.size() - first_;
    (*progress_)(total - unfinished_, total);
  }
}

void Engine::end_run(RunEnd end) {
  end_ = end;
  stopped_ = true;
}

void Engine::skip_what_is_left(const std::string& reason) {
  addresses_.forget_unfinished();
  desk_.abandon();
  admission_.clear();
  to_fetch_.clear();
  fetching_ = 0;
  std::vector<bool> observed(plan_->tasks.size(), false);
  for (auto& [id, attempt] : attempts_) {
    static_cast<void>(attempt->script.resume(happened::Cancelled{reason}, loop_->now()));
    observations_.push_back(attempt->script.seen());
  }
  attempts_.clear();
  spent_.clear();
  for (const Observation& seen : observations_) {
    observed[seen.task] = true;
  }
  for (TaskId id = first_; id < plan_->tasks.size(); ++id) {
    if (!observed[id]) {
      observations_.push_back(*no_targets(*plan_, id, reason, loop_->now()).instead);
    }
  }
}

}  // namespace netprobe
