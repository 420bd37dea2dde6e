#include "reports/sarif.h"

#include "netprobe/core/text.h"
#include "netprobe/core/whom_to_call.h"
#include "reports/foreign.h"
#include "reports/json_values.h"
#include "reports/row_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

namespace netprobe {

namespace {

/// Of a finding without a cause the rule is the finding's own, of which a report may have several
/// ("…#2").
std::string rule_of(const Finding& finding) {
  return finding.cause ? std::string(name_of(*finding.cause))
                       : harmless(finding.id.substr(0, finding.id.find('#')), 200);
}

/// What causes of that kind are seen in: "tcp.timeout" is of "tcp".
std::string_view kind_of_rule(std::string_view rule) {
  struct Kind {
    std::string_view prefix, words;
  };
  constexpr std::array kinds = {
      Kind{"dns.", "what the resolver answers, or its silence"},
      Kind{"tcp.", "what becomes of a TCP connect"},
      Kind{"tls.", "what becomes of a TLS handshake, and who signs for the far end"},
      Kind{"http.", "what the far end answers to a request"},
      Kind{"proxy.", "what the proxy does with what is sent through it"},
      Kind{"clock.", "this machine's clock against that of the servers"},
      Kind{"nsg.", "the exported rules of a network security group"},
      Kind{"route.", "the exported routes"},
      Kind{"range.", "the address ranges that are required"},
      Kind{"credentials.", "the vault credentials file"},
  };
  const auto* const found = std::find_if(
      kinds.begin(), kinds.end(), [&](const Kind& kind) { return rule.starts_with(kind.prefix); });
  return found == kinds.end() ? "what the run showed as a whole" : found->words;
}

Json text_object(const std::string& text) { return {{"text", harmless(text)}}; }

Json rule_json(const std::string& rule, bool is_cause) {
  Json out = {{"id", rule},
              {"shortDescription", text_object(fmt::format("{}: {}", rule, kind_of_rule(rule)))}};
  if (is_cause) {
    out["help"] = text_object(fmt::format(
        "`netprobe explain {}` says what it means, how it is told from its neighbours, and what to "
        "do.",
        rule));
  }
  return out;
}

std::string_view level_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::info:
      return "note";
  }
  return "none";
}

/// A relative reference (RFC 3986): dashboards want a file for every place.
std::string uri_of(std::string_view place) {
  std::string out = "network/";
  for (const char c : as_saved(place)) {
    const bool is_plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                          (c >= 'A' && c <= 'Z') ||
                          std::string_view("-._~").find(c) != std::string_view::npos;
    out += is_plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

Json location_json(const std::string& place) {
  return {{"physicalLocation",
           {{"artifactLocation", {{"uri", uri_of(place)}}}, {"region", {{"startLine", 1}}}}},
          {"logicalLocations",
           Json::array({{{"fullyQualifiedName", harmless(place)}, {"kind", "resource"}}})}};
}

/// The endpoints that the finding is about; the machine where it is about none.
Json locations_of(const Finding& finding, const std::map<std::string, std::string>& rows,
                  const std::string& host) {
  constexpr std::size_t most = 100;
  Json locations = Json::array();
  for (const std::string& id : finding.affected) {
    const auto row = rows.find(id);
    if (row != rows.end() && locations.size() < most) {
      locations.push_back(location_json(row->second));
    }
  }
  if (locations.empty()) {
    locations.push_back(location_json(host));
  }
  return locations;
}

std::string message_of(const Finding& finding) {
  std::vector<std::string> parts = {finding.title + "."};
  parts.push_back(finding.explanation);
  if (!finding.remedy.text.empty()) {
    parts.push_back(fmt::format("Fix: {}.", finding.remedy.text));
  }
  if (const auto owner = owner_of(finding); !owner.empty()) {
    parts.push_back(fmt::format("Call: {}.", owner));
  }
  std::erase_if(parts, [](const std::string& part) { return part.empty(); });
  return join(parts, " ");
}

Json properties_of(const Finding& finding) {
  return {{"blocker", name_of(finding.blocker)},
          {"confidence", name_of(finding.confidence)},
          {"affected", list_of(finding.affected, [](const auto& id) { return harmless(id); })},
          {"evidence", list_of(finding.evidence,
                               [](const Evidence& evidence) { return harmless(evidence.fact); })},
          {"commands", list_of(finding.remedy.commands, [](const std::string& command) {
             constexpr std::size_t longest = 16000;
             return printable(valid_utf8(command), longest);
           })}};
}

/// The rules in the order in which findings name them first.
std::vector<std::string> rules_of(const std::vector<Finding>& findings) {
  std::vector<std::string> rules;
  for (const Finding& finding : findings) {
    if (std::find(rules.begin(), rules.end(), rule_of(finding)) == rules.end()) {
      rules.push_back(rule_of(finding));
    }
  }
  return rules;
}

Json results_of(const Report& report, const std::vector<std::string>& rules) {
  std::map<std::string, std::string> rows;
  for (const RowView& view : rows_of(report)) {
    rows.emplace(view.row->id, view.name_and_port());
  }
  return list_of(report.diagnosis.findings, [&](const Finding& finding) {
    const auto rule = std::find(rules.begin(), rules.end(), rule_of(finding));
    return Json{{"ruleId", *rule},
                {"ruleIndex", std::distance(rules.begin(), rule)},
                {"level", level_of(finding.severity)},
                {"message", text_object(message_of(finding))},
                {"locations", locations_of(finding, rows, report.run.host)},
                // The same for the same cause and blocker in every run: a dashboard knows it again.
                {"partialFingerprints", {{"netprobeFinding/v1", harmless(finding.id)}}},
                {"properties", properties_of(finding)}};
  });
}

Json invocation_of(const Report& report) {
  return {{"executionSuccessful", report.diagnosis.summary.status != RunStatus::incomplete},
          {"startTimeUtc", format_rfc3339(report.run.started)},
          {"endTimeUtc", format_rfc3339(report.run.finished)}};
}

}  // namespace

std::string render_sarif(const Report& report) {
  const auto& findings = report.diagnosis.findings;
  const std::vector<std::string> rules = rules_of(findings);
  Json driver = {{"name", "netprobe"}, {"version", harmless(report.tool_version)}};
  driver["rules"] = list_of(rules, [&](const std::string& rule) {
    return rule_json(rule, std::any_of(findings.begin(), findings.end(), [&](const Finding& f) {
                       return f.cause && name_of(*f.cause) == rule;
                     }));
  });
  Json run = {{"tool", {{"driver", std::move(driver)}}},
              {"automationDetails", {{"id", "netprobe/"}}},
              {"invocations", Json::array({invocation_of(report)})},
              {"columnKind", "utf16CodeUnits"},
              {"results", results_of(report, rules)}};
  const Json document = {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                         {"version", "2.1.0"},
                         {"runs", Json::array({std::move(run)})}};
  constexpr bool ascii_only = true;
  return document.dump(2, ' ', ascii_only, Json::error_handler_t::replace) + "\n";
}

}  // namespace netprobe
