#include "reports/saved_report.h"

#include "netprobe/core/az_command.h"
#include "reports/json.h"
#include "reports/render.h"
#include "tests/reports/report_builder.h"
#include "tests/reports/samples.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <ostream>
#include <string>
#include <vector>

namespace netprobe {
namespace saved_report_test {

using Json = nlohmann::ordered_json;
using testing::HasSubstr;
using testing_reports::hostile_report;
using testing_reports::Sample;
using testing_reports::samples;

/// Bytes that are no UTF-8 do not come back from JSON: the hostile one is read, and no more.
std::vector<Sample> honest_samples() {
  std::vector<Sample> all = samples();
  std::erase_if(all, [](const Sample& sample) { return sample.name == "hostile"; });
  return all;
}

TEST(SavedReport, of_a_hostile_network_is_read) {
  EXPECT_TRUE(read_report(render_json(hostile_report()), "r.json"));
}

TEST(SavedReport, is_what_was_written) {
  for (const Sample& sample : honest_samples()) {
    const std::string written = render_json(sample.report);
    const auto read = read_report(written, "r.json");
    ASSERT_TRUE(read) << sample.name << ": " << read.error().message;
    EXPECT_EQ(render_json(*read), written) << sample.name;
  }
}

/// Commands are made anew: what stands in a file is none.
TEST(SavedReport, keeps_the_fix_of_exported_rules) {
  Report report = testing_reports::ReportBuilder().finish(RunStatus::ready);
  RuleFix fix;
  fix.nsg = "backup-nsg";
  fix.resource_group = "backup";
  fix.subscription = "0";
  fix.rule = "AllowStorageOutBound";
  fix.priority = 100;
  fix.destination = "Storage";
  fix.port = 443;
  fix.moves = {{"deny-web", 100, 101}};
  fix.requirements = {"tag-storage:443"};
  fix.text = "Add a rule.";
  RuleFix corrected = fix;
  corrected.nsg_is_named = false;
  corrected.moves.clear();
  corrected.corrects = true;
  corrected.corrected_ports = {"443"};
  RuleFix none = fix;
  none.moves.clear();
  none.rule.clear();
  none.priority.reset();
  for (RuleFix* one : {&fix, &corrected, &none}) {
    one->commands = az_commands(*one);
  }
  report.circumstances.rule_fixes = {fix, corrected, none};
  report.circumstances.regional_tags = {{"Storage", {"Storage.WestEurope"}}};
  report.circumstances.nsg_priorities = {{"backup-nsg", true, "backup", "0", {100, 200}},
                                         {"nsg.json", false, "", "", {100}}};
  const auto read = read_report(render_json(report), "report.json");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->circumstances.rule_fixes, report.circumstances.rule_fixes);
  EXPECT_EQ(read->circumstances.regional_tags, report.circumstances.regional_tags);
  EXPECT_EQ(read->circumstances.nsg_priorities, report.circumstances.nsg_priorities);
}

TEST(SavedReport, reads_as_the_same_text) {
  for (const Sample& sample : honest_samples()) {
    const auto read = read_report(render_json(sample.report), "r.json");
    ASSERT_TRUE(read) << sample.name << ": " << read.error().message;
    EXPECT_EQ(render(*read, Format::text, {}), render(sample.report, Format::text, {}))
        << sample.name;
  }
}

TEST(SavedReport, says_of_which_system_it_is) {
  Report report = samples().front().report;
  report.circumstances.platform = Platform::windows;
  const auto read = read_report(render_json(report), "r.json");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->circumstances.platform, Platform::windows);
}

TEST(SavedReport, needs_no_key_that_was_added_later_than_the_plan) {
  Json report = Json::parse(render_json(samples().front().report));
  report["environment"].erase("platform");
  for (Json& endpoint : report["endpoints"]) {
    endpoint.erase("reached");
    for (Json& attempt : endpoint["attempts"]) {
      attempt.erase("experiment");
      attempt.erase("proxy_answer");
      attempt.erase("proxy_auth");
    }
  }
  report["a key of a later version"] = {{"x", 1}};
  EXPECT_TRUE(read_report(report.dump(), "r.json"));
}

/// Puts the certificate back where the key of it stands, as reports had it before there was a
/// table.
void put_inline(Json& tls, const Json& certificates) {
  for (Json& key : tls["chain"]) {
    const std::string sha256 = key;
    key = certificates.at(sha256);
    key["sha256"] = sha256;
  }
  if (tls.contains("anchor")) {
    const std::string sha256 = tls["anchor"];
    tls["anchor"] = certificates.at(sha256);
    tls["anchor"]["sha256"] = sha256;
  }
}

TEST(SavedReport, may_have_its_certificates_where_they_were_seen) {
  const std::string written = render_json(samples()[1].report);
  Json report = Json::parse(written);
  int found = 0;
  const auto put_all_inline = [&](Json& attempts) {
    for (Json& attempt : attempts) {
      if (!attempt["tls"].is_null()) {
        found += static_cast<int>(attempt["tls"]["chain"].size());
        put_inline(attempt["tls"], report["certificates"]);
      }
    }
  };
  put_all_inline(report["controls"]);
  put_all_inline(report["other_attempts"]);
  for (Json& endpoint : report["endpoints"]) {
    put_all_inline(endpoint["attempts"]);
  }
  ASSERT_GT(found, 0);
  report.erase("certificates");
  const auto read = read_report(report.dump(), "r.json");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(render_json(*read), written);
}

struct Row {
  std::string name;
  std::string pointer;  ///< empty: `value` is the whole file
  std::string value;
  std::string message;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class BrokenReport : public testing::TestWithParam<Row> {};

TEST_P(BrokenReport, is_refused_with_its_place) {
  const Row& row = GetParam();
  std::string text = row.value;
  if (!row.pointer.empty()) {
    Json report = Json::parse(render_json(samples()[1].report));
    report[Json::json_pointer(row.pointer)] = Json::parse(row.value);
    text = report.dump();
  }
  const auto read = read_report(text, "r.json");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, Error::Kind::input);
  EXPECT_THAT(read.error().message, HasSubstr("r.json"));
  EXPECT_THAT(read.error().message, HasSubstr(row.message));
}

INSTANTIATE_TEST_SUITE_P(
    Whole, BrokenReport,
    testing::Values(Row{"empty", "", "", "the file is empty"},
                    Row{"cut off", "", "{\"schema\": \"netprobe.rep", "not JSON"},
                    Row{"a list", "", "[]", "/schema"}, Row{"a number", "", "1", "/schema"},
                    Row{"another schema", "", R"({"schema": "netprobe.plan/1"})",
                        "netprobe.report/1"},
                    Row{"a later version", "", R"({"schema": "netprobe.report/2"})", "/schema"},
                    Row{"nothing but its name", "", R"({"schema": "netprobe.report/1"})",
                        "a whole report with the key \"tool\""},
                    Row{"UTF-16", "", std::string("\xff\xfe{\0", 4), "UTF-16"}));

INSTANTIATE_TEST_SUITE_P(
    Parts, BrokenReport,
    testing::Values(
        Row{"no plan", "/plan", "null", "the key \"plan\""},
        Row{"a plan that is text", "/plan", "\"x\"", "the key \"plan\""},
        Row{"tasks that are none", "/plan/tasks", "{}", "/plan/tasks: found {}, expected a list"},
        Row{"a port beyond ports", "/plan/tasks/0/port", "70000", "/plan/tasks/0/port"},
        Row{"a depth of no schema", "/plan/tasks/0/depth", "\"deep\"", "/plan/tasks/0/depth"},
        Row{"an address that is none", "/plan/tasks/0/address", "\"1.2.3\"", "expected an address"},
        Row{"a probe of a task that is none", "/plan/rows/0/probes/0/tasks/0", "100000",
            "/plan/rows/0/probes/0/tasks/0"},
        Row{"an attempt of a task that is none", "/endpoints/0/attempts/0/task", "100000",
            "the number of its task"},
        Row{"an attempt of no task", "/endpoints/0/attempts/0/task", "null",
            "the number of its task"},
        Row{"an endpoint that was not planned", "/endpoints/0/id", "\"x:1\"", "/endpoints/0"},
        Row{"a cause of no schema", "/findings/0/cause", "\"tcp.magic\"", "/findings/0/cause"},
        Row{"a time that is none", "/run/started", "\"yesterday\"", "/run/started"},
        Row{"a duration that is text", "/endpoints/0/attempts/0/timings_ms/total", "\"x\"",
            "milliseconds"},
        Row{"a duration beyond all", "/endpoints/0/attempts/0/timings_ms/total", "1e300",
            "milliseconds"},
        Row{"a login by no scheme", "/endpoints/0/attempts/0/proxy_auth",
            R"({"offered": [], "tried": [{"scheme": "any", "outcome": "passed"}]})",
            "/endpoints/0/attempts/0/proxy_auth/tried/0/scheme"},
        Row{"a login that ended as none does", "/endpoints/0/attempts/0/proxy_auth",
            R"({"offered": [], "tried": [{"scheme": "ntlm", "outcome": "maybe"}]})",
            "/endpoints/0/attempts/0/proxy_auth/tried/0/outcome"},
        Row{"a system of no schema", "/environment/platform", "\"amiga\"", "/environment/platform"},
        Row{"a prefix that is none", "/circumstances/sign_in_tag_prefixes", "[\"10.0.0.0/99\"]",
            "/circumstances/sign_in_tag_prefixes/0"},
        Row{"a negative count", "/summary/required", "\"many\"", "/summary/required"}));

}  // namespace saved_report_test
}  // namespace netprobe
