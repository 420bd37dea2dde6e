#include "tests/remedy/scene.h"

#include "tests/reports/report_builder.h"

#include <utility>

namespace netprobe::testing_remedy {

namespace {

using testing_reports::bad;
using testing_reports::good;
using testing_reports::ReportBuilder;

Observation failed_at(const std::string& address) {
  Observation seen = bad(Stage::tcp, Cause::tcp_timeout, "no answer");
  seen.address = IpAddress::parse(address);
  seen.source =
      seen.address->family() == Family::ipv4 ? IpAddress::parse("10.1.0.4") : std::nullopt;
  seen.dns = DnsFacts();
  seen.dns->addresses = {{*IpAddress::parse(address), 60}};
  return seen;
}

Observation refused() { return bad(Stage::proxy_connect, Cause::proxy_denied, "403 Forbidden"); }

ConnectionRuling denied(const std::string& address) {
  ConnectionRuling ruling;
  ruling.address = *IpAddress::parse(address);
  ruling.access = Access::deny;
  DecidingRule rule;
  rule.name = "deny-web";
  rule.priority = 200;
  rule.nsg =
      "/subscriptions/0/resourceGroups/backup/providers/Microsoft.Network/"
      "networkSecurityGroups/backup-nsg";
  rule.access = Access::deny;
  ruling.rules = {rule};
  return ruling;
}

void add_row(ReportBuilder& builder, const std::string& id, const std::string& name,
             const std::string& tag, std::uint16_t port = 443) {
  builder.row(id, name, port, RowStatus::blocked);
  builder.planned().service_tag = tag;
}

}  // namespace

Finding finding(Blocker blocker, Cause cause, std::vector<std::string> affected,
                std::vector<Blocker> alternatives) {
  Finding one;
  one.id = std::string(name_of(cause));
  one.severity = Severity::error;
  one.blocker = blocker;
  one.cause = cause;
  one.confidence = Confidence::likely;
  one.title = "Something is in the way (" + std::string(name_of(cause)) + ")";
  one.explanation = "It was seen.";
  one.affected = std::move(affected);
  one.evidence = {{"no answer in 5 s", "attempt direct to 20.60.1.1 at 02:00:01"}};
  for (const Blocker other : alternatives) {
    one.alternatives.push_back({other, "it fits too"});
  }
  one.remedy.text = "have it taken away";
  return one;
}

Report blocked_report() {
  ReportBuilder builder;
  add_row(builder, "backup-control", "*.backup.windowsazure.com", "AzureBackup");
  builder.probe("pod01-prot1.we.backup.windowsazure.com")
      .attempt(RouteKind::direct, failed_at("13.69.65.40"));
  add_row(builder, "windows-net", "*.windows.net", "");
  builder.probe("login.windows.net").attempt(RouteKind::direct, failed_at("20.190.159.64"));
  add_row(builder, "storage-blob", "*.blob.core.windows.net", "Storage");
  builder.probe("a.blob.core.windows.net").attempt(RouteKind::direct, failed_at("20.60.1.1"));
  add_row(builder, "entra-token", "login.microsoftonline.com", "AzureActiveDirectory");
  builder.probe("login.microsoftonline.com")
      .attempt(RouteKind::direct, failed_at("40.126.31.67"))
      .attempt(RouteKind::direct, failed_at("2603:1006:2000::10"));
  add_row(builder, "entra-range", "20.190.128.0/18", "AzureActiveDirectory");
  builder.row("ncsi", "www.msftconnecttest.com", 80, RowStatus::blocked, false);
  builder.planned().protocol = Protocol::http;
  add_row(builder, "storage-queue", "*.queue.core.windows.net", "Storage", 8443);
  builder.probe("a.queue.core.windows.net").attempt(RouteKind::proxy, refused());
  add_row(builder, "microsoft", "*.microsoft.com", "");
  builder.probe("www.microsoft.com").attempt(RouteKind::direct, failed_at("23.45.12.8"));
  add_row(builder, "storage-managed", "*.blob.storage.azure.net", "Storage");
  add_row(builder, "arm", "management.azure.com", "AzureResourceManager");
  builder.probe("management.azure.com").attempt(RouteKind::direct, failed_at("20.191.160.7"));
  builder.row("entra-graph", "graph.windows.net", 443, RowStatus::reachable);
  builder.probe("graph.windows.net").attempt(RouteKind::direct, good(30));
  builder.report().run.regions = {"westeurope"};
  builder.report().environment.proxies = {{"--proxy", "http://proxy.corp:3128", {}, ""}};
  builder.report().circumstances.rulings = {denied("20.60.1.1"), denied("13.69.65.40")};
  builder
      .finding(finding(Blocker::firewall, Cause::tcp_timeout,
                       {"backup-control:443", "windows-net:443", "storage-blob:443",
                        "entra-token:443", "entra-range:443", "ncsi:80"},
                       {Blocker::nsg, Blocker::host_firewall}))
      .finding(finding(Blocker::proxy, Cause::proxy_denied, {"storage-queue:8443"}))
      .finding(finding(Blocker::tls_inspection, Cause::tls_intercepted, {"microsoft:443"}))
      .finding(finding(Blocker::dns, Cause::dns_nxdomain, {"storage-managed:443"}))
      .finding(finding(Blocker::route, Cause::route_blackhole, {"arm:443"}));
  return builder.finish(RunStatus::blocked);
}

Report ready_report() {
  ReportBuilder builder;
  builder.row("entra-token", "login.microsoftonline.com", 443, RowStatus::reachable);
  return builder.finish(RunStatus::ready);
}

Catalog small_catalog() {
  const auto row = [](const std::string& id, EndpointKind kind, const std::string& name,
                      const std::string& tag, bool required = true) {
    CatalogRow one;
    one.id = id;
    one.kind = kind;
    one.name = name;
    one.service_tag = tag;
    one.ports = {443};
    (required ? one.required_for : one.optional_for) = {Workload::mars};
    return one;
  };
  Catalog catalog;
  catalog.date = "2026-11-20";
  catalog.rows = {
      row("backup-control", EndpointKind::wildcard, "*.backup.windowsazure.com", "AzureBackup"),
      row("windows-net", EndpointKind::wildcard, "*.windows.net", ""),
      row("storage-blob", EndpointKind::wildcard, "*.blob.core.windows.net", "Storage"),
      row("entra-token", EndpointKind::fqdn, "login.windows.net", "AzureActiveDirectory"),
      row("entra-range", EndpointKind::range, "20.190.128.0/18", "AzureActiveDirectory"),
      row("entra-range-six", EndpointKind::range, "2603:1006:2000::/48", "AzureActiveDirectory"),
      row("recovery", EndpointKind::fqdn, "pod01-rec2.{geo}.backup.windowsazure.com",
          "AzureBackup"),
      row("wire-server", EndpointKind::range, "168.63.129.16/32", ""),
      row("ncsi", EndpointKind::fqdn, "www.msftconnecttest.com", "", false),
      row("tag-azure-backup", EndpointKind::rule_only, "AzureBackup", "AzureBackup"),
      row("private", EndpointKind::fqdn, "<vaultId>.privatelink.example", "", false),
      row("company-a", EndpointKind::range, "10.98.0.0/24", ""),
      row("company-b", EndpointKind::range, "10.99.0.0/24", "")};
  catalog.rows[6].ports = {443, 3260};
  catalog.rows[6].protocol = Protocol::tcp;
  catalog.rows[7].ports = {80};
  catalog.rows[7].protocol = Protocol::http;
  catalog.rows[7].never_proxy = true;
  catalog.rows[7].inside_azure_only = true;
  catalog.rows[8].ports = {80};
  catalog.rows[8].protocol = Protocol::http;
  return catalog;
}

}  // namespace netprobe::testing_remedy
