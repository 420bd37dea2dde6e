#include "reports/json.h"

#include "tests/reports/report_builder.h"
#include "tests/reports/samples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace netprobe {
namespace json_test {

using Json = nlohmann::ordered_json;
using Keys = std::vector<std::string>;
using testing_reports::good;
using testing_reports::hostile_report;
using testing_reports::ReportBuilder;
using testing_reports::Sample;
using testing_reports::samples;

Keys keys_of(const Json& object, std::size_t most) {
  Keys keys;
  for (const auto& [key, value] : object.items()) {
    if (keys.size() < most) {
      keys.push_back(key);
    }
  }
  return keys;
}

Report one_attempt(const Observation& seen) {
  ReportBuilder builder;
  builder.row("a", "a.net", 443, RowStatus::reachable).probe("a.net");
  builder.attempt(RouteKind::direct, seen);
  return builder.finish(RunStatus::ready);
}

Json attempt_of(const Observation& seen) {
  return Json::parse(render_json(one_attempt(seen)))["endpoints"][0]["attempts"][0];
}

TEST(ReportJson, has_the_keys_of_the_contract_in_its_order) {
  const Json report = Json::parse(render_json(samples()[1].report));
  struct Row {
    std::string pointer;
    Keys keys;
  };
  const std::vector<Row> rows = {
      {"",
       {"schema", "tool", "run", "environment", "summary", "findings", "controls", "endpoints"}},
      {"/tool", {"name", "version"}},
      {"/run",
       {"id", "host", "started", "finished", "duration_ms", "cloud", "workloads", "regions",
        "routes"}},
      {"/environment", {"resolvers", "proxies", "clock_skew_ms", "azure_vm"}},
      {"/summary", {"status", "required", "reachable", "blocked", "optional_failed"}},
      {"/findings/0",
       {"id", "severity", "blocker", "cause", "confidence", "title", "explanation", "affected",
        "evidence", "alternatives", "remedy", "related_errors"}},
      {"/findings/0/evidence/0", {"fact", "source"}},
      {"/findings/0/remedy", {"text", "commands", "docs"}},
      {"/endpoints/0",
       {"id", "catalog_id", "name", "kind", "port", "required", "note", "workloads", "service_tag",
        "purpose", "status", "attempts"}},
      {"/endpoints/0/attempts/0",
       {"route", "proxy", "target", "address", "outcome", "stage", "cause", "detail", "retries",
        "timings_ms", "dns", "tls", "http"}},
      {"/endpoints/0/attempts/0/timings_ms", {"dns", "tcp", "proxy", "tls", "first_byte", "total"}},
      {"/endpoints/0/attempts/0/dns", {"addresses", "cname", "ttl", "server"}},
      {"/endpoints/0/attempts/0/tls",
       {"version", "cipher", "issuer", "subject", "not_after", "chain"}},
      {"/endpoints/0/attempts/0/http", {"status", "server"}},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(keys_of(report.at(Json::json_pointer(row.pointer)), row.keys.size()), row.keys)
        << row.pointer;
  }
}

TEST(ReportJson, writes_what_is_unknown_as_null) {
  Observation seen;
  seen.outcome = Outcome::ok;
  const Json attempt = attempt_of(seen);
  for (const std::string key :
       {"proxy", "address", "stage", "cause", "detail", "dns", "tls", "http"}) {
    EXPECT_TRUE(attempt.at(key).is_null()) << key;
  }
  // Beyond the contract there is only what somebody reads.
  EXPECT_EQ(keys_of(attempt, 99), Keys({"route", "proxy", "target", "address", "outcome", "stage",
                                        "cause", "detail", "retries", "timings_ms", "dns", "tls",
                                        "http", "task", "path", "role", "in_force"}));
  for (const auto& [stage, time] : attempt.at("timings_ms").items()) {
    EXPECT_TRUE(time.is_null()) << stage;
  }
  const Json report = Json::parse(render_json(one_attempt(seen)));
  EXPECT_TRUE(report["environment"]["azure_vm"].is_null());
  EXPECT_TRUE(report["environment"]["clock_skew_ms"].is_null());
  EXPECT_TRUE(report["endpoints"][0]["note"].is_null());
}

TEST(ReportJson, keeps_what_is_known_and_false_apart_from_what_is_not) {
  Report report = one_attempt(good(5));
  report.diagnosis.azure_vm = false;
  report.diagnosis.clock_skew = Millis(-1500);
  const Json environment = Json::parse(render_json(report))["environment"];
  EXPECT_EQ(environment["azure_vm"], false);
  EXPECT_EQ(environment["clock_skew_ms"], -1500);
}

TEST(ReportJson, gives_times_in_milliseconds_with_three_decimals_at_most) {
  Observation seen = good(41);
  seen.timings.tcp = Micros(8);
  seen.timings.total = Micros(41125);
  seen.timings.tls = Millis(12);
  const std::string text = render_json(one_attempt(seen));
  EXPECT_THAT(text, testing::HasSubstr("\"tcp\": 0.008,"));
  EXPECT_THAT(text, testing::HasSubstr("\"tls\": 12,"));
  EXPECT_THAT(text, testing::HasSubstr("\"total\": 41.125,\n"));
}

TEST(ReportJson, does_not_call_a_chain_verified_that_never_came) {
  Observation seen = good(5);
  seen.tls = TlsFacts{};
  const Json tls = attempt_of(seen).at("tls");
  EXPECT_FALSE(tls.contains("verify_result"));
  EXPECT_FALSE(tls.contains("anchor_kind"));
  EXPECT_TRUE(tls.at("issuer").is_null());
}

TEST(ReportJson, writes_a_certificate_once_however_often_it_was_seen) {
  const auto certificate = [](const std::string& subject, const std::string& sha256) {
    CertificateFacts out;
    out.subject = subject;
    out.sha256 = sha256;
    return out;
  };
  const std::string digest(64, 'a');
  Observation seen = good(5);
  seen.tls = TlsFacts{};
  seen.tls->chain = {certificate("CN=leaf", digest), certificate("CN=old", "")};
  Observation again = seen;
  again.tls->chain[1].subject = "CN=other";
  again.tls->anchor = certificate("CN=old", "");
  ReportBuilder builder;
  builder.row("a", "a.net", 443, RowStatus::reachable).probe("a.net");
  builder.attempt(RouteKind::direct, seen).attempt(RouteKind::direct, again);
  const Json report = Json::parse(render_json(builder.finish(RunStatus::ready)));
  const Json& attempts = report["endpoints"][0]["attempts"];
  EXPECT_EQ(attempts[0]["tls"]["chain"], Json({digest, "certificate-1"}));
  EXPECT_EQ(attempts[1]["tls"]["chain"], Json({digest, "certificate-2"}));
  EXPECT_EQ(attempts[1]["tls"]["anchor"], "certificate-1");
  EXPECT_EQ(keys_of(report["certificates"], 9), Keys({digest, "certificate-1", "certificate-2"}));
  EXPECT_EQ(report["certificates"]["certificate-2"]["subject"], "CN=other");
}

TEST(ReportJson, is_one_line_for_programs) {
  const std::string text = render_json(one_attempt(good(5)), false);
  EXPECT_EQ(text.find('\n'), text.size() - 1);
  EXPECT_EQ(Json::parse(text), Json::parse(render_json(one_attempt(good(5)))));
}

TEST(ReportJson, marks_the_attempts_on_the_route_in_force) {
  ReportBuilder builder;
  builder.row("a", "a.net", 443, RowStatus::reachable)
      .probe("a.net", RouteKind::system)
      .attempt(RouteKind::direct, good(5))
      .attempt(RouteKind::system, good(6));
  const Json attempts =
      Json::parse(render_json(builder.finish(RunStatus::ready)))["endpoints"][0]["attempts"];
  EXPECT_EQ(attempts[0]["in_force"], false);
  EXPECT_EQ(attempts[1]["in_force"], true);
}

TEST(ReportJson, joins_what_the_plan_and_the_run_note_about_a_row) {
  Report report = one_attempt(good(5));
  report.plan.rows[0].note = "planned";
  report.diagnosis.rows[0].note = "seen";
  EXPECT_EQ(Json::parse(render_json(report))["endpoints"][0]["note"], "planned; seen");
}

TEST(ReportJson, is_ascii_that_parses_whatever_comes_in) {
  for (const Sample& sample : samples()) {
    const std::string text = render_json(sample.report);
    EXPECT_TRUE(Json::accept(text)) << sample.name;
    EXPECT_TRUE(std::all_of(text.begin(), text.end(), [](char c) {
      return c == '\n' ||
             (static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7f);
    })) << sample.name;
    EXPECT_EQ(text.substr(text.size() - 2), "}\n") << sample.name;
  }
}

TEST(ReportJson, cuts_what_a_server_sends_without_end) {
  EXPECT_LT(render_json(hostile_report()).size(), 200000U);
}

}  // namespace json_test
}  // namespace netprobe
