#include "netprobe/probe/engine.h"

#include "netprobe/probe/address_choice.h"
#include "netprobe/probe/dns_verdict.h"
#include "netprobe/probe/hosts_file.h"
#include "netprobe/probe/machine.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace netprobe {

namespace {

constexpr std::size_t hosts_file_limit = std::size_t{4} * 1024 * 1024;
constexpr Micros control_grace = Millis(100);

std::string target_of(const ProbeTask& task) {
  return HostPort{task.host.empty() ? task.address->to_string() : task.host, task.port}.to_string();
}

}  // namespace

Engine::Engine(std::unique_ptr<Loop> loop, TrustStore trust, TrustStore proxy_trust)
    : loop_(std::move(loop)), trust_(std::move(trust)), proxy_trust_(std::move(proxy_trust)) {}

Engine::~Engine() {
  attempts_.clear();
  done_.clear();
  spent_requests_.clear();
}

Result<std::unique_ptr<Engine>> Engine::create(const TrustInputs& inputs) {
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
  engine->own_addresses_ = own_addresses();
  engine->descriptors_ = raise_descriptor_limit();
  return engine;
}

Result<void> Engine::prepare_resolver(const ProbePlan& plan) {
  if (resolver_ && resolver_servers_ == plan.resolvers) {
    return {};
  }
  ResolverSettings settings;
  settings.servers = plan.resolvers;
  settings.one_try = plan.limits.dns_try;
  settings.tries = plan.limits.dns_tries;
  settings.in_flight = plan.limits.lookups_in_flight;
  settings.hosts = HostsFile::parse(read_hosts_file(hosts_file_limit));
  settings.hosts_path = hosts_file_path();
  auto resolver = Resolver::create(*loop_, std::move(settings));
  if (!resolver) {
    return tl::unexpected(resolver.error());
  }
  resolver_ = std::move(*resolver);
  resolver_servers_ = plan.resolvers;
  return {};
}

Resolver* Engine::resolver_of(const ProbeTask& task) {
  if (task.dns_server.empty()) {
    return resolver_.get();
  }
  auto& single = single_resolvers_[{task.dns_server, task.dns_over_tcp}];
  if (!single) {
    ResolverSettings settings;
    settings.servers = {task.dns_server};
    settings.one_try =
        std::min({plan_->limits.dns_try, plan_->limits.connect_timeout, Millis(2000)});
    settings.tries = 1;
    settings.over_tcp = task.dns_over_tcp;
    auto created = Resolver::create(*loop_, std::move(settings));
    single = created ? std::move(*created) : nullptr;
  }
  return single.get();
}

ProbeOutcome Engine::run(const ProbePlan& plan, TaskId first, const ProgressCallback& progress) {
  plan_ = &plan;
  progress_ = &progress;
  first_ = first;
  observations_.clear();
  parts_left_.assign(plan.tasks.size(), 0);
  unfinished_ = plan.tasks.size() - first;
  unfinished_wanted_ =
      static_cast<std::size_t>(std::count_if(plan.tasks.begin() + first, plan.tasks.end(),
                                             [](const ProbeTask& task) { return !task.control; }));
  stopped_ = false;
  end_ = RunEnd::finished;
  const BrokenPipeGuard guard;
  const SignalWatch interrupt(*loop_, 2, [this] { end_run(RunEnd::interrupted); });
  const SignalWatch terminate(*loop_, 15, [this] { end_run(RunEnd::interrupted); });
  grace_ = std::make_unique<Timer>(*loop_, [this] { stopped_ = true; });
  deadline_ = std::make_unique<Timer>(*loop_, [this] { end_run(RunEnd::deadline); });
  if (plan.limits.deadline) {
    deadline_->start(std::max(Micros::zero(), Micros(*plan.limits.deadline) - loop_->now()));
  }
  ProbeOutcome outcome;
  if (const auto prepared = prepare_resolver(plan); !prepared) {
    skip_what_is_left(prepared.error().message);
  } else {
    for (TaskId id = first; id < plan.tasks.size(); ++id) {
      begin_task(id);
    }
    connect_next();
    while (!is_over()) {
      loop_->run_once();
      done_.clear();
      spent_requests_.clear();
    }
    skip_what_is_left(end_ == RunEnd::deadline      ? "the deadline passed"
                      : end_ == RunEnd::interrupted ? "interrupted"
                                                    : "the run was done without it");
    resolver_->forget_unfinished();
    single_resolvers_.clear();
    name_questions_.clear();
    outcome.resolvers = resolver_->servers();
  }
  grace_.reset();
  deadline_.reset();
  outcome.end = end_;
  outcome.observations = std::move(observations_);
  std::stable_sort(outcome.observations.begin(), outcome.observations.end(),
                   [](const Observation& a, const Observation& b) {
                     return std::tie(a.task, a.path) < std::tie(b.task, b.path);
                   });
  return outcome;
}

void Engine::end_run(RunEnd end) {
  end_ = end;
  stopped_ = true;
}

Observation Engine::blank_observation(TaskId id) const {
  const ProbeTask& task = plan_->tasks[id];
  // A CONNECT of our own goes to the proxy as to any server; it is the proxy's way all the same.
  const bool is_connect = !task.connect_for.empty() && task.follow_up;
  const Route& route = is_connect ? plan_->tasks[task.follow_up->about].route : task.route;
  Observation seen;
  seen.task = id;
  seen.route = route.kind;
  seen.proxy = route.proxy ? std::optional(route.proxy->url()) : std::nullopt;
  seen.target = target_of(task);
  seen.control = task.control;
  seen.follow_up = task.follow_up.has_value();
  seen.began = seen.ended = loop_->now();
  return seen;
}

void Engine::begin_task(TaskId id) {
  const ProbeTask& task = plan_->tasks[id];
  parts_left_[id] = 1;
  if (task.by_name_service) {
    ask_name_service(id);
    return;
  }
  if (task.route.proxy) {
    begin_by_proxy(id);
    return;
  }
  if (task.address) {
    AttemptSpec spec;
    spec.task = id;
    spec.addresses = of_families({*task.address}, plan_->families);
    if (spec.addresses.empty()) {
      Observation seen = blank_observation(id);
      seen.skipped_because = "its address family was excluded";
      record_without_attempt(id, std::move(seen));
      return;
    }
    add_attempt(std::move(spec));
    finish_task_part(id);
    return;
  }
  Resolver* const resolver = resolver_of(task);
  if (resolver == nullptr) {
    Observation seen = blank_observation(id);
    seen.skipped_because = "no resolver could be started";
    record_without_attempt(id, std::move(seen));
    return;
  }
  resolver->look_up(task.host, plan_->families,
                    [this, id](const auto& found) { have_addresses(id, found); });
}

void Engine::record_without_attempt(TaskId id, Observation seen) {
  seen.ended = loop_->now();
  observations_.push_back(std::move(seen));
  finish_task_part(id);
}

void Engine::have_addresses(TaskId id, const std::shared_ptr<const LookupResult>& lookup) {
  const ProbeTask& task = plan_->tasks[id];
  Observation seen = blank_observation(id);
  seen.dns = lookup->facts;
  seen.timings.dns = lookup->elapsed;
  seen.timings.total = lookup->elapsed;
  const std::vector<IpAddress> addresses =
      limited(lookup->facts.addresses, task.comparison ? 1 : plan_->limits.addresses_per_family);
  const bool wrong = !addresses.empty() &&
                     std::all_of(addresses.begin(), addresses.end(), [&](const IpAddress& address) {
                       return cannot_be_right(address, task.expectation);
                     });
  if (lookup->failure || wrong) {
    seen.outcome = Outcome::failed;
    seen.failure =
        lookup->failure ? *lookup->failure : sinkhole(task.host, addresses, lookup->facts);
  } else if (task.depth == Depth::dns) {
    seen.outcome = Outcome::ok;
    seen.reached = Depth::dns;
  } else {
    int path = 0;
    for (const IpAddress& address : addresses) {
      AttemptSpec spec;
      spec.task = id;
      spec.path = path++;
      spec.addresses = {address};
      spec.dns = lookup->facts;
      spec.dns_time = lookup->elapsed;
      add_attempt(std::move(spec));
    }
    finish_task_part(id);
    connect_next();
    return;
  }
  record_without_attempt(id, std::move(seen));
}

void Engine::add_attempt(AttemptSpec spec) {
  auto attempt = std::make_unique<Attempt>();
  attempt->id = next_attempt_++;
  attempt->spec = std::move(spec);
  attempt->seen = blank_observation(attempt->spec.task);
  attempt->seen.path = attempt->spec.path;
  ++parts_left_[attempt->spec.task];
  to_connect_.push_back(attempt.get());
  attempts_.emplace(attempt->id, std::move(attempt));
}

void Engine::finish_task_part(TaskId id) {
  if (--parts_left_[id] > 0) {
    return;
  }
  --unfinished_;
  if (!plan_->tasks[id].control && --unfinished_wanted_ == 0) {
    grace_->start(control_grace);  // only controls are left: they never delay a run that is done
  }
  if (*progress_) {
    const std::size_t total = plan_->tasks.size() - first_;
    (*progress_)(total - unfinished_, total);
  }
}

void Engine::skip_what_is_left(const std::string& reason) {
  std::vector<bool> observed(plan_->tasks.size(), false);
  for (auto& [id, attempt] : attempts_) {
    attempt->seen.outcome = Outcome::skipped;
    attempt->seen.failure.reset();
    attempt->seen.skipped_because = reason;
    attempt->seen.ended = loop_->now();
    observations_.push_back(attempt->seen);
  }
  attempts_.clear();
  to_connect_.clear();
  to_handshake_.clear();
  to_fetch_.clear();
  connecting_ = handshaking_ = fetching_ = 0;
  waiting_for_login_ = 0;
  for (KnownProxy& known : known_proxies_) {
    known.waiting.clear();
    known.login.abandon();
  }
  for (const Observation& seen : observations_) {
    observed[seen.task] = true;
  }
  for (TaskId id = first_; id < plan_->tasks.size(); ++id) {
    if (!observed[id]) {
      Observation seen = blank_observation(id);
      seen.skipped_because = reason;
      observations_.push_back(std::move(seen));
    }
  }
  done_.clear();
}

}  // namespace netprobe
