// The table of endpoints in the text report, and the lines below it.

#include "reports/text.h"
#include "tests/reports/report_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace netprobe {
namespace table_text_test {

using testing::HasSubstr;
using testing::Not;
using testing_reports::bad;
using testing_reports::good;
using testing_reports::http_proxy;
using testing_reports::ReportBuilder;

constexpr TextStyle verbose = {100, false, true, true, true};

std::string table_of(ReportBuilder& builder) {
  const std::string text = render_text(builder.finish(RunStatus::blocked), verbose);
  const std::size_t begin = text.find("ENDPOINT");
  return begin == std::string::npos ? "" : text.substr(begin, text.find("\n\n", begin) - begin);
}

TEST(TextTable, lets_a_silent_sample_of_a_range_say_nothing) {
  ReportBuilder builder;
  builder.row("range", "20.190.128.0/18", 443, RowStatus::reachable)
      .probe("login.microsoftonline.com", RouteKind::direct, RowProbe::Role::sign_in)
      .attempt(RouteKind::direct, good(30, "20.190.160.1"))
      .probe("", RouteKind::direct, RowProbe::Role::sample)
      .attempt(RouteKind::direct, bad(Stage::tcp, Cause::tcp_timeout, ""));
  EXPECT_EQ(
      table_of(builder),
      "ENDPOINT         PORT   DIRECT\n20.190.128.0/18   443   ✓   27 ms");  // without the look-up
  builder.result().status = RowStatus::blocked;
  EXPECT_EQ(table_of(builder),
            "ENDPOINT         PORT   DIRECT\n20.190.128.0/18   443   ✗ 1/2 tcp.timeout");
}

TEST(TextTable, names_the_hosts_of_a_pattern_only_where_that_helps) {
  struct Row {
    std::string name;
    RowStatus status;
    bool first_works, second_works, guess;
    std::string table;
  };
  const std::vector<Row> rows = {
      {"not where all work", RowStatus::reachable, true, true, false,
       "ENDPOINT  PORT   DIRECT\n"
       "*.x.net    443   ✓    5 ms"},
      {"not where a guess failed", RowStatus::reachable, true, false, true,
       "ENDPOINT  PORT   DIRECT\n"
       "*.x.net    443   ✓ 1/2    5 ms"},
      {"each where they differ", RowStatus::blocked, true, false, false,
       "ENDPOINT      PORT   DIRECT\n"
       "*.x.net        443   ✗ 1/2 tcp.reset\n"
       "  as a.x.net         ✓    5 ms\n"
       "  as b.x.net         ✗ tcp.reset"},
      {"all at once where they fail alike", RowStatus::blocked, false, false, false,
       "ENDPOINT  PORT   DIRECT\n"
       "*.x.net    443   ✗ tcp.reset\n"
       "  as a.x.net, b.x.net"},
  };
  for (const Row& row : rows) {
    ReportBuilder builder;
    builder.row("x", "*.x.net", 443, row.status);
    const Observation reset = bad(Stage::tcp, Cause::tcp_reset, "");
    builder.probe("a.x.net").attempt(RouteKind::direct, row.first_works ? good(5) : reset);
    builder.probe("b.x.net").attempt(RouteKind::direct, row.second_works ? good(5) : reset);
    for (RowProbe& probe : builder.planned().probes) {
      probe.guess = row.guess;
    }
    EXPECT_EQ(table_of(builder), row.table) << row.name;
  }
}

TEST(TextTable, counts_what_works_where_there_is_too_much_to_list) {
  ReportBuilder builder;
  for (int i = 0; i < 60; ++i) {
    const std::string host = "h" + std::to_string(i) + ".example";
    builder.row(host, host, 443, i == 30 ? RowStatus::blocked : RowStatus::reachable)
        .probe(host)
        .attempt(RouteKind::direct, i == 30 ? bad(Stage::tcp, Cause::tcp_reset, "") : good(5));
  }
  EXPECT_EQ(table_of(builder),
            "ENDPOINT     PORT   DIRECT\n"
            "h30.example   443   ✗ tcp.reset\n"
            "59 more required endpoints are reachable; --format json lists them");
}

TEST(TextTable, compares_ports_in_a_line_of_their_own) {
  struct Row {
    std::string name;
    Observation first, second;
    std::string line;
  };
  const std::vector<Row> rows = {
      {"silence is as expected", bad(Stage::tcp, Cause::tcp_timeout, ""),
       bad(Stage::tcp, Cause::tcp_timeout, ""),
       "8443 compared on 2 rows, not required: silent everywhere, as expected\n"},
      {"so is RST", bad(Stage::tcp, Cause::tcp_timeout, ""), bad(Stage::tcp, Cause::tcp_reset, ""),
       "8443 compared on 2 rows, not required: closed everywhere, as expected\n"},
      {"an answer is counted", good(5), bad(Stage::tcp, Cause::tcp_timeout, ""),
       "8443 compared on 2 rows, not required: direct: 1 answered, 1 tcp.timeout\n"},
      {"a refusal is counted", bad(Stage::tcp, Cause::tcp_prohibited, ""),
       bad(Stage::tcp, Cause::tcp_timeout, ""),
       "8443 compared on 2 rows, not required: direct: 1 tcp.prohibited, 1 tcp.timeout\n"},
  };
  for (const Row& row : rows) {
    ReportBuilder builder;
    builder.row("a", "a.net", 8443, RowStatus::untested, false).probe("a.net");
    builder.attempt(RouteKind::direct, row.first);
    builder.planned().comparison = true;
    builder.row("b", "b.net", 8443, RowStatus::untested, false).probe("b.net");
    builder.attempt(RouteKind::direct, row.second);
    builder.planned().comparison = true;
    EXPECT_THAT(render_text(builder.finish(RunStatus::ready), verbose), HasSubstr(row.line))
        << row.name;
  }
}

TEST(TextTable, marks_the_route_in_force_where_there_are_several) {
  ReportBuilder builder;
  builder.row("a", "a.net", 443, RowStatus::reachable).probe("a.net", RouteKind::system);
  builder.attempt(RouteKind::direct, good(5)).attempt(RouteKind::system, good(6));
  EXPECT_EQ(table_of(builder),
            "ENDPOINT  PORT   DIRECT      SYSTEM proxy.corp:3128 *\n"
            "a.net      443   ✓    5 ms   ✓    6 ms\n"
            "* the route in force, which the agent will use");
  builder.row("b", "b.net", 443, RowStatus::reachable).probe("b.net", RouteKind::direct);
  builder.attempt(RouteKind::direct, good(5)).attempt(RouteKind::system, good(6));
  EXPECT_EQ(table_of(builder),
            "ENDPOINT  PORT   DIRECT        SYSTEM proxy.corp:3128\n"
            "a.net      443   ✓    5 ms     ✓    6 ms *\n"
            "b.net      443   ✓    5 ms *   ✓    6 ms\n"
            "* the route in force, which the agent will use");
}

TEST(TextTable, has_a_column_for_each_proxy_where_a_kind_of_route_has_several) {
  ReportBuilder builder;
  builder.row("a", "a.net", 443, RowStatus::reachable).probe("a.net", RouteKind::proxy);
  builder.proxy(http_proxy("one.corp", 3128)).attempt(RouteKind::proxy, good(5));
  builder.row("b", "b.net", 443, RowStatus::reachable).probe("b.net", RouteKind::proxy);
  builder.proxy(http_proxy("two.corp", 3128)).attempt(RouteKind::proxy, good(6));
  EXPECT_EQ(table_of(builder),
            "ENDPOINT  PORT   PROXY one.corp:3128   PROXY two.corp:3128\n"
            "a.net      443   ✓    5 ms *           –\n"
            "b.net      443   –                     ✓    6 ms *\n"
            "* the route in force, which the agent will use");
  for (const std::string more : {"three.corp", "four.corp"}) {
    builder.row(more, more, 443, RowStatus::reachable).probe(more, RouteKind::proxy);
    builder.proxy(http_proxy(more, 3128)).attempt(RouteKind::proxy, good(7));
  }
  EXPECT_THAT(table_of(builder), HasSubstr("ENDPOINT    PORT   PROXY 4 proxies\n"));
}

TEST(TextTable, asks_only_the_rows_that_it_lists_which_route_is_in_force) {
  ReportBuilder builder;
  builder.row("a", "a.net", 443, RowStatus::reachable).probe("a.net", RouteKind::system);
  builder.attempt(RouteKind::direct, good(5)).attempt(RouteKind::system, good(6));
  builder.row("b", "b.net", 443, RowStatus::untested, false).probe("b.net", RouteKind::direct);
  EXPECT_THAT(table_of(builder), HasSubstr("SYSTEM proxy.corp:3128 *\n"));
}

TEST(TextTable, leaves_follow_ups_and_skipped_attempts_out_of_the_table) {
  ReportBuilder builder;
  Observation follow_up = bad(Stage::tls, Cause::tls_reset, "");
  follow_up.follow_up = true;
  builder.row("a", "a.net", 443, RowStatus::reachable).probe("a.net");
  builder.attempt(RouteKind::direct, good(5))
      .attempt(RouteKind::direct, follow_up)
      .attempt(RouteKind::direct, testing_reports::skipped("interrupted"));
  EXPECT_EQ(table_of(builder), "ENDPOINT  PORT   DIRECT\na.net      443   ✓    5 ms");
}

}  // namespace table_text_test
}  // namespace netprobe
