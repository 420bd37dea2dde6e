#include "tests/diagnosis/scene.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace netprobe {

namespace {

bool is_of(const ProbeTask& task, const std::string& host, RouteKind route, std::uint16_t port) {
  const std::string name =
      task.host.empty() && task.address ? task.address->to_string() : task.host;
  return name == host && task.route.kind == route && task.port == port;
}

}  // namespace

TaskId Scene::add_task(const std::string& host, std::uint16_t port, RouteKind route) {
  for (const ProbeTask& known_task : plan.tasks) {
    if (is_of(known_task, host, route, port) && !known_task.control) {
      return known_task.id;
    }
  }
  ProbeTask task;
  task.id = static_cast<TaskId>(plan.tasks.size());
  task.address = IpAddress::parse(host);
  task.host = task.address ? "" : host;
  task.server_name = task.address ? "login.microsoftonline.com" : host;
  task.port = port;
  task.route.kind = route;
  if (route != RouteKind::direct) {
    task.route.proxy = Proxy{};
    task.route.proxy->address = {"proxy.corp", 3128};
  }
  plan.tasks.push_back(task);
  return task.id;
}

Scene& Scene::row(const std::string& name, const std::vector<std::string>& hosts,
                  const RowOptions& options) {
  PlannedRow row;
  row.id = fmt::format("{}:{}", name, options.port);
  row.catalog_id = name;
  row.name = name;
  row.kind = hosts.size() > 1 ? EndpointKind::wildcard : options.kind;
  row.port = options.port;
  row.required = options.required;
  row.comparison = options.comparison;
  for (const std::string& host : hosts) {
    RowProbe probe;
    probe.host = host;
    probe.guess = options.guess;
    probe.route = options.in_force;
    probe.in_force_reason = options.reason;
    for (const RouteKind route : options.routes) {
      probe.tasks.push_back(add_task(host, options.port, route));
      if (route == options.in_force) {
        probe.in_force.push_back(probe.tasks.back());
      }
    }
    row.probes.push_back(probe);
  }
  plan.rows.push_back(row);
  return *this;
}

Scene& Scene::range(const std::string& cidr, const std::vector<std::string>& sign_in_hosts,
                    const std::vector<std::string>& samples, bool required) {
  PlannedRow row;
  row.id = cidr + ":443";
  row.catalog_id = cidr;
  row.name = cidr;
  row.kind = EndpointKind::range;
  row.range = Cidr::parse(cidr);
  row.required = required;
  for (const std::string& host : sign_in_hosts) {
    RowProbe probe;
    probe.role = RowProbe::Role::sign_in;
    probe.host = host;
    probe.tasks = probe.in_force = {add_task(host, 443, RouteKind::direct)};
    row.probes.push_back(probe);
  }
  RowProbe spread;
  spread.role = RowProbe::Role::sample;
  for (const std::string& address : samples) {
    spread.tasks.push_back(add_task(address, 443, RouteKind::direct));
  }
  spread.in_force = spread.tasks;
  row.probes.push_back(spread);
  plan.rows.push_back(row);
  return *this;
}

Scene& Scene::target(const std::string& address) {
  PlannedRow row;
  row.id = address + ":443";
  row.name = address;
  row.kind = EndpointKind::range;
  row.range = Cidr::parse(address);
  row.required = true;
  RowProbe probe;
  probe.role = RowProbe::Role::target;
  probe.tasks = probe.in_force = {add_task(address, 443, RouteKind::direct)};
  row.probes.push_back(probe);
  plan.rows.push_back(row);
  return *this;
}

Scene& Scene::control(const std::string& host, ControlKind kind) {
  const TaskId id = add_task(host, 443, RouteKind::direct);
  ProbeTask& task = plan.tasks[id];
  task.control = kind;
  const bool nobody =
      kind == ControlKind::must_not_resolve || kind == ControlKind::unrouted_address;
  task.expectation = nobody ? Expectation::nobody : Expectation::verified;
  return *this;
}

Scene& Scene::tell(const std::string& host, RouteKind route, std::uint16_t port,
                   const Observation& what) {
  bool found = false;
  for (const ProbeTask& task : plan.tasks) {
    if (!is_of(task, host, route, port)) {
      continue;
    }
    found = true;
    Observation one = what;
    one.task = task.id;
    one.path = static_cast<int>(std::count_if(
        seen.begin(), seen.end(), [&](const Observation& o) { return o.task == task.id; }));
    one.route = route;
    one.proxy = route == RouteKind::direct ? std::nullopt : std::optional(proxy_url);
    one.target = HostPort{host, port}.to_string();
    one.control = task.control;
    seen.push_back(one);
  }
  EXPECT_TRUE(found) << host << " has no task: the test is wrong";
  return *this;
}

Scene& Scene::passes(const std::string& host, const std::string& address, RouteKind route,
                     std::uint16_t port) {
  Observation what;
  what.outcome = Outcome::ok;
  what.reached = Depth::http;
  what.address = IpAddress::parse(address);
  what.tls = chain_by(host, "CN=DigiCert Global Root G2");
  what.tls->anchor_kind = AnchorKind::expected;
  what.http = HttpFacts{};
  what.http->status = 404;
  if (route == RouteKind::direct) {
    what.dns = DnsFacts{};
    what.dns->addresses.push_back({*what.address, 60});
  }
  return tell(host, route, port, what);
}

Scene& Scene::fails(const std::string& host, Cause cause, const std::string& address,
                    RouteKind route, std::uint16_t port) {
  Observation what;
  what.outcome = Outcome::failed;
  what.failure = Failure{};
  what.failure->stage = stage_of(cause);
  what.failure->cause = cause;
  what.failure->detail = "as the test says";
  const Stage stage = what.failure->stage;
  if (stage != Stage::dns && stage != Stage::proxy_dns) {
    what.address = IpAddress::parse(address);
    if (route == RouteKind::direct && !IpAddress::parse(host)) {
      what.dns = DnsFacts{};
      what.dns->addresses.push_back({*what.address, 60});
    }
  }
  if (stage == Stage::tls) {
    what.tls = chain_by(host, "CN=Contoso Gateway");
    what.reached = Depth::tcp;
  }
  return tell(host, route, port, what);
}

Scene& Scene::skipped(const std::string& host) {
  Observation what;
  what.outcome = Outcome::skipped;
  what.skipped_because = "the deadline came first";
  return tell(host, RouteKind::direct, 443, what);
}

Stage stage_of(Cause cause) {
  const std::string_view name = name_of(cause);
  if (name.starts_with("dns.")) {
    return Stage::dns;
  }
  if (name.starts_with("tcp.")) {
    return Stage::tcp;
  }
  if (name.starts_with("tls.")) {
    return Stage::tls;
  }
  if (name.starts_with("http.")) {
    return Stage::http;
  }
  if (cause == Cause::proxy_unresolvable || cause == Cause::proxy_pac_error) {
    return Stage::proxy_dns;
  }
  const bool no_connection = cause == Cause::proxy_timeout || cause == Cause::proxy_refused ||
                             cause == Cause::proxy_unreachable;
  return no_connection ? Stage::proxy_tcp : Stage::proxy_connect;
}

TlsFacts chain_by(const std::string& host, const std::string& issuer) {
  TlsFacts tls;
  tls.version = "TLSv1.3";
  CertificateFacts leaf;
  leaf.subject = "CN=" + host;
  leaf.issuer = issuer;
  leaf.names = {host};
  tls.chain.push_back(leaf);
  return tls;
}

std::vector<std::string> accused(const Judgement& judgement, Severity severity) {
  std::vector<std::string> found;
  for (const Finding& finding : judgement.diagnosis.findings) {
    if (finding.severity == severity) {
      found.push_back(fmt::format("{} {}", name_of(finding.blocker),
                                  finding.cause ? name_of(*finding.cause) : "-"));
    }
  }
  return found;
}

Finding finding_of(const Judgement& judgement, Cause cause, Blocker blocker) {
  for (const Finding& finding : judgement.diagnosis.findings) {
    if (finding.cause == cause && finding.blocker == blocker) {
      return finding;
    }
  }
  ADD_FAILURE() << "no finding " << name_of(blocker) << " " << name_of(cause);
  return {};
}

std::string_view status_of(const Scene& scene, const Judgement& judgement, const std::string& id) {
  for (std::size_t i = 0; i < scene.plan.rows.size(); ++i) {
    if (scene.plan.rows[i].id == id) {
      return name_of(judgement.diagnosis.rows[i].status);
    }
  }
  ADD_FAILURE() << "no row " << id;
  return "";
}

}  // namespace netprobe
