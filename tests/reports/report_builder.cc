#include "tests/reports/report_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace netprobe::testing_reports {

namespace {

WallTime moment(int year, unsigned month, unsigned day) {
  return std::chrono::sys_days(std::chrono::year_month_day{
      std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)});
}

EndpointKind kind_of(const std::string& name) {
  return Cidr::parse(name)        ? EndpointKind::range
         : name.starts_with("*.") ? EndpointKind::wildcard
                                  : EndpointKind::fqdn;
}

CertificateFacts certificate(const std::string& subject, const std::string& issuer, char digit) {
  return {subject, issuer, moment(2026, 1, 2), moment(2027, 1, 2), std::string(64, digit), {}};
}

}  // namespace

ReportBuilder::ReportBuilder() : proxy_(http_proxy("proxy.corp", 3128)) {
  report_.tool_version = "0.1.0";
  report_.run.id = "00112233445566778899aabbccddeeff";
  report_.run.host = "srv01";
  report_.run.started = moment(2026, 11, 21) + std::chrono::hours(2);
  report_.run.finished = report_.run.started + Millis(1900);
  report_.run.workloads = {Workload::mars};
  report_.environment.resolvers = {"10.0.0.53:53"};
}

TaskId ReportBuilder::add_task(const std::string& host, RouteKind route, std::uint16_t port) {
  ProbeTask task;
  task.id = static_cast<TaskId>(report_.plan.tasks.size());
  task.host = host;
  task.port = port;
  task.route.kind = route;
  if (route != RouteKind::direct) {
    task.route.proxy = proxy_;
  }
  report_.plan.tasks.push_back(task);
  return task.id;
}

ReportBuilder& ReportBuilder::row(const std::string& catalog_id, const std::string& name,
                                  std::uint16_t port, RowStatus status, bool required) {
  PlannedRow row;
  row.id = fmt::format("{}:{}", catalog_id, port);
  row.catalog_id = catalog_id;
  row.name = name;
  row.kind = kind_of(name);
  row.range = Cidr::parse(name);
  row.port = port;
  row.required = required;
  row.workloads = {Workload::mars};
  report_.plan.rows.push_back(row);
  const std::optional<Depth> reached =
      status == RowStatus::reachable ? std::optional(Depth::http) : std::nullopt;
  report_.diagnosis.rows.push_back({status, required, "", reached});
  return *this;
}

ReportBuilder& ReportBuilder::probe(const std::string& host, RouteKind in_force,
                                    RowProbe::Role role) {
  RowProbe probe;
  probe.host = host;
  probe.route = in_force;
  probe.role = role;
  planned().probes.push_back(probe);
  return *this;
}

ReportBuilder& ReportBuilder::attempt(RouteKind route, Observation seen) {
  RowProbe& probe = planned().probes.back();
  const std::string host =
      !probe.host.empty() ? probe.host : (seen.address ? seen.address->to_string() : "");
  seen.task = add_task(host, route, planned().port);
  seen.route = route;
  seen.target = HostPort{host, planned().port}.to_string();
  if (route != RouteKind::direct) {
    seen.proxy = proxy_.url();
  }
  probe.tasks.push_back(seen.task);
  if (route == probe.route) {
    probe.in_force.push_back(seen.task);
  }
  report_.observations.push_back(std::move(seen));
  return *this;
}

ReportBuilder& ReportBuilder::control(ControlKind kind, const std::string& host, Observation seen) {
  seen.task = add_task(host, RouteKind::direct, 443);
  report_.plan.tasks.back().control = kind;
  seen.target = HostPort{host, 443}.to_string();
  seen.control = kind;
  report_.observations.push_back(std::move(seen));
  return *this;
}

ReportBuilder& ReportBuilder::finding(Finding finding) {
  report_.diagnosis.findings.push_back(std::move(finding));
  return *this;
}

ReportBuilder& ReportBuilder::proxy(const Proxy& proxy) {
  proxy_ = proxy;
  return *this;
}

Report ReportBuilder::finish(RunStatus status) const {
  Report report = report_;
  Summary& summary = report.diagnosis.summary;
  summary.status = status;
  for (std::size_t i = 0; i < report.plan.rows.size(); ++i) {
    const RowResult& result = report.diagnosis.rows[i];
    const bool optional = !result.required && !report.plan.rows[i].comparison;
    summary.required += result.required ? 1 : 0;
    summary.reachable += result.required && result.status == RowStatus::reachable ? 1 : 0;
    summary.blocked += result.required && result.status == RowStatus::blocked ? 1 : 0;
    summary.optional_failed += optional && result.status == RowStatus::blocked ? 1 : 0;
  }
  for (const RouteKind kind : {RouteKind::direct, RouteKind::system, RouteKind::proxy}) {
    if (std::any_of(report.plan.tasks.begin(), report.plan.tasks.end(),
                    [&](const ProbeTask& task) { return task.route.kind == kind; })) {
      report.run.routes.push_back(kind);
    }
  }
  return report;
}

Observation good(int milliseconds, const std::string& address) {
  Observation seen;
  seen.address = IpAddress::parse(address);
  seen.outcome = Outcome::ok;
  seen.reached = Depth::http;
  const Micros total = Millis(milliseconds);
  seen.timings = {total / 10,         total / 5, std::nullopt, total / 3, Micros(total * 9 / 10),
                  total + Micros(125)};
  seen.dns = DnsFacts{
      {{*seen.address, 60}}, {"x.trafficmanager.net"}, 60, "10.0.0.53:53", false, {}, false};
  TlsFacts tls;
  tls.version = "TLSv1.3";
  tls.cipher = "TLS_AES_256_GCM_SHA384";
  tls.chain = {certificate("CN=*.backup.windowsazure.com", "CN=Microsoft Azure RSA TLS CA 04", 'a'),
               certificate("CN=Microsoft Azure RSA TLS CA 04", "CN=DigiCert Global Root G2", 'b')};
  tls.anchor = certificate("CN=DigiCert Global Root G2", "CN=DigiCert Global Root G2", 'c');
  tls.anchor_kind = AnchorKind::expected;
  seen.tls = tls;
  HttpFacts http;
  http.status = 403;
  http.server = "Microsoft-IIS/10.0";
  http.date = moment(2026, 11, 21) + std::chrono::hours(2);
  seen.http = http;
  return seen;
}

Observation bad(Stage stage, Cause cause, const std::string& detail) {
  Observation seen;
  seen.outcome = Outcome::failed;
  seen.failure = Failure{stage, cause, detail, {}, std::nullopt};
  return seen;
}

Observation skipped(const std::string& because) {
  Observation seen;
  seen.outcome = Outcome::skipped;
  seen.skipped_because = because;
  return seen;
}

Proxy http_proxy(const std::string& host, std::uint16_t port) {
  Proxy proxy;
  proxy.address = {host, port};
  return proxy;
}

}  // namespace netprobe::testing_reports
