#include "tests/probe/scene.h"

#include <fmt/format.h>

#include <stdexcept>

namespace netprobe::testing_support {

const Authorities& authorities() {
  static const Authorities made;
  return made;
}

Prober make_prober(const Interrupts* interrupts) {
  TrustInputs trust;
  trust.expected_certificates = {authorities().service.der()};
  trust.extra_certificates = {authorities().local.der()};
  auto prober = Prober::create(std::move(trust), interrupts);
  if (!prober) {
    throw std::runtime_error(prober.error().message);
  }
  return std::move(*prober);
}

ProbeTask direct_task(std::uint16_t port) {
  return {.address = IpAddress::parse("127.0.0.1"), .port = port, .server_name = "login.test"};
}

ProbeTask proxied_task(std::uint16_t proxy_port, ProxyScheme scheme) {
  Proxy proxy{.scheme = scheme, .address = {"127.0.0.1", proxy_port}};
  return {.host = "login.test",
          .route = {.kind = RouteKind::proxy, .proxy = std::move(proxy)},
          .server_name = "login.test"};
}

ProbePlan plan_of(std::vector<ProbeTask> tasks) {
  ProbePlan plan;
  plan.tasks = std::move(tasks);
  for (TaskId id = 0; id < plan.tasks.size(); ++id) {
    plan.tasks[id].id = id;
  }
  plan.limits.connect_timeout = Millis(1000);
  plan.limits.attempt_timeout = Millis(5000);
  plan.limits.retries = 0;
  return plan;
}

Observation observe(const ProbeTask& task) { return observe(plan_of({task})); }

Observation observe(const ProbePlan& plan) {
  Prober prober = make_prober();
  ProbeOutcome outcome = prober.run(plan);
  if (outcome.observations.size() != 1) {
    throw std::runtime_error(fmt::format("{} observations", outcome.observations.size()));
  }
  return std::move(outcome.observations.front());
}

Observation observe_for(const ProbeTask& task, std::string_view expected_verdict) {
  ProbePlan plan = plan_of({task});
  if (expected_verdict.find(".timeout") != std::string_view::npos) {
    plan.limits.attempt_timeout = Millis(250);
  }
  return observe(plan);
}

std::string verdict(const Observation& seen) {
  switch (seen.outcome) {
    case Outcome::ok:
      return "ok";
    case Outcome::skipped:
      return "skipped: " + seen.skipped_because;
    case Outcome::failed:
      break;
  }
  return fmt::format("{} at {}", name_of(seen.failure->cause), name_of(seen.failure->stage));
}

}  // namespace netprobe::testing_support
