#include "reports/verdict.h"

#include "netprobe/core/text.h"
#include "reports/layout.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

struct Headline {
  std::string_view word;
  Paint paint = Paint::none;
};

Headline headline_of(RunStatus status) {
  switch (status) {
    case RunStatus::ready:
      return {"READY", Paint::green};
    case RunStatus::degraded:
      return {"DEGRADED", Paint::yellow};
    case RunStatus::blocked:
      return {"BLOCKED", Paint::red};
    case RunStatus::incomplete:
      return {"INCOMPLETE", Paint::yellow};
  }
  return {};
}

std::string ready_sentence(const Summary& summary) {
  if (summary.required == 0) {
    return "no endpoint could be counted as required in this run";
  }
  return summary.required == 1
             ? "the one required endpoint is reachable"
             : fmt::format("all {} required endpoints are reachable", summary.required);
}

std::size_t to_size(int count) { return static_cast<std::size_t>(std::max(0, count)); }

/// Rows that only another route than the one in force reaches.
int reached_elsewhere(const Summary& summary) {
  return std::max(0, summary.required - summary.reachable - summary.blocked);
}

std::string degraded_sentence(const Summary& summary, bool is_by_script) {
  const int elsewhere = reached_elsewhere(summary);
  if (elsewhere == 0) {
    return fmt::format("{}, but {} is wrong", ready_sentence(summary),
                       is_by_script ? "the PAC script" : "a setting of this machine");
  }
  return fmt::format("{} of {} required endpoints can be reached, but not by the route in force",
                     elsewhere, summary.required);
}

/// Blocked ones some of whose hosts or addresses answered all the same.
int reached_in_part(const Report& report) {
  int count = 0;
  const auto& rows = report.diagnosis.rows;
  for (std::size_t i = 0; i < rows.size() && i < report.plan.rows.size(); ++i) {
    const auto attempts = attempts_of(report.plan.rows[i], report.plan, report.observations);
    const bool any = std::any_of(attempts.begin(), attempts.end(), [](const Observation* seen) {
      return seen->outcome == Outcome::ok;
    });
    count += rows[i].required && rows[i].status == RowStatus::blocked && any ? 1 : 0;
  }
  return count;
}

std::string blocked_sentence(const Report& report) {
  const Summary& summary = report.diagnosis.summary;
  const int elsewhere = reached_elsewhere(summary);
  const bool in_part = summary.blocked > 0 && reached_in_part(report) == summary.blocked;
  return fmt::format(
      "{} of {} required endpoints {}{}", summary.blocked, summary.required,
      in_part ? "can be reached in part only" : "cannot be reached by any route",
      elsewhere == 0 ? ""
                     : fmt::format(", {} more only by another than the one in force", elsewhere));
}

std::string incomplete_sentence(const Summary& summary, RunEnd end) {
  if (end == RunEnd::finished && summary.required == 0) {
    return "no required endpoint could be tested from here";
  }
  return fmt::format(
      "the run ended before it could tell; so far {} reachable, {} blocked",
      counted(to_size(summary.reachable), "required endpoint is", "required endpoints are"),
      summary.blocked);
}

std::string sentence_of(const Report& report) {
  const Summary& summary = report.diagnosis.summary;
  switch (summary.status) {
    case RunStatus::ready:
      return ready_sentence(summary);
    case RunStatus::degraded:
      return degraded_sentence(summary, report.circumstances.pac.has_value());
    case RunStatus::blocked:
      return blocked_sentence(report);
    case RunStatus::incomplete:
      return incomplete_sentence(summary, report.circumstances.end);
  }
  return "";
}

/// "; 2 warnings, 1 optional endpoint fails", or nothing.
std::string besides(const Diagnosis& diagnosis) {
  const auto& findings = diagnosis.findings;
  const auto warnings = std::count_if(findings.begin(), findings.end(), [](const Finding& f) {
    return f.severity == Severity::warning;
  });
  std::vector<std::string> parts;
  if (warnings > 0) {
    parts.push_back(counted(static_cast<std::size_t>(warnings), "warning", "warnings"));
  }
  if (const std::size_t failed = to_size(diagnosis.summary.optional_failed); failed > 0) {
    parts.push_back(counted(failed, "optional endpoint fails", "optional endpoints fail"));
  }
  return parts.empty() ? "" : "; " + join(parts, ", ");
}

}  // namespace

std::string verdict_word(const Report& report) {
  const std::string depth =
      report.plan.depth == Depth::http ? "" : fmt::format(" ({} only)", name_of(report.plan.depth));
  return fmt::format("{}{}", headline_of(report.diagnosis.summary.status).word, depth);
}

std::string verdict_sentence(const Report& report) {
  return sentence_of(report) + besides(report.diagnosis);
}

std::string verdict(const Report& report, const TextStyle& style) {
  const std::string word = verdict_word(report);
  const std::string text = paragraph(word + "   ", verdict_sentence(report), style);
  return painted(word, headline_of(report.diagnosis.summary.status).paint, style) +
         text.substr(word.size());
}

}  // namespace netprobe
