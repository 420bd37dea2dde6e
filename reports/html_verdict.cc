#include "netprobe/core/text.h"
#include "netprobe/core/whom_to_call.h"
#include "reports/html_parts.h"
#include "reports/layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace netprobe {

namespace {

/// More than so many at once is no help; the rest stands among the findings.
constexpr std::size_t most_urgent = 3;

std::string_view html_confidence_words(Confidence confidence) {
  switch (confidence) {
    case Confidence::certain:
      return "it named itself, or its configuration says so";
    case Confidence::likely:
      return "only this fits what was seen";
    case Confidence::possible:
      return "other causes fit too; the finding lists them";
  }
  return "";
}

HtmlData urgent_item(const Finding& finding, std::size_t place) {
  return HtmlFields{{"anchor", html_text(html_anchor_of_finding(place))},
                    {"title", html_text(finding.title)},
                    {"call", html_maybe(owner_of(finding))},
                    {"fix", html_maybe(finding.remedy.text, 2000)},
                    {"type", html_commands(finding.remedy.commands)},
                    {"confidence", html_text(name_of(finding.confidence))},
                    {"confidence_words", html_text(html_confidence_words(finding.confidence))}};
}

std::string nothing_to_do(const Report& report) {
  switch (report.diagnosis.summary.status) {
    case RunStatus::ready:
      return "Nothing on this network stands in the way. There is nothing to do.";
    case RunStatus::incomplete:
      return "Nobody is accused by a run that could not tell. Run it again, with more time.";
    case RunStatus::degraded:
    case RunStatus::blocked:
      break;
  }
  return "Nothing was found that explains it; the endpoints below show what was seen.";
}

}  // namespace

HtmlData html_verdict(const Report& report) {
  const auto& findings = report.diagnosis.findings;
  kainjow::mustache::list items;
  std::size_t errors = 0;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (findings[i].severity != Severity::error) {
      continue;
    }
    if (++errors <= most_urgent) {
      items.push_back(urgent_item(findings[i], i));
    }
  }
  if (items.empty()) {
    return HtmlFields{{"nothing", html_text(nothing_to_do(report))}, {"urgent", HtmlData(false)}};
  }
  const std::size_t left_out = errors - items.size();
  const HtmlFields urgent = {
      {"heading", html_text(errors == 1 ? "What is wrong, and what to do"
                                        : "What is wrong, and what to do, in this order")},
      {"items", HtmlData(items)},
      {"more", left_out == 0
                   ? HtmlData(false)
                   : html_text(counted(left_out, "more error stands", "more errors stand") +
                               " among the findings.")}};
  return HtmlFields{{"nothing", HtmlData(false)}, {"urgent", HtmlData(urgent)}};
}

}  // namespace netprobe
