#include "tests/reports/samples.h"

#include <chrono>

namespace netprobe::samples {

namespace {

using namespace std::chrono_literals;

const WallTime start = std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) + 2h;
const std::string proxy_url = "http://proxy.corp:3128";

PlannedRow row_of(const std::string& catalog_id, const std::string& name, std::uint16_t port) {
  PlannedRow row;
  row.id = catalog_id + ":" + std::to_string(port);
  row.catalog_id = catalog_id;
  row.name = name;
  row.port = port;
  row.required = true;
  row.workloads = {Workload::mars};
  row.service_tag = "AzureActiveDirectory";
  row.purpose = "sign-in";
  return row;
}

/// Adds a probe with one attempt per route to the last row, and the tasks of it.
void add_attempts(Report& report, RouteKind in_force, const std::vector<Observation>& attempts) {
  RowProbe probe;
  probe.host = report.plan.rows.back().name;
  probe.in_force = in_force;
  probe.in_force_reason = "--proxy was given";
  for (Observation seen : attempts) {
    seen.task = static_cast<TaskId>(report.plan.tasks.size());
    seen.target = HostPort{probe.host, report.plan.rows.back().port}.to_string();
    ProbeTask task;
    task.id = seen.task;
    task.host = probe.host;
    task.route.kind = seen.route;
    probe.tasks.push_back(seen.task);
    report.plan.tasks.push_back(task);
    report.observations.push_back(seen);
  }
  report.plan.rows.back().probes.push_back(probe);
}

void add_row(Report& report, const PlannedRow& row, RowStatus status, bool required) {
  report.plan.rows.push_back(row);
  RowResult result;
  result.status = status;
  result.required = required;
  if (status == RowStatus::reachable) {
    result.reached = Depth::http;
  }
  report.diagnosis.rows.push_back(result);
}

CertificateFacts certificate(const std::string& subject, const std::string& issuer) {
  return {subject, issuer, start - 24h, start + 24h * 90, std::string(64, 'a'), {subject}};
}

Observation passed(RouteKind route, Micros total) {
  Observation seen;
  seen.route = route;
  seen.outcome = Outcome::ok;
  seen.reached = Depth::http;
  seen.address = IpAddress::parse(route == RouteKind::direct ? "20.190.160.1" : "10.0.0.8");
  seen.timings = {Micros(3250), Micros(11000), std::nullopt, Micros(17500), Micros(9000), total};
  DnsFacts dns;
  dns.addresses = {{*IpAddress::parse("20.190.160.1"), 30}};
  dns.cname = {"login.trafficmanager.net"};
  dns.ttl = 30;
  dns.server = "10.0.0.53:53";
  seen.dns = dns;
  TlsFacts tls;
  tls.version = "TLSv1.3";
  tls.cipher = "TLS_AES_256_GCM_SHA384";
  tls.chain = {certificate("CN=login", "CN=DigiCert")};
  tls.anchor = certificate("CN=DigiCert Root", "CN=DigiCert Root");
  tls.anchor_kind = AnchorKind::expected;
  seen.tls = tls;
  seen.http = HttpFacts{404, "Kestrel", {}, "", start, start};
  if (route != RouteKind::direct) {
    seen.proxy = proxy_url;
    seen.proxy_answer = ProxyFacts{200, "Connection established", {}, {}, ""};
  }
  return seen;
}

Observation failed(RouteKind route, Stage stage, Cause cause) {
  Observation seen;
  seen.route = route;
  seen.outcome = Outcome::failed;
  seen.address = IpAddress::parse("20.60.1.2");
  seen.failure = Failure{stage,
                         cause,
                         "nothing came back",
                         {{"errno", 110, "ETIMEDOUT"}},
                         IpAddress::parse("10.0.0.1")};
  seen.retries = 1;
  seen.earlier_failures = {*seen.failure};
  if (route != RouteKind::direct) {
    seen.proxy = proxy_url;
    seen.proxy_answer = ProxyFacts{403, "Forbidden", {"Basic"}, {}, ""};
  }
  return seen;
}

Report with_run(std::vector<RouteKind> routes) {
  Report report;
  report.tool_version = "0.1.0";
  report.run = {std::string(32, '0'), "server1",        start, start + 3400ms,
                Cloud::public_cloud,  {Workload::mars}, {},    {}};
  report.run.routes = std::move(routes);
  report.environment.resolvers = {"10.0.0.53:53"};
  return report;
}

void add_control(Report& report) {
  Observation control = failed(RouteKind::direct, Stage::tcp, Cause::tcp_timeout);
  control.task = static_cast<TaskId>(report.plan.tasks.size());
  control.target = "192.0.2.1:443";
  control.control = ControlKind::unrouted_address;
  ProbeTask task;
  task.id = control.task;
  task.control = control.control;
  report.plan.tasks.push_back(task);
  report.observations.push_back(control);
}

Finding refusal() {
  Finding finding;
  finding.id = "proxy-denied";
  finding.severity = Severity::error;
  finding.blocker = Blocker::proxy;
  finding.cause = Cause::proxy_denied;
  finding.confidence = Confidence::certain;
  finding.title = "The proxy refuses the storage hosts";
  finding.explanation =
      "proxy.corp:3128 answered 403 to 1 of 1 CONNECTs to *.blob.core.windows.net; to other hosts "
      "it passed 1 of 1.";
  finding.affected = {"storage-blob:443"};
  finding.evidence = {{"403 Forbidden", "attempt proxy of storage-blob:443"}};
  finding.alternatives = {{Blocker::firewall, "one behind the proxy would answer 503"}};
  finding.remedy = {"Allow the storage hosts on the proxy.",
                    {"acl backup dstdomain .blob.core.windows.net"},
                    {"https://learn.microsoft.com/azure/backup/"}};
  finding.related_errors = {"34513", "100050"};
  return finding;
}

}  // namespace

Report ready() {
  Report report = with_run({RouteKind::direct});
  add_row(report, row_of("login", "login.microsoftonline.com", 443), RowStatus::reachable, true);
  add_attempts(report, RouteKind::direct, {passed(RouteKind::direct, Micros(41234))});
  report.diagnosis.summary = {RunStatus::ready, 1, 1, 0, 0};
  return report;
}

Report blocked() {
  Report report = with_run({RouteKind::direct, RouteKind::proxy});
  report.run.regions = {"West Europe"};
  report.environment.proxies = {{"--proxy", proxy_url, {".corp", "10.0.0.0/8"}, ""}};
  report.plan.notes = {"the proxy of the system was left out: --proxy was given"};
  add_row(report, row_of("login", "login.microsoftonline.com", 443), RowStatus::reachable, true);
  add_attempts(report, RouteKind::proxy,
               {failed(RouteKind::direct, Stage::tcp, Cause::tcp_timeout),
                passed(RouteKind::proxy, Micros(62800))});
  PlannedRow storage = row_of("storage-blob", "*.blob.core.windows.net", 443);
  storage.kind = EndpointKind::wildcard;
  add_row(report, storage, RowStatus::blocked, true);
  add_attempts(report, RouteKind::proxy,
               {failed(RouteKind::direct, Stage::tcp, Cause::tcp_timeout),
                failed(RouteKind::proxy, Stage::proxy_connect, Cause::proxy_denied)});
  PlannedRow range = row_of("sign-in", "20.190.128.0/18", 443);
  range.kind = EndpointKind::range;
  range.range = Cidr::parse(range.name);
  add_row(report, range, RowStatus::untested, false);
  report.diagnosis.rows.back().note = "nothing answers, which proves nothing";
  add_attempts(report, RouteKind::proxy,
               {failed(RouteKind::direct, Stage::tcp, Cause::tcp_timeout)});
  PlannedRow compared = row_of("login", "login.microsoftonline.com", 8443);
  compared.comparison = true;
  add_row(report, compared, RowStatus::blocked, false);
  add_attempts(report, RouteKind::proxy,
               {failed(RouteKind::direct, Stage::tcp, Cause::tcp_timeout),
                failed(RouteKind::proxy, Stage::proxy_connect, Cause::proxy_port_denied)});
  add_control(report);
  report.diagnosis.findings = {refusal()};
  report.diagnosis.summary = {RunStatus::blocked, 2, 1, 1, 0};
  report.diagnosis.clock_skew = Millis(-120);
  report.diagnosis.azure_vm = false;
  return report;
}

std::string hostile_text() {
  return "x\x1b[2J\r\n\x07\x7f\xc2\x9b"
         "31m\xe2\x80\xae\xff\xc3(<script>=cmd\"";
}

Report hostile() {
  Report report = blocked();
  const std::string bad = hostile_text();
  report.tool_version = report.run.host = bad;
  report.run.regions = report.environment.resolvers = report.plan.notes = {bad};
  report.environment.proxies = {{bad, bad, {bad}, bad}};
  for (PlannedRow& row : report.plan.rows) {
    row.name = row.purpose = row.note = row.service_tag = bad;
    row.probes.front().host = row.probes.front().in_force_reason = bad;
  }
  for (RowResult& result : report.diagnosis.rows) {
    result.note = bad;
  }
  for (Observation& seen : report.observations) {
    if (seen.proxy) {
      seen.proxy = bad;
    }
    if (seen.failure) {
      seen.failure->detail = seen.failure->raw.front().text = bad;
    }
    if (seen.tls) {
      seen.tls->chain = {certificate(bad, bad)};
      seen.tls->cipher = seen.tls->alert = bad;
    }
    if (seen.dns) {
      seen.dns->cname = {bad};
      seen.dns->server = bad;
    }
    seen.http = HttpFacts{200, bad, {{bad, bad}}, bad, std::nullopt, std::nullopt};
    seen.proxy_answer = ProxyFacts{407, bad, {bad}, {{bad, bad}}, bad};
  }
  for (Finding& finding : report.diagnosis.findings) {
    finding.title = finding.explanation = bad;
    finding.affected.push_back(bad);
    finding.evidence = {{bad, bad}};
    finding.alternatives = {{Blocker::firewall, bad}};
    finding.remedy = {bad, {bad}, {bad}};
    finding.related_errors = {bad};
  }
  return report;
}

}  // namespace netprobe::samples
