#include "reports/json.h"

#include "reports/certificate_table.h"
#include "reports/json_attempt.h"
#include "reports/json_parts.h"
#include "reports/json_values.h"
#include "reports/row_view.h"
#include "reports/saved_plan.h"

namespace netprobe {

namespace {

Json controls_of(const std::vector<Observation>& observations, CertificateTable& certificates) {
  Json controls = Json::array();
  for (const Observation& seen : observations) {
    if (seen.control) {
      controls.push_back(json_of_control(seen, certificates));
    }
  }
  return controls;
}

Json others_of(const Report& report, const std::vector<RowView>& rows,
               CertificateTable& certificates) {
  return list_of(unlisted_attempts(report, rows), [&](const OtherAttempt& other) {
    return json_of_other(*other.seen, other.experiment, certificates);
  });
}

Json attempts_and_follow_ups(const RowView& view, CertificateTable& certificates) {
  const auto json = [&](const RowAttempt& a) {
    return json_of_attempt(*a.seen, *a.probe, a.task, certificates);
  };
  Json all = list_of(view.attempts, json);
  for (const RowAttempt& experiment : view.follow_ups) {
    all.push_back(json(experiment));
  }
  return all;
}

}  // namespace

std::string render_json(const Report& report, bool indented) {
  const Diagnosis& diagnosis = report.diagnosis;
  const std::vector<RowView> rows = rows_of(report);
  CertificateTable certificates;
  Json document = {{"schema", "netprobe.report/1"},
                   {"tool", {{"name", "netprobe"}, {"version", own_text(report.tool_version)}}},
                   {"run", json_of_run(report.run, report.plan)},
                   {"environment", json_of_environment(report)},
                   {"summary", json_of_summary(diagnosis.summary)},
                   {"findings", list_of(diagnosis.findings, json_of_finding)},
                   {"controls", controls_of(report.observations, certificates)},
                   {"endpoints", list_of(rows,
                                         [&](const RowView& view) {
                                           return json_of_row(
                                               view, report.plan,
                                               attempts_and_follow_ups(view, certificates));
                                         })},
                   {"other_attempts", others_of(report, rows, certificates)},
                   {"circumstances", json_of_saved(report.circumstances)},
                   {"plan", json_of_saved(report.plan)}};
  document["certificates"] = certificates.json();
  constexpr bool ascii_only = true;
  return document.dump(indented ? 2 : -1, ' ', ascii_only, Json::error_handler_t::replace) + "\n";
}

}  // namespace netprobe
