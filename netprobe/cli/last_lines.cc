#include "netprobe/cli/last_lines.h"

#include "netprobe/core/whom_to_call.h"
#include "netprobe/remedy/owner_syntax.h"
#include "reports/layout.h"
#include "reports/verdict.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

std::string line(std::string_view label, std::string_view words, const TextStyle& style) {
  return words.empty() ? "" : paragraph(fmt::format("{:<10}", label), words, style);
}

/// Where nothing was kept, a report has to be written first.
std::string next_command(const Report& report, bool is_kept) {
  const std::string_view owner = name_of(owner_syntax(report).syntax);
  return is_kept ? fmt::format("netprobe remedy --for {}", owner)
                 : fmt::format("netprobe check … --report json=FILE; netprobe remedy FILE --for {}",
                               owner);
}

}  // namespace

std::string last_lines(const Report& report, bool is_kept, const TextStyle& style) {
  if (report.diagnosis.summary.status == RunStatus::ready) {
    return "";
  }
  const auto& findings = report.diagnosis.findings;
  const auto first = std::find_if(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.severity == Severity::error;
  });
  std::string out = "\n" + verdict(report, style);
  if (first != findings.end()) {
    out += line("Call", owner_of(*first), style) +
           line("Next", shown(next_command(report, is_kept), style), style);
  }
  return out;
}

}  // namespace netprobe
