#include "tests/reports/samples.h"

#include "tests/reports/report_builder.h"

namespace netprobe::testing_reports {

namespace {

using enum Cause;

Observation connect_timeout() {
  Observation seen = bad(Stage::tcp, tcp_timeout, "no answer to the SYN within 5 s");
  seen.address = IpAddress::parse("20.60.1.1");
  seen.retries = 1;
  seen.failure->raw = {{"errno", 110, "Connection timed out"}};
  seen.earlier_failures = {*seen.failure};
  return seen;
}

void add_good_controls(ReportBuilder& builder) {
  builder.control(ControlKind::microsoft_host, "www.bing.com", good(20, "13.107.21.200"))
      .control(ControlKind::unrelated_host, "example.com", good(35, "93.184.215.14"))
      .control(ControlKind::must_not_resolve, "does-not-exist.invalid",
               bad(Stage::dns, dns_nxdomain, "the name does not exist"))
      .control(ControlKind::unrouted_address, "192.0.2.1",
               bad(Stage::tcp, tcp_timeout, "no answer to the SYN within 5 s"));
}

Report ready() {
  ReportBuilder builder;
  builder.report().run.regions = {"West Europe"};
  builder.row("entra-login", "login.microsoftonline.com", 443, RowStatus::reachable)
      .probe("login.microsoftonline.com")
      .attempt(RouteKind::direct, good(41));
  builder.row("backup", "*.backup.windowsazure.com", 443, RowStatus::reachable)
      .probe("pod01-rec2.we.backup.windowsazure.com")
      .attempt(RouteKind::direct, good(1240));
  builder.row("range", "20.190.128.0/18", 443, RowStatus::reachable)
      .probe("login.microsoftonline.com", RouteKind::direct, RowProbe::Role::sign_in)
      .attempt(RouteKind::direct, good(30, "20.190.160.1"))
      .probe("", RouteKind::direct, RowProbe::Role::sample)
      .attempt(RouteKind::direct, connect_timeout());
  builder.row("crl", "crl.microsoft.com", 80, RowStatus::reachable, false)
      .probe("crl.microsoft.com")
      .attempt(RouteKind::direct, good(12));
  for (const std::string host : {"login.microsoftonline.com", "www.msftncsi.com"}) {
    builder.row("compared-" + host, host, 8443, RowStatus::untested, false)
        .probe(host)
        .attempt(RouteKind::direct, connect_timeout());
    builder.planned().comparison = true;
  }
  builder.finding({.id = "comparison-silent",
                   .severity = Severity::info,
                   .blocker = Blocker::none,
                   .cause = tcp_timeout,
                   .confidence = Confidence::likely,
                   .title = "Nothing answers on port 8443",
                   .explanation = "No public host is known to listen there.",
                   .affected = {"compared-login.microsoftonline.com:8443"},
                   .counts_for_fail_on = false});
  add_good_controls(builder);
  return builder.finish(RunStatus::ready);
}

Finding dropped_by_firewall() {
  return {
      .id = "firewall-tcp.timeout",
      .severity = Severity::error,
      .blocker = Blocker::firewall,
      .cause = tcp_timeout,
      .confidence = Confidence::likely,
      .title = "A firewall on the way drops what is sent to the vault's storage on port 443",
      .explanation =
          "No SYN to 1 of 1 addresses was answered, while controls on the same port "
          "passed; the packets are dropped after this machine.",
      .affected = {"storage-blob:443", "backup:443"},
      .evidence = {{"20.60.1.1:443 did not answer within 5 s, twice",
                    "attempt direct to 20.60.1.1 of storage-blob:443"},
                   {"www.bing.com:443 answered in 20 ms", "control microsoft-host"},
                   {"a third fact", "attempt 3"},
                   {"a fourth fact", "attempt 4"}},
      .alternatives = {{Blocker::nsg, "an NSG of the subnet drops in the same silent way"}},
      .remedy = {"allow TCP 443 from this machine to the service tags Storage and AzureBackup",
                 {"az network nsg rule create --nsg-name NSG --name AllowAzureBackup --priority "
                  "100 --direction Outbound --access Allow --protocol Tcp "
                  "--destination-address-prefixes AzureBackup --destination-port-ranges 443"},
                 {"https://learn.microsoft.com/azure/backup/backup-support-matrix-mars-agent"}},
      .related_errors = {"34513", "100050"}};
}

Finding proxy_warning() {
  return {.id = "clock",
          .severity = Severity::warning,
          .blocker = Blocker::clock,
          .cause = clock_skew,
          .confidence = Confidence::certain,
          .title = "The clock is wrong",
          .explanation = "It is 6 minutes ahead of what the servers say.",
          .evidence = {{"Date: of 3 answers", "http"}},
          .remedy = {"set the clock", {"timedatectl set-ntp true"}, {}}};
}

Report blocked() {
  ReportBuilder builder;
  builder.report().plan.notes = {
      "no region was given: the regional host names of we, eus, jpe were tried, and one that "
      "answers stands for the others; --region names yours"};
  builder.report().diagnosis.clock_skew = Millis(360000);
  builder.report().diagnosis.azure_vm = true;
  builder.row("entra-login", "login.microsoftonline.com", 443, RowStatus::reachable)
      .probe("login.microsoftonline.com")
      .attempt(RouteKind::direct, good(41));
  builder.row("backup", "*.backup.windowsazure.com", 443, RowStatus::blocked)
      .probe("pod01-rec2.we.backup.windowsazure.com")
      .attempt(RouteKind::direct, connect_timeout())
      .probe("pod01-rec2.eus.backup.windowsazure.com")
      .attempt(RouteKind::direct, connect_timeout());
  builder.row("storage-blob", "*.blob.core.windows.net", 443, RowStatus::blocked)
      .probe("a.blob.core.windows.net")
      .attempt(RouteKind::direct, connect_timeout())
      .probe("b.blob.core.windows.net")
      .attempt(RouteKind::direct, good(44));
  builder.row("crl", "crl.microsoft.com", 80, RowStatus::blocked, false)
      .probe("crl.microsoft.com")
      .attempt(RouteKind::direct, bad(Stage::dns, dns_servfail, "the resolver failed"));
  builder.row("vault", "<vaultId>.vault.azure.net", 443, RowStatus::untested, false);
  builder.planned().untested = "no host name is known that stands for it; --host gives one";
  builder.row("imds", "169.254.169.254/32", 80, RowStatus::untested, false);
  builder.result().note = "only reachable inside Azure";
  builder.finding(proxy_warning()).finding(dropped_by_firewall());
  add_good_controls(builder);
  return builder.finish(RunStatus::blocked);
}

Observation refused_by_proxy() {
  Observation seen = bad(Stage::proxy_connect, proxy_port_denied, "403 Forbidden to CONNECT");
  seen.address = IpAddress::parse("10.0.0.8");
  seen.proxy_answer = ProxyFacts{403, "Forbidden", {}, "", "", ""};
  return seen;
}

Observation wants_credentials() {
  Observation seen = bad(Stage::proxy_connect, proxy_auth_required, "407 to CONNECT");
  seen.proxy_answer =
      ProxyFacts{407, "Proxy Authentication Required", {"Negotiate", "Basic"}, {}, ""};
  seen.proxy_auth = ProxyAuthFacts{{"Negotiate", "Basic"},
                                   {{ProxyAuth::negotiate, LoginOutcome::unavailable, "no ticket"},
                                    {ProxyAuth::basic, LoginOutcome::rejected, ""}}};
  return seen;
}

/// Direct, the system's proxy and a given one; the route in force is the given proxy, except for a
/// host that it never serves.
Report proxies() {
  ReportBuilder builder;
  builder.report().environment.proxies = {
      {"environment variable https_proxy", "http://proxy.corp:3128", {".corp", "10.0.0.0/8"}, ""},
      {"/etc/waagent.conf", "http://:bad", {}, "the host is empty"}};
  builder.row("entra-login", "login.microsoftonline.com", 443, RowStatus::reachable)
      .probe("login.microsoftonline.com", RouteKind::proxy)
      .attempt(RouteKind::direct, connect_timeout())
      .attempt(RouteKind::system, wants_credentials());
  builder.proxy(http_proxy("a-very-long-proxy-name.branch.corp.example", 8080))
      .attempt(RouteKind::proxy, good(63, "10.0.0.9"));
  builder.row("backup", "pod01-rec2.we.backup.windowsazure.com", 8443, RowStatus::blocked)
      .probe("pod01-rec2.we.backup.windowsazure.com", RouteKind::proxy)
      .attempt(RouteKind::direct, connect_timeout())
      .attempt(RouteKind::proxy, refused_by_proxy());
  builder.row("wireserver", "168.63.129.16/32", 80, RowStatus::reachable)
      .probe("", RouteKind::direct, RowProbe::Role::target)
      .attempt(RouteKind::direct, good(1, "168.63.129.16"));
  builder.row("compared", "login.microsoftonline.com", 8444, RowStatus::untested, false)
      .probe("login.microsoftonline.com", RouteKind::proxy)
      .attempt(RouteKind::direct, connect_timeout())
      .attempt(RouteKind::proxy, refused_by_proxy());
  builder.planned().comparison = true;
  builder.finding({.id = "proxy-proxy.port-denied",
                   .severity = Severity::error,
                   .blocker = Blocker::proxy,
                   .cause = proxy_port_denied,
                   .confidence = Confidence::certain,
                   .title = "The proxy refuses CONNECT to port 8443",
                   .explanation = "It answered 403 to 1 of 1 CONNECTs on 8443; on 443 it passed 1 "
                                  "of 1.",
                   .affected = {"backup:8443"},
                   .evidence = {{"403 Forbidden", "CONNECT by proxy"}},
                   .remedy = {"allow port 8443 for CONNECT on the proxy (squid: add 8443 to the "
                              "SSL_ports acl)",
                              {"acl SSL_ports port 8443"},
                              {}}});
  return builder.finish(RunStatus::blocked);
}

Report degraded() {
  ReportBuilder builder;
  builder.report().environment.proxies = {
      {"environment variable https_proxy", "http://proxy.corp:3128", {}, ""}};
  Observation refused = bad(Stage::proxy_tcp, proxy_refused, "connection refused");
  refused.failure->raw = {{"errno", 111, "Connection refused"}};
  refused.failure->reported_by = IpAddress::parse("10.0.0.1");
  for (const std::string host : {"login.microsoftonline.com", "www.msftncsi.com"}) {
    builder.row(host, host, 443, RowStatus::degraded)
        .probe(host, RouteKind::system)
        .attempt(RouteKind::direct, good(41))
        .attempt(RouteKind::system, refused);
    builder.planned().probes.back().in_force_reason = "https_proxy is set";
  }
  builder.finding({.id = "proxy-settings",
                   .severity = Severity::error,
                   .blocker = Blocker::proxy_settings,
                   .cause = proxy_refused,
                   .confidence = Confidence::certain,
                   .title = "The proxy that is set here refuses connections; without it, "
                            "everything works",
                   .explanation = "https_proxy names proxy.corp:3128, where nothing listens.",
                   .affected = {"login.microsoftonline.com:443", "www.msftncsi.com:443"},
                   .evidence = {{"RST", "attempt"}},
                   .remedy = {"unset https_proxy", {"unset https_proxy"}, {}}});
  return builder.finish(RunStatus::degraded);
}

/// A PAC script's list is walked; its first proxy is dead.
Report script() {
  ReportBuilder builder;
  builder.report().environment.proxies = {
      {"--wpad http://wpad.corp/wpad.dat", "http://one.corp:3128", {}, ""},
      {"--wpad http://wpad.corp/wpad.dat", "http://two.corp:3128", {}, ""}};
  builder.report().circumstances.pac = PacScript{"--wpad",
                                                 "http://wpad.corp/wpad.dat",
                                                 "text/plain",
                                                 "",
                                                 {{"www.msftncsi.com", "line 3: Error: no"}},
                                                 {"gone.corp"}};
  builder.report().circumstances.wpad = {{"http://wpad.a.corp/wpad.dat", "dns.nxdomain: no"},
                                         {"http://wpad.corp/wpad.dat", ""}};
  builder.row("entra-login", "login.microsoftonline.com", 443, RowStatus::reachable)
      .probe("login.microsoftonline.com", RouteKind::proxy)
      .attempt(RouteKind::direct, connect_timeout());
  builder.proxy(http_proxy("one.corp", 3128))
      .attempt(RouteKind::proxy, bad(Stage::proxy_tcp, proxy_refused, "connection refused"));
  builder.proxy(http_proxy("two.corp", 3128)).attempt(RouteKind::proxy, good(63, "10.0.0.9"));
  builder.planned().probes.back().in_force_reason =
      "--wpad http://wpad.corp/wpad.dat answers \"PROXY one.corp:3128; PROXY two.corp:3128\"";
  return builder.finish(RunStatus::degraded);
}

Report incomplete() {
  ReportBuilder builder;
  builder.report().plan.depth = Depth::tcp;
  builder.report().run.cloud = Cloud::china;
  builder.row("entra-login", "login.partner.microsoftonline.cn", 443, RowStatus::reachable)
      .probe("login.partner.microsoftonline.cn")
      .attempt(RouteKind::direct, good(41));
  builder.row("storage-blob", "*.blob.core.chinacloudapi.cn", 443, RowStatus::untested, false)
      .probe("a.blob.core.chinacloudapi.cn")
      .attempt(RouteKind::direct, skipped("the run was interrupted"));
  builder.result().note = "the run was interrupted";
  return builder.finish(RunStatus::incomplete);
}

/// Nothing is known: no rows, no environment, no answer.
Report empty() {
  Report report;
  report.run.id = std::string(32, '0');
  report.tool_version = "0.1.0";
  return report;
}

}  // namespace

std::vector<Sample> samples() {
  return {{"ready", ready()},           {"blocked", blocked()},       {"degraded", degraded()},
          {"incomplete", incomplete()}, {"proxies", proxies()},       {"script", script()},
          {"empty", empty()},           {"hostile", hostile_report()}};
}

}  // namespace netprobe::testing_reports
