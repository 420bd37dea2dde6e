#include "reports/json.h"

#include "tests/reports/samples.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace netprobe {
namespace {

using Json = nlohmann::ordered_json;
using Keys = std::vector<std::string>;

Keys keys_of(const Json& object, std::size_t most = 100) {
  Keys keys;
  for (const auto& [key, value] : object.items()) {
    if (keys.size() < most) {
      keys.push_back(key);
    }
  }
  return keys;
}

bool has_keys(const Json& object, const Keys& keys) {
  return std::all_of(keys.begin(), keys.end(),
                     [&](const std::string& key) { return object.contains(key); });
}

TEST(ReportJson, has_the_keys_of_the_contract_in_its_order) {
  const Json report = Json::parse(render_json(samples::blocked()));
  EXPECT_EQ(keys_of(report), (Keys{"schema", "tool", "run", "environment", "summary", "findings",
                                   "controls", "endpoints"}));
  EXPECT_EQ(keys_of(report["run"], 9), (Keys{"id", "host", "started", "finished", "duration_ms",
                                             "cloud", "workloads", "regions", "routes"}));
  EXPECT_EQ(keys_of(report["environment"]),
            (Keys{"resolvers", "proxies", "clock_skew_ms", "azure_vm"}));
  EXPECT_EQ(keys_of(report["summary"]),
            (Keys{"status", "required", "reachable", "blocked", "optional_failed"}));
  EXPECT_EQ(keys_of(report["findings"][0], 12),
            (Keys{"id", "severity", "blocker", "cause", "confidence", "title", "explanation",
                  "affected", "evidence", "alternatives", "remedy", "related_errors"}));
  const Json& endpoint = report["endpoints"][0];
  EXPECT_EQ(keys_of(endpoint, 12),
            (Keys{"id", "catalog_id", "name", "kind", "port", "required", "note", "workloads",
                  "service_tag", "purpose", "status", "attempts"}));
  const Keys attempt = {"route",  "proxy",   "target",     "address", "outcome", "stage", "cause",
                        "detail", "retries", "timings_ms", "dns",     "tls",     "http"};
  EXPECT_EQ(keys_of(endpoint["attempts"][0], attempt.size()), attempt);
  EXPECT_TRUE(has_keys(report["controls"][0], attempt));
}

TEST(ReportJson, says_what_was_measured_and_null_where_nothing_was) {
  const Json report = Json::parse(render_json(samples::blocked()));
  EXPECT_EQ(report["run"]["started"], "2026-11-21T02:00:00.000Z");
  EXPECT_EQ(report["run"]["duration_ms"], 3400);
  EXPECT_EQ(report["environment"]["clock_skew_ms"], -120);
  EXPECT_EQ(report["controls"][0]["kind"], "unrouted-address");
  EXPECT_EQ(report["findings"][0]["alternatives"][0]["blocker"], "firewall");
  const Json& attempts = report["endpoints"][0]["attempts"];
  ASSERT_EQ(attempts.size(), 2U);
  EXPECT_EQ(attempts[0]["stage"], "tcp");
  EXPECT_EQ(attempts[0]["cause"], "tcp.timeout");
  EXPECT_TRUE(attempts[0]["tls"].is_null());
  EXPECT_TRUE(attempts[0]["timings_ms"]["tcp"].is_null());
  EXPECT_EQ(attempts[1]["timings_ms"]["dns"], 3.25);
  EXPECT_TRUE(attempts[1]["cause"].is_null());
  EXPECT_EQ(attempts[1]["tls"]["issuer"], "CN=DigiCert");
  EXPECT_EQ(attempts[1]["http"]["status"], 404);
}

TEST(ReportJson, hides_no_escape_sequence_and_survives_broken_text) {
  const std::string text = render_json(samples::hostile());
  EXPECT_TRUE(std::all_of(text.begin(), text.end(),
                          [](char byte) { return byte == '\n' || (byte >= ' ' && byte <= '~'); }));
  EXPECT_TRUE(text.ends_with("}\n"));
  EXPECT_EQ(Json::parse(text)["endpoints"].size(), 4U);
}

}  // namespace
}  // namespace netprobe
