// For whom a remedy is written where nobody says it.

#include "netprobe/remedy/owner_syntax.h"

#include "tests/remedy/scene.h"
#include "tests/reports/report_builder.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace netprobe {
namespace owner_syntax_test {

using testing_remedy::finding;
using testing_reports::ReportBuilder;

struct Row {
  std::string name;
  Blocker blocker;
  Cause cause;
  std::string product;  ///< of the proxy that answered
  std::string issuer;   ///< of the certificate in place of the service's
  std::string page;     ///< whose page came in place of the service's answer
  Platform platform;
  Syntax expected;
};

Observation seen_of(const Row& row) {
  const Stage stage = row.blocker == Blocker::proxy ? Stage::proxy_connect : Stage::tcp;
  Observation seen = testing_reports::bad(stage, row.cause, "through squid.corp, FortiGate-1");
  seen.address = IpAddress::parse("20.60.1.1");
  if (!row.product.empty()) {
    seen.proxy_answer = ProxyFacts();
    seen.proxy_answer->product = row.product;
  }
  if (!row.issuer.empty()) {
    seen.tls = TlsFacts();
    seen.tls->chain.emplace_back();
    seen.tls->chain.front().issuer = row.issuer;
  }
  if (!row.page.empty()) {
    seen.http = HttpFacts();
    seen.http->block_page = row.page;
  }
  return seen;
}

Report report_of(const Row& row) {
  ReportBuilder builder;
  builder.row("storage-blob", "*.blob.core.windows.net", 443, RowStatus::blocked);
  builder.planned().service_tag = "Storage";
  builder.probe("a.blob.core.windows.net").attempt(RouteKind::direct, seen_of(row));
  Finding warning = finding(Blocker::clock, Cause::clock_skew, {});
  warning.severity = Severity::warning;
  builder.finding(warning).finding(finding(row.blocker, row.cause, {"storage-blob:443"}));
  builder.report().circumstances.platform = row.platform;
  return builder.finish(RunStatus::blocked);
}

TEST(OwnerSyntax, is_of_whoever_the_first_error_names) {
  const Platform gnu_linux = Platform::gnu_linux;
  const std::vector<Row> rows = {
      {"an NSG", Blocker::nsg, Cause::nsg_denied, "", "", "", gnu_linux, Syntax::az},
      {"a route without a next hop", Blocker::route, Cause::route_blackhole, "", "", "", gnu_linux,
       Syntax::az},
      {"a route to an appliance, whose owner is another", Blocker::route,
       Cause::route_forced_tunnel, "", "", "", gnu_linux, Syntax::ticket},
      {"this machine's firewall", Blocker::host_firewall, Cause::tcp_denied_locally, "", "", "",
       gnu_linux, Syntax::nftables},
      {"the same on Windows", Blocker::host_firewall, Cause::tcp_denied_locally, "", "", "",
       Platform::windows, Syntax::windows},
      {"a proxy that says it is squid", Blocker::proxy, Cause::proxy_denied, "squid", "", "",
       gnu_linux, Syntax::squid},
      {"a proxy that says nothing of itself", Blocker::proxy, Cause::proxy_denied, "", "", "",
       gnu_linux, Syntax::ticket},
      {"a proxy that has no syntax here", Blocker::proxy, Cause::proxy_denied, "tinyproxy", "", "",
       gnu_linux, Syntax::ticket},
      {"a firewall, by silence", Blocker::firewall, Cause::tcp_timeout, "", "", "", gnu_linux,
       Syntax::ticket},
      {"a firewall with a page of its own", Blocker::firewall, Cause::http_block_page, "", "",
       "Palo Alto Networks", gnu_linux, Syntax::panos},
      {"an Azure Firewall", Blocker::firewall, Cause::http_block_page, "", "", "Azure Firewall",
       gnu_linux, Syntax::azure_firewall},
      {"inspection by a FortiGate", Blocker::tls_inspection, Cause::tls_intercepted, "",
       "CN=FG100,O=Fortinet", "", gnu_linux, Syntax::fortigate},
      {"the resolver", Blocker::dns, Cause::dns_nxdomain, "", "", "", gnu_linux, Syntax::ticket},
      {"the proxy's settings", Blocker::proxy_settings, Cause::proxy_refused, "", "", "", gnu_linux,
       Syntax::ticket},
  };
  for (const Row& row : rows) {
    const OwnerSyntax owner = owner_syntax(report_of(row));
    EXPECT_EQ(name_of(owner.syntax), name_of(row.expected)) << row.name;
    EXPECT_NE(owner.why, "") << row.name;
  }
  EXPECT_EQ(owner_syntax(testing_remedy::ready_report()),
            (OwnerSyntax{Syntax::ticket, "the report has no error"}));
}

}  // namespace owner_syntax_test
}  // namespace netprobe
