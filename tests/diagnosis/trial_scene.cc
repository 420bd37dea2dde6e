#include "tests/diagnosis/trial_scene.h"

#include <algorithm>

namespace netprobe {

namespace {

Observation& observe(Scene& scene, const ProbeTask& task, const Observation& varied,
                     std::optional<Cause> cause) {
  Observation seen = varied;
  seen.task = task.id;
  seen.control = task.control;
  seen.follow_up = task.follow_up.has_value();
  seen.outcome = cause ? Outcome::failed : Outcome::ok;
  if (cause) {
    seen.http.reset();
    seen.tls.reset();
    seen.reached = Depth::tcp;
    seen.failure =
        Failure{.stage = stage_of(*cause), .cause = *cause, .detail = "as the test says"};
  }
  scene.seen.push_back(seen);
  return scene.seen.back();
}

}  // namespace

Scene scene_of(const std::vector<RouteKind>& routes, RouteKind in_force) {
  Scene scene;
  Scene::RowOptions options;
  options.routes = routes;
  options.in_force = in_force;
  options.kind = EndpointKind::wildcard;
  scene.row(blob_row, {blob}, options);
  scene.plan.rows.back().service_tag = "Storage";
  scene.row("*.microsoftonline.com", {login}, options);
  if (in_force != RouteKind::direct) {
    scene.known.proxies = {{"environment variable https_proxy", Scene::proxy_url, {}, ""}};
  }
  for (const RouteKind route : routes) {
    for (const std::string& host : {blob, login}) {
      scene.passes(host, route == RouteKind::direct ? "20.1.1.1" : "10.0.0.1", route);
    }
  }
  return scene;
}

ProbeTask tried(Scene& scene, const std::string& host, RouteKind route, ControlKind kind,
                std::optional<Cause> cause) {
  const auto varied =
      std::find_if(scene.seen.begin(), scene.seen.end(), [&](const Observation& seen) {
        return seen.target == host + ":443" && seen.route == route && !seen.control;
      });
  ProbeTask task = scene.plan.tasks[varied->task];
  task.varies = task.id;
  task.id = static_cast<TaskId>(scene.plan.tasks.size());
  task.control = kind;
  task.padding = kind == ControlKind::upload ? 6000 : 0;
  if (kind == ControlKind::unlisted_name) {
    task.server_name = "netprobeunlisted0" + host.substr(host.find('.'));
  }
  scene.plan.tasks.push_back(task);
  observe(scene, task, Observation(*varied), cause);
  return task;
}

void then(Scene& scene, const ProbeTask& trial, Experiment kind, std::optional<Cause> cause) {
  const auto about = std::find_if(scene.seen.begin(), scene.seen.end(),
                                  [&](const Observation& seen) { return seen.task == trial.id; });
  const Observation varied = *about;
  ProbeTask task = trial;
  task.id = static_cast<TaskId>(scene.plan.tasks.size());
  task.control.reset();
  task.varies.reset();
  task.follow_up = FollowUp{kind, trial.id, varied.path};
  scene.plan.tasks.push_back(task);
  Observation& seen = observe(scene, task, varied, cause);
  if (!cause) {
    seen.failure.reset();
    seen.reached = task.depth;
  }
}

}  // namespace netprobe
