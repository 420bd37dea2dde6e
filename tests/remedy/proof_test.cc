#include "netprobe/remedy/proof.h"

#include "tests/reports/report_builder.h"

#include <gtest/gtest.h>

#include <string>

namespace netprobe {
namespace proof_test {

using testing_reports::ReportBuilder;

TEST(Proof, asks_the_same_question_again) {
  ReportBuilder builder;
  builder.row("a", "a.example", 443, RowStatus::blocked);
  builder.row("b", "b.example", 443, RowStatus::blocked);
  EXPECT_EQ(proof_of(builder.report()), "netprobe check -w mars -c public");
  Report report = builder.report();
  report.run.cloud = Cloud::china;
  report.run.workloads = {Workload::sql, Workload::hana};
  report.run.regions = {"China North", "it's"};
  report.environment.proxies = {{"https_proxy", "http://other", {}, ""},
                                {"--proxy", "http://p:1", {}, ""}};
  report.plan.families = Families::ipv4_only;
  report.plan.resolvers = {"10.0.0.53:53"};
  report.plan.rows[1].catalog_id.reset();
  EXPECT_EQ(proof_of(report),
            "netprobe check -w sql,hana -c china -r 'China North' -r 'it'\\''s' --proxy "
            "http://p:1 --host b.example:443 --dns-server 10.0.0.53:53 -4");
}

TEST(Proof, goes_the_way_that_was_gone) {
  ReportBuilder builder;
  builder.row("a", "a.example", 443, RowStatus::blocked);
  const std::string plain = "netprobe check -w mars -c public";
  Report script = builder.report();
  script.circumstances.pac = PacScript{"--pac", "/etc/corp proxy.pac", "", "", {}, {}};
  EXPECT_EQ(proof_of(script), plain + " --pac '/etc/corp proxy.pac'");
  script.circumstances.pac = PacScript{"--wpad", "http://wpad.corp/wpad.dat", "", "", {}, {}};
  EXPECT_EQ(proof_of(script), plain + " --wpad");
  Report none_found = builder.report();
  none_found.circumstances.wpad = {{"http://wpad.corp/wpad.dat", "no such name"}};
  EXPECT_EQ(proof_of(none_found), plain + " --wpad");
  Report component = builder.report();
  component.circumstances.component =
      ComponentInForce{"service:backup.service", "the service backup.service", "", {}};
  EXPECT_EQ(proof_of(component), plain + " --as service:backup.service");
  Report given = builder.report();
  given.environment.proxies = {{"--proxy", "http://p:1", {".corp", "10.0.0.0/8"}, ""}};
  given.run.routes = {RouteKind::proxy};
  EXPECT_EQ(proof_of(given),
            plain + " --proxy http://p:1 --proxy-bypass .corp,10.0.0.0/8" + " --route proxy");
  given.run.routes = {RouteKind::direct, RouteKind::proxy};
  EXPECT_EQ(proof_of(given), plain + " --proxy http://p:1 --proxy-bypass .corp,10.0.0.0/8");
  given.environment.proxies.front().bypass = {"<local>", "10.*"};
  EXPECT_EQ(proof_of(given), plain + " --proxy http://p:1 --proxy-bypass '<local>;10.*'");
}

TEST(Proof, names_ports_where_every_row_has_them) {
  ReportBuilder builder;
  for (const std::uint16_t port : {std::uint16_t{443}, std::uint16_t{8443}}) {
    builder.row("a", "a.example", port, RowStatus::blocked);
    builder.row("b", "b.example", port, RowStatus::blocked);
  }
  EXPECT_EQ(proof_of(builder.report()), "netprobe check -w mars -c public --ports 443,8443");
  builder.row("c", "c.example", 443, RowStatus::blocked);
  EXPECT_EQ(proof_of(builder.report()), "netprobe check -w mars -c public");
}

TEST(Proof, leaves_out_what_is_no_word) {
  ReportBuilder builder;
  builder.report().run.regions = {"x\nreboot", "", std::string(1000, 'x')};
  builder.report().environment.proxies = {{"--proxy", "http://\x1b[2J", {}, ""}};
  EXPECT_EQ(proof_of(builder.report()), "netprobe check -w mars -c public");
}

}  // namespace proof_test
}  // namespace netprobe
