#include "tests/reports/report_builder.h"
#include "tests/reports/samples.h"

namespace netprobe::testing_reports {

namespace {

/// Colours, a title for the window, a line end, C1 controls, a bidirectional override, markup, a
/// spreadsheet formula, and bytes that are no UTF-8.
const std::string usual_attack =
    "\x1b[31mred\x1b]0;owned\x07\r\nREADY all is well\x7f\xc2\x9b"
    "31m\xe2\x80\xae<script>alert(1)</script>=cmd|'/c calc'!A1\xff\xc0\x80\xed\xa0\x80";

TlsFacts attacking_tls(const std::string& attack) {
  TlsFacts tls;
  tls.version = attack;
  tls.cipher = attack;
  CertificateFacts certificate;
  certificate.subject = "CN=" + attack;
  certificate.issuer = "O=" + attack;
  certificate.sha256 = std::string(64, 'f');
  certificate.names = {attack};
  tls.chain = {certificate};
  tls.verify_result = 19;
  tls.verify_text = attack;
  tls.alert = attack;
  return tls;
}

Observation attacking_attempt(const std::string& attack) {
  Observation seen = bad(Stage::tls, Cause::tls_intercepted, attack);
  seen.address = IpAddress::parse("20.60.1.1");
  seen.failure->raw = {{"openssl", 1, attack}};
  seen.tls = attacking_tls(attack);
  seen.proxy_tls = attacking_tls(attack);
  seen.dns = DnsFacts{{}, {attack}, 1, attack, true, {}, false};
  HttpFacts http;
  http.status = 200;
  http.server = attack + std::string(1 << 20, 'A');
  http.headers = {{attack, attack}};
  http.body = attack;
  seen.http = http;
  seen.proxy_answer = ProxyFacts{403, attack, {attack}, attack, attack, attack};
  seen.proxy_auth = ProxyAuthFacts{{attack}, {{ProxyAuth::ntlm, LoginOutcome::failed, attack}}};
  return seen;
}

Finding attacking_finding(const std::string& attack) {
  return {.id = "tls-inspection",
          .severity = Severity::error,
          .blocker = Blocker::tls_inspection,
          .cause = Cause::tls_intercepted,
          .confidence = Confidence::certain,
          .title = attack,
          .explanation = attack + " " + std::string(5000, 'B'),
          .affected = {"host:443"},
          .evidence = {{attack, attack}},
          .alternatives = {{Blocker::proxy, attack}},
          .remedy = {attack, {"echo " + attack}, {attack}},
          .related_errors = {attack}};
}

}  // namespace

Report hostile_report() { return hostile_report(usual_attack); }

Report hostile_report(const std::string& attack) {
  ReportBuilder builder;
  Report& report = builder.report();
  report.run.host = attack;
  report.run.regions = {attack};
  report.environment.resolvers = {attack};
  report.environment.proxies = {{attack, attack, {attack}, attack}};
  report.plan.notes = {attack};
  builder.row("host", "host", 443, RowStatus::blocked)
      .probe("東京.example", RouteKind::proxy)
      .attempt(RouteKind::direct, attacking_attempt(attack))
      .proxy(http_proxy(attack, 3128))
      .attempt(RouteKind::proxy, attacking_attempt(attack));
  builder.planned().name = attack;
  builder.planned().note = attack;
  builder.planned().purpose = attack;
  builder.planned().service_tag = attack;
  builder.row("untested", "untested", 443, RowStatus::untested, false);
  builder.planned().name = attack;
  builder.result().note = attack;
  builder.finding(attacking_finding(attack));
  Finding info = attacking_finding(attack);
  info.severity = Severity::info;
  builder.finding(info);
  builder.control(ControlKind::unrelated_host, "example.com", attacking_attempt(attack));
  // A name can only be a target when it is one; everything else is free text.
  return builder.finish(RunStatus::blocked);
}

}  // namespace netprobe::testing_reports
