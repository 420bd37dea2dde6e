#include "reports/saved_tasks.h"

#include "reports/probe_words.h"
#include "reports/saved_plan.h"
#include "reports/saved_values.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace netprobe {

namespace {

std::optional<Proxy> proxy_of(const std::string& url) {
  const std::size_t colon = url.find("://");
  if (colon == std::string::npos) {
    return std::nullopt;
  }
  Proxy proxy;
  for (int scheme = 0; scheme <= static_cast<int>(ProxyScheme::socks5h); ++scheme) {
    if (name_of(static_cast<ProxyScheme>(scheme)) == url.substr(0, colon)) {
      proxy.scheme = static_cast<ProxyScheme>(scheme);
    }
  }
  const auto address = HostPort::parse(url.substr(colon + 3));
  proxy.address = address.value_or(HostPort{url.substr(colon + 3), 0});
  return proxy;
}

RowProbe read_probe(JsonReader json, const std::vector<ProbeTask>& tasks) {
  RowProbe probe;
  const int last = static_cast<int>(tasks.size()) - 1;
  take_word(json, "role", probe.role, RowProbe::Role::target);
  take(json, "host", probe.host);
  take_word(json, "route", probe.route, RouteKind::proxy);
  take(json, "reason", probe.in_force_reason);
  take(json, "guess", probe.guess);
  json.read("tasks", probe.tasks, 0, last, "the number of a task");
  if (json.has("in_force")) {
    json.read("in_force", probe.in_force, 0, last, "the number of a task");
  } else {
    // A report from before a host could have several routes of one kind.
    std::copy_if(probe.tasks.begin(), probe.tasks.end(), std::back_inserter(probe.in_force),
                 [&](TaskId task) { return tasks[task].route.kind == probe.route; });
  }
  if (json.has("own")) {
    json.read("own", probe.own, 0, last, "the number of a task");
  }
  take(json, "own_reason", probe.own_reason);
  return probe;
}

}  // namespace

ProbeTask read_task(JsonReader json) {
  ProbeTask task;
  take(json, "host", task.host);
  take(json, "address", task.address);
  take_number(json, "port", task.port);
  take_word(json, "protocol", task.protocol, Protocol::dns);
  take_word(json, "depth", task.depth, Depth::http);
  take_word(json, "route", task.route.kind, RouteKind::proxy);
  std::string proxy;
  take(json, "proxy", proxy);
  task.route.proxy = proxy_of(proxy);
  task.server_name = json.has("server_name") ? "" : task.host;
  take(json, "server_name", task.server_name);
  take(json, "path", task.path);
  take_word(json, "expectation", task.expectation, Expectation::nobody);
  take_word(json, "control", task.control, ControlKind::windows_tls);
  take(json, "comparison", task.comparison);
  if (is_set(json, "follow_up")) {
    JsonReader why = json.member("follow_up");
    task.follow_up.emplace();
    take_word(why, "experiment", task.follow_up->experiment, Experiment::short_upload);
    take_number(why, "about", task.follow_up->about);
    take_number(why, "path", task.follow_up->path);
  }
  take(json, "hop_limit", task.hop_limit);
  take(json, "maximum_segment", task.maximum_segment);
  take(json, "varies", task.varies);
  take_number(json, "padding", task.padding);
  take(json, "windows_tls", task.windows_tls);
  take(json, "dns_server", task.dns_server);
  take(json, "dns_over_tcp", task.dns_over_tcp);
  return task;
}

PlannedRow read_planned_row(JsonReader json, const std::vector<ProbeTask>& tasks) {
  PlannedRow row;
  take(json, "id", row.id);
  std::string range;
  take(json, "range", range);
  row.range = Cidr::parse(range);
  take(json, "required", row.required);
  take(json, "inside_azure_only", row.inside_azure_only);
  take(json, "note", row.note);
  take(json, "untested", row.untested);
  if (is_set(json, "probes")) {
    json.for_each("probes", [&](JsonReader item) {
      row.probes.push_back(read_probe(std::move(item), tasks));
    });
  }
  return row;
}

}  // namespace netprobe
