#include "reports/json_parts.h"

#include "reports/json_attempt.h"
#include "reports/probe_words.h"
#include "reports/saved_plan.h"

#include <algorithm>
#include <utility>

namespace netprobe {

namespace {

template <typename Enum>
Json names_of(const std::vector<Enum>& values) {
  return list_of(values, [](Enum value) { return name_of(value); });
}

}  // namespace

Json json_of_run(const RunInfo& run, const ProbePlan& plan) {
  return {{"id", run.id},
          {"host", foreign_text(run.host)},
          {"started", moment(run.started)},
          {"finished", moment(run.finished)},
          // The calendar clock may be set back while we run.
          {"duration_ms", milliseconds(std::max(Millis(0), run.finished - run.started))},
          {"cloud", name_of(run.cloud)},
          {"workloads", names_of(run.workloads)},
          {"regions", list_of(run.regions, foreign_text)},
          {"routes", names_of(run.routes)},
          {"depth", name_of(plan.depth)},
          {"notes", list_of(plan.notes, own_text)}};
}

namespace {

Json json_of(const ProxySetting& setting) {
  return {{"source", foreign_text(setting.source)},
          {"url", setting.url.empty() ? Json() : foreign_text(setting.url)},
          {"bypass", list_of(setting.bypass, foreign_text)},
          {"problem", setting.problem.empty() ? Json() : foreign_text(setting.problem)},
          {"in_force", setting.in_force}};
}

Json json_of(const PacScript& script) {
  return {
      {"source", script.source},
      {"location", foreign_text(script.location)},
      {"content_type", script.content_type.empty() ? Json() : foreign_text(script.content_type)},
      {"problem", script.problem.empty() ? Json() : foreign_text(script.problem)},
      {"failures", list_of(script.failures,
                           [](const PacFailure& failure) {
                             return Json{{"host", foreign_text(failure.host)},
                                         {"problem", foreign_text(failure.problem)}};
                           })},
      {"looked_up", list_of(script.looked_up, foreign_text)}};
}

Json json_of(const WpadTry& made) {
  return {{"url", foreign_text(made.url)},
          {"problem", made.problem.empty() ? Json() : foreign_text(made.problem)}};
}

}  // namespace

Json json_of_environment(const Report& report) {
  const Environment& environment = report.environment;
  const auto& instance = report.diagnosis.azure_instance;
  return {{"resolvers", list_of(environment.resolvers, foreign_text)},
          {"proxies", list_of(environment.proxies,
                              [](const ProxySetting& setting) { return json_of(setting); })},
          {"clock_skew_ms", value_or_null(std::optional<Micros>(report.diagnosis.clock_skew))},
          {"azure_vm", value_or_null(report.diagnosis.azure_vm)},
          {"azure_region", instance ? foreign_text(instance->region) : Json()},
          {"azure_environment", instance ? foreign_text(instance->environment) : Json()},
          {"platform", name_of(report.circumstances.platform)},
          {"pac", report.circumstances.pac ? json_of(*report.circumstances.pac) : Json()},
          {"wpad",
           list_of(report.circumstances.wpad, [](const WpadTry& made) { return json_of(made); })}};
}

Json json_of_summary(const Summary& summary) {
  return {{"status", name_of(summary.status)},
          {"required", summary.required},
          {"reachable", summary.reachable},
          {"blocked", summary.blocked},
          {"optional_failed", summary.optional_failed}};
}

namespace {

Json json_of(const Evidence& evidence) {
  return {{"fact", foreign_text(evidence.fact)}, {"source", foreign_text(evidence.source)}};
}

Json json_of(const Alternative& alternative) {
  return {{"blocker", name_of(alternative.blocker)}, {"words", own_text(alternative.words)}};
}

Json json_of(const Remedy& remedy) {
  return {{"text", own_text(remedy.text)},
          {"commands", list_of(remedy.commands, own_text)},
          {"docs", list_of(remedy.docs, own_text)}};
}

}  // namespace

Json json_of_finding(const Finding& finding) {
  return {{"id", finding.id},
          {"severity", name_of(finding.severity)},
          {"blocker", name_of(finding.blocker)},
          {"cause", name_or_null(finding.cause)},
          {"confidence", name_of(finding.confidence)},
          {"title", own_text(finding.title)},
          {"explanation", own_text(finding.explanation)},
          {"affected", finding.affected},
          {"evidence", list_of(finding.evidence, [](const Evidence& e) { return json_of(e); })},
          {"alternatives",
           list_of(finding.alternatives, [](const Alternative& a) { return json_of(a); })},
          {"remedy", json_of(finding.remedy)},
          {"related_errors", list_of(finding.related_errors, own_text)},
          {"counts_for_fail_on", finding.counts_for_fail_on}};
}

namespace {

Json json_of(const Route& route) {
  return {{"route", name_of(route.kind)},
          {"proxy", route.proxy ? foreign_text(route.proxy->url()) : Json()}};
}

Json routes_in_force(const RowProbe& probe, const ProbePlan& plan) {
  std::vector<Route> order;
  for (const TaskId task : probe.in_force) {
    // Several samples go one way.
    if (order.empty() || order.back() != plan.tasks[task].route) {
      order.push_back(plan.tasks[task].route);
    }
  }
  return {{"host", text_or_null(probe.host)},
          {"role", name_of(probe.role)},
          {"guess", probe.guess},
          {"route", name_of(probe.route)},
          {"reason", text_or_null(probe.in_force_reason)},
          {"order", list_of(order, [](const Route& route) { return json_of(route); })}};
}

}  // namespace

Json json_of_row(const RowView& view, const ProbePlan& plan, Json attempts) {
  const PlannedRow& row = *view.row;
  return {{"id", row.id},
          {"catalog_id", value_or_null(row.catalog_id)},
          {"name", foreign_text(row.name)},
          {"kind", name_of(row.kind)},
          {"port", row.port},
          {"required", view.result.required},
          {"note", text_or_null(view.note())},
          {"workloads", names_of(row.workloads)},
          {"service_tag", text_or_null(row.service_tag)},
          {"purpose", text_or_null(row.purpose)},
          {"status", name_of(view.result.status)},
          {"attempts", std::move(attempts)},
          {"protocol", name_of(row.protocol)},
          {"comparison", row.comparison},
          {"reached", name_or_null(view.result.reached)},
          {"routes_in_force", list_of(row.probes, [&](const RowProbe& probe) {
             return routes_in_force(probe, plan);
           })}};
}

}  // namespace netprobe
