#include "reports/nagios.h"

#include "reports/foreign.h"
#include "reports/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace netprobe {

namespace {

std::string_view word_of(NagiosState state) {
  switch (state) {
    case NagiosState::ok:
      return "OK";
    case NagiosState::warning:
      return "WARNING";
    case NagiosState::critical:
      return "CRITICAL";
    case NagiosState::unknown:
      return "UNKNOWN";
  }
  return "";
}

/// What stands before the performance data holds no bar, which begins it.
std::string without_bars(std::string_view text, std::size_t longest) {
  std::string out = harmless(text, longest);
  std::replace(out.begin(), out.end(), '|', '/');
  return out;
}

bool has_counted_warning(const Report& report) {
  const auto& findings = report.diagnosis.findings;
  return std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.severity == Severity::warning && finding.counts_for_fail_on;
  });
}

/// What to fix first: an error, or a warning where there is none.
const Finding* first_finding(const Report& report) {
  for (const Severity severity : {Severity::error, Severity::warning}) {
    for (const Finding& finding : report.diagnosis.findings) {
      if (finding.severity == severity) {
        return &finding;
      }
    }
  }
  return nullptr;
}

/// 'label'=value[unit];[warning];[critical];[least];[most]
std::string performance_data(const Report& report) {
  const Summary& summary = report.diagnosis.summary;
  const auto time = std::max(Millis(0), report.run.finished - report.run.started);
  return fmt::format(
      "required={0};;;0 reachable={1};;;0;{0} blocked={2};;0;0;{0} optional_failed={3};;;0 "
      "time={4:.3f}s;;;0",
      summary.required, summary.reachable, summary.blocked, summary.optional_failed,
      std::chrono::duration<double>(time).count());
}

}  // namespace

NagiosState nagios_state(const Report& report, bool fail_on_warning) {
  switch (report.diagnosis.summary.status) {
    case RunStatus::ready:
      return fail_on_warning && has_counted_warning(report) ? NagiosState::warning
                                                            : NagiosState::ok;
    case RunStatus::degraded:
      return NagiosState::warning;
    case RunStatus::blocked:
      return NagiosState::critical;
    case RunStatus::incomplete:
      return NagiosState::unknown;
  }
  return NagiosState::unknown;
}

std::string render_nagios(const Report& report, bool fail_on_warning) {
  std::string out = fmt::format("NETPROBE {} - {}", word_of(nagios_state(report, fail_on_warning)),
                                without_bars(verdict_sentence(report), 400));
  if (const Finding* first = first_finding(report)) {
    out += fmt::format("; {}", without_bars(first->title, 400));
  }
  return out + fmt::format(" | {}\n", performance_data(report));
}

std::string nagios_unknown(std::string_view why) {
  return fmt::format("NETPROBE UNKNOWN - {}\n", without_bars(why, 1000));
}

}  // namespace netprobe
