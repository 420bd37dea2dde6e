#include "reports/prometheus.h"

#include "reports/cell.h"
#include "reports/foreign.h"
#include "reports/row_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace netprobe {

namespace {

struct Label {
  std::string_view name;
  std::string value;
};

/// A value of the exposition format: backslash, quote and line end are escaped.
std::string label_value(std::string_view text) {
  std::string out;
  for (const char c : harmless(text, 200)) {
    out += c == '\\' || c == '"' ? std::string("\\") + c : std::string(1, c);
  }
  return out;
}

/// One metric: its help and type once, then its series.
class Gauge {
 public:
  Gauge(std::string_view name, std::string_view help)
      : name_(name), text_(fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n", name, help)) {}

  Gauge& add(const std::vector<Label>& labels, double value) {
    std::string inside;
    for (const Label& label : labels) {
      inside += fmt::format("{}{}=\"{}\"", inside.empty() ? "" : ",", label.name,
                            label_value(label.value));
    }
    text_ += fmt::format("{}{} {}\n", name_, inside.empty() ? "" : "{" + inside + "}", value);
    any_ = true;
    return *this;
  }
  /// Empty without a series.
  [[nodiscard]] std::string text() const { return any_ ? text_ : ""; }

 private:
  std::string_view name_;
  std::string text_;
  bool any_ = false;
};

double seconds(Micros time) { return std::chrono::duration<double>(time).count(); }

double seconds(WallTime time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

std::string run_gauges(const Report& report) {
  const RunInfo& run = report.run;
  Gauge info("netprobe_run_info", "The run that this file is about.");
  info.add({{"version", report.tool_version},
            {"host", run.host},
            {"cloud", std::string(name_of(run.cloud))}},
           1);
  Gauge status("netprobe_run_status", "1 for the status of the run, 0 for the others.");
  for (const RunStatus one :
       {RunStatus::ready, RunStatus::degraded, RunStatus::blocked, RunStatus::incomplete}) {
    status.add({{"status", std::string(name_of(one))}},
               one == report.diagnosis.summary.status ? 1 : 0);
  }
  Gauge finished("netprobe_run_finished_timestamp_seconds", "When the run ended.");
  finished.add({}, seconds(run.finished));
  Gauge duration("netprobe_run_duration_seconds", "How long the run took.");
  duration.add({}, seconds(std::max(Millis(0), run.finished - run.started)));
  std::string out = info.text() + status.text() + finished.text() + duration.text();
  if (const auto& skew = report.diagnosis.clock_skew) {
    Gauge clock("netprobe_clock_skew_seconds", "The local clock minus that of the servers.");
    out += clock.add({}, seconds(*skew)).text();
  }
  return out;
}

std::string summary_gauges(const Summary& summary) {
  struct Count {
    std::string_view name, help;
    int value;
  };
  std::string out;
  for (const Count& count :
       {Count{"netprobe_endpoints_required", "Required endpoints that could be decided.",
              summary.required},
        Count{"netprobe_endpoints_reachable",
              "Required endpoints that are reachable on their route in force.", summary.reachable},
        Count{"netprobe_endpoints_blocked",
              "Required endpoints that are reachable on no route that was tested.",
              summary.blocked},
        Count{"netprobe_endpoints_optional_failed", "Optional endpoints that fail.",
              summary.optional_failed}}) {
    out += Gauge(count.name, count.help).add({}, count.value).text();
  }
  return out;
}

std::string finding_gauges(const std::vector<Finding>& findings) {
  std::map<std::tuple<Severity, Blocker, std::optional<Cause>>, int> counts;
  for (const Finding& finding : findings) {
    ++counts[{finding.severity, finding.blocker, finding.cause}];
  }
  Gauge gauge("netprobe_findings", "Findings of the run, by severity, blocker and cause.");
  for (const auto& [key, count] : counts) {
    const auto& [severity, blocker, cause] = key;
    gauge.add({{"severity", std::string(name_of(severity))},
               {"blocker", std::string(name_of(blocker))},
               {"cause", cause ? std::string(name_of(*cause)) : ""}},
              count);
  }
  return gauge.text();
}

/// The rows that have series of their own: those of the catalog first.
std::vector<const RowView*> told_rows(const std::vector<RowView>& rows) {
  constexpr std::size_t most = 500;
  std::vector<const RowView*> told;
  for (const bool of_catalog : {true, false}) {
    for (const RowView& view : rows) {
      if (view.row->catalog_id.has_value() == of_catalog && told.size() < most) {
        told.push_back(&view);
      }
    }
  }
  return told;
}

using Phase = std::pair<std::string_view, std::optional<Micros> Timings::*>;

void add_durations(const RowView& view, const std::vector<Way>& ways, Gauge& gauge) {
  constexpr std::array<Phase, 6> phases = {{{"dns", &Timings::dns},
                                            {"tcp", &Timings::tcp},
                                            {"proxy", &Timings::proxy},
                                            {"tls", &Timings::tls},
                                            {"first_byte", &Timings::first_byte},
                                            {"total", &Timings::total}}};
  std::map<std::pair<RouteKind, std::string_view>, Micros> longest;
  for (const Way& way : ways) {
    for (const Observation* seen : telling_attempts(view, way)) {
      for (const auto& [phase, member] : phases) {
        if (const auto& time = seen->timings.*member; time && seen->outcome == Outcome::ok) {
          Micros& most = longest[{way.kind, phase}];
          most = std::max(most, *time);
        }
      }
    }
  }
  for (const auto& [key, time] : longest) {
    gauge.add({{"endpoint", view.row->id},
               {"route", std::string(name_of(key.first))},
               {"phase", std::string(key.second)}},
              seconds(time));
  }
}

std::string row_gauges(const Report& report) {
  const std::vector<RowView> rows = rows_of(report);
  const std::vector<Way> ways = ways_of(report.plan);
  const auto told = told_rows(rows);
  Gauge reachable("netprobe_endpoint_reachable",
                  "1 where the route in force reaches the endpoint, 0 where it does not; absent "
                  "where it was not tested.");
  Gauge durations("netprobe_endpoint_duration_seconds",
                  "The longest time that a successful attempt took, by route and phase.");
  for (const RowView* view : told) {
    if (view->result.status != RowStatus::untested) {
      reachable.add(
          {{"endpoint", view->row->id}, {"required", view->result.required ? "true" : "false"}},
          view->result.status == RowStatus::reachable ? 1 : 0);
    }
    add_durations(*view, ways, durations);
  }
  Gauge left_out("netprobe_endpoints_without_series",
                 "Endpoints that are too many to have series of their own.");
  left_out.add({}, static_cast<double>(rows.size() - told.size()));
  return reachable.text() + durations.text() + left_out.text();
}

}  // namespace

std::string render_prometheus(const Report& report) {
  return run_gauges(report) + summary_gauges(report.diagnosis.summary) +
         finding_gauges(report.diagnosis.findings) + row_gauges(report);
}

}  // namespace netprobe
