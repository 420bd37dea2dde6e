#include "netprobe/run.h"

#include "netprobe/core/version.h"
#include "netprobe/diagnosis/diagnose.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>
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

Circumstances circumstances_of(const RunRequest& request, RunEnd end) {
  Circumstances circumstances;
  circumstances.cloud = request.catalog.cloud;
  circumstances.workloads = request.plan.workloads;
  circumstances.regions = request.regions;
  circumstances.proxies = request.proxies;
  circumstances.sign_in_tag_prefixes = request.catalog.sign_in_tag_prefixes;
  circumstances.sign_in_tag_date = request.catalog.sign_in_tag_date;
  circumstances.azure_vm = request.azure_vm;
  circumstances.end = end;
  return circumstances;
}

}  // namespace

ProbePlan plan_run(const RunRequest& request) {
  return make_plan(request.catalog, request.plan, [&](const RouteQuestion& question) {
    return routes_for(request.routes, question.host, question.protocol, question.never_proxy,
                      question.only_vm_workload);
  });
}

Result<Report> run(const RunRequest& request, const ProgressCallback& progress) {
  Report report;
  report.tool_version = std::string(tool_version());
  report.run.id = random_id();
  report.run.host = request.host;
  report.run.started = wall_clock();
  report.run.cloud = request.catalog.cloud;
  report.run.workloads = request.plan.workloads;
  report.run.regions = request.regions;

  report.plan = plan_run(request);
  report.run.routes = routes_tested(report.plan);
  auto prober = Prober::create(request.trust);
  if (!prober) {
    return tl::unexpected(prober.error());
  }
  ProbeOutcome outcome = prober->run(report.plan, progress);
  // A second round would be planned here from what the first one saw, and run by the same prober;
  // the diagnosis below reads both.
  Judgement judgement = diagnose(report.plan, std::move(outcome.observations),
                                 circumstances_of(request, outcome.end));

  report.environment = {outcome.resolvers, request.proxies};
  report.observations = std::move(judgement.observations);
  report.diagnosis = std::move(judgement.diagnosis);
  report.run.finished = wall_clock();
  return report;
}

}  // namespace netprobe
