#include "netprobe/run.h"

#include "netprobe/core/version.h"
#include "netprobe/diagnosis/diagnose.h"
#include "netprobe/plan/follow_ups.h"
#include "netprobe/plan/status_addresses.h"
#include "netprobe/routing.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <random>
#include <set>
#include <utility>

namespace netprobe {

namespace {

WallTime wall_clock() {
  return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now());
}

std::string random_id() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", random(), random(), random(), random());
}

std::vector<RouteKind> routes_tested(const ProbePlan& plan) {
  std::vector<RouteKind> kinds;
  for (const RouteKind kind : {RouteKind::direct, RouteKind::system, RouteKind::proxy}) {
    const auto uses = [&](const ProbeTask& task) { return task.route.kind == kind; };
    if (std::any_of(plan.tasks.begin(), plan.tasks.end(), uses)) {
      kinds.push_back(kind);
    }
  }
  return kinds;
}

Circumstances circumstances_of(const RunRequest& request, const Routing& routing, RunEnd end) {
  Circumstances circumstances;
  circumstances.platform = request.platform;
  circumstances.cloud = request.catalog.cloud;
  circumstances.workloads = request.plan.workloads;
  circumstances.regions = request.regions;
  circumstances.region_names = request.region_names;
  circumstances.proxies = routing.proxies;
  circumstances.pac = routing.pac;
  circumstances.wpad = routing.wpad;
  circumstances.sign_in_tag_prefixes = request.catalog.sign_in_tag_prefixes;
  circumstances.sign_in_tag_date = request.catalog.sign_in_tag_date;
  circumstances.azure_vm = request.azure_vm;
  circumstances.service_tags = request.service_tags;
  circumstances.nsg_priorities = request.nsg_priorities;
  circumstances.subnets = request.subnets;
  circumstances.service_tags_warning = request.service_tags_warning;
  circumstances.component = request.component;
  circumstances.names = request.names;
  circumstances.end = end;
  return circumstances;
}

/// Did a direct connect that somebody needs fail in a way that this machine's own rules may
/// explain?
bool is_connect_refused(const ProbePlan& plan, const std::vector<Observation>& observations) {
  return std::any_of(observations.begin(), observations.end(), [&](const Observation& seen) {
    const ProbeTask& task = plan.tasks[seen.task];
    return seen.failure && seen.failure->stage == Stage::tcp && !task.comparison &&
           task.expectation != Expectation::nobody;
  });
}

/// The addresses and ports that were tried directly, each once; not those that nobody has.
std::vector<Destination> connected_to(const ProbePlan& plan,
                                      const std::vector<Observation>& observations) {
  std::set<Destination> all;
  for (const Observation& seen : observations) {
    const ProbeTask& task = plan.tasks[seen.task];
    if (!seen.proxy && seen.address && !task.follow_up && task.expectation != Expectation::nobody) {
      all.insert({*seen.address, task.port});
    }
  }
  return {all.begin(), all.end()};
}

/// What a remedy will need, and nobody else: the fix of exported rules, and the tags of regions.
void add_ways_to_open(const RunRequest& request, const std::vector<Observation>& observations,
                      Circumstances& circumstances) {
  const auto& rulings = circumstances.rulings;
  const bool denied = std::any_of(rulings.begin(), rulings.end(),
                                  [](const auto& ruling) { return ruling.access == Access::deny; });
  const bool failed = std::any_of(observations.begin(), observations.end(),
                                  [](const auto& seen) { return seen.outcome == Outcome::failed; });
  if (denied && request.fix_rules) {
    circumstances.rule_fixes = request.fix_rules();
  }
  if (failed && request.regional_tags) {
    circumstances.regional_tags = request.regional_tags();
  }
}

/// The hops that spoke, and the tags of those that are Azure's.
std::map<IpAddress, std::string> tags_of_hops(const RunRequest& request,
                                              const std::vector<Observation>& observations) {
  std::map<IpAddress, std::string> tags;
  for (const Observation& seen : observations) {
    const auto& hop = seen.failure ? seen.failure->reported_by : std::nullopt;
    if (request.tag_of && seen.follow_up && hop && !tags.contains(*hop)) {
      tags.emplace(*hop, request.tag_of(*hop));
    }
  }
  std::erase_if(tags, [](const auto& entry) { return entry.second.empty(); });
  return tags;
}

/// The second round: what the failures of the first one ask for, by the same prober.
void run_follow_ups(Prober& prober, const RouteChooser& routes, ProbePlan& plan,
                    ProbeOutcome& outcome, const ProgressCallback& progress) {
  std::vector<ProbeTask> experiments =
      plan_follow_ups(plan, outcome.observations, outcome.resolvers);
  const auto first = static_cast<TaskId>(plan.tasks.size());
  for (ProbeTask& task : plan_status_addresses(plan, outcome.observations, routes)) {
    task.id = first + static_cast<TaskId>(experiments.size());
    experiments.push_back(std::move(task));
  }
  if (experiments.empty()) {
    return;
  }
  std::move(experiments.begin(), experiments.end(), std::back_inserter(plan.tasks));
  ProbeOutcome second = prober.run_from(first, plan, progress);
  std::move(second.observations.begin(), second.observations.end(),
            std::back_inserter(outcome.observations));
  outcome.end = second.end == RunEnd::finished ? outcome.end : second.end;
}

ProbePlan plan_by(const RunRequest& request, const Routing& routing) {
  ProbePlan plan = make_plan(request.catalog, request.plan, routing.choose);
  plan.notes.insert(plan.notes.end(), request.notes.begin(), request.notes.end());
  plan.notes.insert(plan.notes.end(), routing.notes.begin(), routing.notes.end());
  plan.follow_ups = request.follow_up;
  return plan;
}

bool happened(const Interrupts* interrupts) {
  return interrupts != nullptr && interrupts->happened();
}

/// The rules of this machine, where they may explain something.
std::vector<std::string> local_firewall(const RunRequest& request, const ProbePlan& plan,
                                        const ProbeOutcome& outcome, const Interrupts* interrupts) {
  const bool wanted = plan.follow_ups && request.read_local_firewall && !happened(interrupts) &&
                      is_connect_refused(plan, outcome.observations);
  return wanted ? request.read_local_firewall(interrupts) : std::vector<std::string>();
}

/// All that is sent and asked. Who is interrupted in one part does not begin the next.
ProbeOutcome ask_network(Prober& prober, const RouteChooser& routes, ProbePlan& plan,
                         const ProgressCallback& progress, const Interrupts* interrupts) {
  ProbeOutcome outcome = prober.run(plan, progress);  // which sends nothing once interrupted
  const bool is_done = outcome.end == RunEnd::finished || outcome.end == RunEnd::exhausted;
  if (plan.follow_ups && is_done && !happened(interrupts)) {
    run_follow_ups(prober, routes, plan, outcome, progress);
  }
  return outcome;
}

}  // namespace

ProbePlan plan_run(const RunRequest& request) {
  return plan_by(request, settle_routes(request, nullptr, nullptr));
}

Result<Report> run(const RunRequest& request, const ProgressCallback& progress,
                   const Interrupts* interrupts) {
  Report report;
  report.tool_version = std::string(tool_version());
  report.run.id = random_id();
  report.run.host = request.host;
  report.run.started = wall_clock();
  report.run.cloud = request.catalog.cloud;
  report.run.workloads = request.plan.workloads;
  report.run.regions = request.regions;

  auto prober = Prober::create(request.trust, interrupts);
  if (!prober) {
    return tl::unexpected(prober.error());
  }
  const Routing routing = settle_routes(request, &*prober, interrupts);
  report.plan = plan_by(request, routing);
  for (std::string& note : notes_on_ages(request.facts, report.run.started)) {
    report.plan.notes.push_back(std::move(note));
  }
  report.run.routes = routes_tested(report.plan);
  ProbeOutcome outcome = ask_network(*prober, routing.choose, report.plan, progress, interrupts);
  std::vector<std::string> rules = local_firewall(request, report.plan, outcome, interrupts);
  // From here on nothing waits for anybody: a signal that comes now has nothing left to end.
  const RunEnd end = happened(interrupts)              ? RunEnd::interrupted
                     : outcome.end == RunEnd::finished ? routing.end
                                                       : outcome.end;
  report.circumstances = circumstances_of(request, routing, end);
  report.circumstances.local_firewall = std::move(rules);
  report.circumstances.hop_tags = tags_of_hops(request, outcome.observations);
  if (request.judge_rules) {
    report.circumstances.rulings =
        request.judge_rules(connected_to(report.plan, outcome.observations));
  }
  add_ways_to_open(request, outcome.observations, report.circumstances);
  Judgement judgement =
      diagnose(report.plan, std::move(outcome.observations), report.circumstances);

  report.environment = {outcome.resolvers, routing.proxies};
  report.observations = std::move(judgement.observations);
  report.diagnosis = std::move(judgement.diagnosis);
  report.run.finished = wall_clock();
  return report;
}

Report rejudge(Report report) {
  Judgement judgement = diagnose(report.plan, std::move(report.observations), report.circumstances);
  report.observations = std::move(judgement.observations);
  report.diagnosis = std::move(judgement.diagnosis);
  return report;
}

}  // namespace netprobe
