#include "netprobe/core/text.h"
#include "reports/html_parts.h"
#include "reports/layout.h"
#include "reports/saved_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace netprobe {

namespace {

constexpr std::size_t most_notes = 20;

template <typename Enum>
std::string html_names_of(const std::vector<Enum>& values, std::string_view otherwise) {
  std::vector<std::string> names;
  std::transform(values.begin(), values.end(), std::back_inserter(names),
                 [](Enum value) { return std::string(name_of(value)); });
  return names.empty() ? std::string(otherwise) : join(names, ", ");
}

std::string html_proxy_words(const ProxySetting& setting) {
  std::string out =
      fmt::format("{} from {}", setting.url.empty() ? "none" : setting.url, setting.source);
  out += setting.bypass.empty() ? "" : ", not used for " + join(setting.bypass, " ");
  out += setting.problem.empty() ? "" : "; unusable: " + setting.problem;
  return out + (setting.in_force ? "" : "; this process’s, to compare");
}

/// "on an Azure VM in westeurope (AzurePublicCloud)", "on an Azure VM", "on no Azure VM".
std::string place_words(const Diagnosis& diagnosis) {
  if (diagnosis.azure_instance) {
    return fmt::format("an Azure VM in {} ({})", diagnosis.azure_instance->region,
                       diagnosis.azure_instance->environment);
  }
  if (!diagnosis.azure_vm) {
    return "unknown whether this is an Azure VM";
  }
  return *diagnosis.azure_vm ? "an Azure VM" : "no Azure VM";
}

std::string catalog_words(const ProbePlan& plan) {
  const auto of_catalog = static_cast<std::size_t>(
      std::count_if(plan.rows.begin(), plan.rows.end(),
                    [](const PlannedRow& row) { return row.catalog_id.has_value(); }));
  const std::size_t of_call = plan.rows.size() - of_catalog;
  std::string out = counted(of_catalog, "row of it", "rows of it");
  return out + (of_call == 0
                    ? ""
                    : fmt::format(", and {} of this call", counted(of_call, "row", "rows")));
}

std::string attempt_words(const std::vector<Observation>& observations) {
  const auto made = [&](bool follow_up) {
    return static_cast<std::size_t>(
        std::count_if(observations.begin(), observations.end(), [&](const Observation& seen) {
          return seen.outcome != Outcome::skipped && seen.follow_up == follow_up;
        }));
  };
  return fmt::format("{}, {}", counted(made(false), "attempt", "attempts"),
                     counted(made(true), "experiment", "experiments"));
}

std::string_view end_words(RunEnd end) {
  switch (end) {
    case RunEnd::finished:
      return "";
    case RunEnd::deadline:
      return "; the deadline ended it";
    case RunEnd::interrupted:
      return "; it was interrupted";
    case RunEnd::exhausted:
      return "; this machine ran out of ports, descriptors or memory";
  }
  return "";
}

}  // namespace

HtmlData html_run(const Report& report) {
  const RunInfo& run = report.run;
  kainjow::mustache::list facts;
  const auto add = [&](std::string_view label, const std::string& value) {
    if (!value.empty()) {
      facts.push_back(HtmlFields{{"label", html_text(label)}, {"value", html_text(value, 1000)}});
    }
  };
  const double seconds =
      std::chrono::duration<double>(std::max(Millis(0), run.finished - run.started)).count();
  add("Host", run.host);
  add("Place", place_words(report.diagnosis));
  add("Started", format_rfc3339(run.started));
  add("Took", fmt::format("{:.1f} s, {}{}", seconds, attempt_words(report.observations),
                          end_words(report.circumstances.end)));
  add("Cloud", std::string(name_of(run.cloud)));
  add("Workloads", html_names_of(run.workloads, "none"));
  add("Regions", run.regions.empty() ? "none given" : join(run.regions, ", "));
  add("Depth", std::string(name_of(report.plan.depth)));
  add("Routes", html_names_of(run.routes, "none"));
  for (const ProxySetting& setting : report.environment.proxies) {
    add("Proxy set", html_proxy_words(setting));
  }
  if (report.environment.proxies.empty()) {
    add("Proxy set", "none");
  }
  if (const auto& component = report.circumstances.component) {
    add("Settings of", component->words);
  }
  if (const auto& script = report.circumstances.pac) {
    add("PAC script", script->location);
  }
  add("Resolvers",
      report.environment.resolvers.empty() ? "unknown" : join(report.environment.resolvers, ", "));
  add("Clock", report.diagnosis.clock_skew ? fmt::format("{} ms beside what the servers say",
                                                         report.diagnosis.clock_skew->count())
                                           : "not compared");
  add("Catalog", catalog_words(report.plan));
  add("Service tags", report.circumstances.service_tags);
  for (std::size_t i = 0; i < std::min(report.plan.notes.size(), most_notes); ++i) {
    add("Note", report.plan.notes[i]);
  }
  add("Tool", fmt::format("netprobe {} on {}", report.tool_version,
                          name_of(report.circumstances.platform)));
  add("Run", run.id);
  return HtmlData(facts);
}

}  // namespace netprobe
