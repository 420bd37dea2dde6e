#include "reports/junit.h"

#include "netprobe/core/text.h"
#include "netprobe/core/whom_to_call.h"
#include "reports/cell.h"
#include "reports/row_view.h"
#include "reports/verdict.h"
#include "reports/xml_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

namespace netprobe {

namespace {

struct JunitCase {
  enum class End { passed, failed, error, skipped };

  std::string group;  ///< "netprobe.direct"
  std::string name;
  Micros time{};
  End end = End::passed;
  std::string type;     ///< of a failure: its cause
  std::string message;  ///< of a failure, or why it was skipped
  std::string text;     ///< XML: all that is known of a failure
};

std::string seconds_of(Micros time) {
  return fmt::format("{:.3f}", std::chrono::duration<double>(std::max(Micros(0), time)).count());
}

std::string details_of(const Finding& finding) {
  std::vector<std::string> lines = {finding.title, finding.explanation};
  lines.push_back(
      fmt::format("Blocker: {} ({})", name_of(finding.blocker), name_of(finding.confidence)));
  if (const auto owner = owner_of(finding); !owner.empty()) {
    lines.push_back(fmt::format("Call: {}", owner));
  }
  lines.push_back("Fix: " + finding.remedy.text);
  for (const std::string& command : finding.remedy.commands) {
    lines.push_back("Run: " + command);
  }
  for (const Evidence& evidence : finding.evidence) {
    lines.push_back(fmt::format("Evidence: {} ({})", evidence.fact, evidence.source));
  }
  std::string out;
  for (const std::string& line : lines) {
    out += line.empty() ? "" : xml_text(line) + "\n";
  }
  return out;
}

using Errors = std::map<std::string, std::vector<const Finding*>>;

/// By the id of the row that each is about.
Errors errors_of(const Diagnosis& diagnosis) {
  Errors errors;
  for (const Finding& finding : diagnosis.findings) {
    for (const std::string& row : finding.affected) {
      if (finding.severity == Severity::error) {
        errors[row].push_back(&finding);
      }
    }
  }
  return errors;
}

std::string failure_of(const std::vector<const Observation*>& attempts) {
  for (const Observation* seen : attempts) {
    if (seen->failure) {
      return fmt::format("{}: {}", name_of(seen->failure->cause), seen->failure->detail);
    }
  }
  return "";
}

std::string first_said(const std::vector<std::string>& texts) {
  return *std::find_if(texts.begin(), std::prev(texts.end()),
                       [](const std::string& text) { return !text.empty(); });
}

bool has_failed(const std::vector<const Observation*>& attempts) {
  return std::any_of(attempts.begin(), attempts.end(),
                     [](const Observation* seen) { return seen->outcome == Outcome::failed; });
}

/// The cases of a report, and what they have told already.
class JunitCases {
 public:
  explicit JunitCases(const Report& report)
      : report_(report), ways_(ways_of(report.plan)), errors_(errors_of(report.diagnosis)) {
    for (const RowView& view : rows_of(report)) {
      add_row(view);
    }
    add_what_no_row_tells();
  }

  [[nodiscard]] const std::vector<JunitCase>& all() const { return cases_; }
  [[nodiscard]] std::size_t count(JunitCase::End end) const {
    return static_cast<std::size_t>(std::count_if(
        cases_.begin(), cases_.end(), [&](const JunitCase& one) { return one.end == end; }));
  }

 private:
  void add_row(const RowView& view) {
    bool any = false;
    for (const Way& way : ways_) {
      const auto attempts = telling_attempts(view, way);
      if (!attempts.empty()) {
        cases_.push_back(case_of(view, way, attempts));
        any = true;
      }
    }
    if (!any) {
      cases_.push_back({"netprobe",
                        view.name_and_port(),
                        {},
                        JunitCase::End::skipped,
                        "",
                        first_said({view.note(), "it was not tested"}),
                        ""});
    }
  }

  JunitCase case_of(const RowView& view, const Way& way,
                    const std::vector<const Observation*>& attempts) {
    JunitCase one;
    one.group = fmt::format("netprobe.{}", name_of(way.kind));
    one.name = fmt::format("{} {}", view.name_and_port(), way.words());
    for (const Observation* seen : attempts) {
      one.time = std::max(one.time, seen->timings.total.value_or(Micros(0)));
    }
    const RowStatus status = view.result.status;
    const bool in_force = is_way_in_force(view, way);
    const bool is_bad = in_force ? status != RowStatus::reachable : has_failed(attempts);
    if (status == RowStatus::untested) {
      one.end = JunitCase::End::skipped;
      one.message = first_said({view.note(), failure_of(attempts), "it was not decided"});
    } else if (is_bad && view.result.required && (in_force || status == RowStatus::blocked)) {
      one.end = JunitCase::End::failed;
      fail(one, view, attempts);
    } else if (is_bad) {
      one.end = JunitCase::End::skipped;
      one.message = (view.result.required ? "not the route in force; " : "not required; ") +
                    failure_of(attempts);
    }
    return one;
  }

  void fail(JunitCase& one, const RowView& view, const std::vector<const Observation*>& attempts) {
    const auto errors = errors_.find(view.row->id);
    if (errors != errors_.end()) {
      for (const Finding* finding : errors->second) {
        accuse(one, *finding);
      }
      return;
    }
    const auto cause = main_cause(attempts);
    one.type = cause ? name_of(*cause) : name_of(view.result.status);
    one.message = failure_of(attempts);
  }

  /// Adds what the finding says to a case that failed. One that fails very many is told in full in
  /// some of them.
  void accuse(JunitCase& one, const Finding& finding) {
    constexpr int most_in_full = 100;
    if (one.message.empty()) {
      one.message = finding.title;
      one.type = finding.cause ? name_of(*finding.cause) : name_of(finding.blocker);
    }
    one.text += one.text.empty() ? "" : "\n";
    one.text +=
        ++told_[&finding] <= most_in_full ? details_of(finding) : xml_text(finding.title) + "\n";
  }

  /// A wrong setting that no row needs, and a run that could not tell.
  void add_what_no_row_tells() {
    const RunStatus status = report_.diagnosis.summary.status;
    for (const Finding& finding : report_.diagnosis.findings) {
      if (finding.severity == Severity::error && !told_.contains(&finding) &&
          status != RunStatus::ready) {
        JunitCase one{"netprobe.findings", finding.id, {}, JunitCase::End::failed, "", "", ""};
        accuse(one, finding);
        cases_.push_back(std::move(one));
      }
    }
    const bool is_told = count(JunitCase::End::failed) > 0;
    if (status == RunStatus::incomplete || (status != RunStatus::ready && !is_told)) {
      cases_.push_back({"netprobe",
                        "run",
                        {},
                        JunitCase::End::error,
                        std::string(name_of(status)),
                        verdict_sentence(report_),
                        ""});
    }
  }

  const Report& report_;
  std::vector<Way> ways_;
  Errors errors_;
  std::vector<JunitCase> cases_;
  std::map<const Finding*, int> told_;
};

std::string xml_of(const JunitCase& one) {
  const std::string head =
      fmt::format(R"(    <testcase classname="{}" name="{}" time="{}")", xml_text(one.group),
                  xml_text(one.name), seconds_of(one.time));
  const std::string message = xml_text(one.message);
  switch (one.end) {
    case JunitCase::End::passed:
      return head + "/>\n";
    case JunitCase::End::skipped:
      return fmt::format("{}>\n      <skipped message=\"{}\"/>\n    </testcase>\n", head, message);
    case JunitCase::End::failed:
    case JunitCase::End::error: {
      const std::string_view tag = one.end == JunitCase::End::failed ? "failure" : "error";
      return fmt::format("{}>\n      <{} type=\"{}\" message=\"{}\">{}</{}>\n    </testcase>\n",
                         head, tag, xml_text(one.type), message, one.text, tag);
    }
  }
  return "";
}

}  // namespace

std::string render_junit(const Report& report) {
  const JunitCases cases(report);
  const RunInfo& run = report.run;
  const std::string counts =
      fmt::format(R"(tests="{}" failures="{}" errors="{}")", cases.all().size(),
                  cases.count(JunitCase::End::failed), cases.count(JunitCase::End::error));
  const std::string time = seconds_of(run.finished - run.started);
  std::string out = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"netprobe\" {} time=\"{}\">\n"
      "  <testsuite name=\"netprobe {}\" {} skipped=\"{}\" time=\"{}\" timestamp=\"{}\" "
      "hostname=\"{}\">\n",
      counts, time, name_of(run.cloud), counts, cases.count(JunitCase::End::skipped), time,
      format_rfc3339(run.started), xml_text(run.host));
  for (const JunitCase& one : cases.all()) {
    out += xml_of(one);
  }
  return out + "  </testsuite>\n</testsuites>\n";
}

}  // namespace netprobe
