#include "netprobe/cli/command.h"
#include "netprobe/cli/files.h"
#include "netprobe/cli/last_report.h"
#include "netprobe/cli/options.h"
#include "netprobe/cli/output.h"
#include "netprobe/core/text.h"
#include "netprobe/diagnosis/explain.h"
#include "reports/layout.h"
#include "reports/saved_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <utility>

namespace netprobe {

namespace {

struct ExplainState {
  std::string what;
  std::string finding;
};

void add(std::string& out, std::string_view label, std::string_view text, const TextStyle& style) {
  if (!text.empty()) {
    out += paragraph(fmt::format("  {:<9} ", label), shown(text, style), style);
  }
}

std::string explained(Cause cause, const TextStyle& style) {
  const Explanation words = explanation_of(cause);
  std::string out = painted(name_of(cause), Paint::bold, style) + "\n";
  add(out, "Seen", words.seen, style);
  add(out, "Decided", words.decided, style);
  add(out, "Owner", words.owner, style);
  add(out, "Do", words.remedy, style);
  add(out, "Source", words.source, style);
  return out;
}

std::string explained(const Finding& finding, std::size_t number, const TextStyle& style) {
  std::string out =
      painted(fmt::format("{}. {}", number, shown(finding.title, style)), Paint::bold, style) +
      "\n";
  add(out, "Id", finding.id, style);
  add(out, "Judged",
      fmt::format("{} · {} · {}", name_of(finding.blocker),
                  finding.cause ? name_of(*finding.cause) : "no cause",
                  name_of(finding.confidence)),
      style);
  const auto path = decision_path(finding);
  for (const DecisionStep& step : path) {
    add(out, &step == &path.front() ? "Asked" : "",
        fmt::format("{} {}: {}", step.claimed ? "yes" : "no ", step.rule, step.when), style);
  }
  for (const Evidence& evidence : finding.evidence) {
    add(out, &evidence == &finding.evidence.front() ? "Rests on" : "",
        fmt::format("{} ({})", evidence.fact, evidence.source), style);
  }
  for (const Alternative& other : finding.alternatives) {
    add(out, &other == &finding.alternatives.front() ? "Or else" : "",
        fmt::format("{}: {}", name_of(other.blocker), other.words), style);
  }
  add(out, "Hits", join(finding.affected, ", "), style);
  return out + "\n";
}

/// The findings of a report, or the one of that number or id; empty where there is none such.
std::string explained(const Report& report, const std::string& asked, const TextStyle& style) {
  std::string out;
  std::size_t number = 0;
  for (const Finding& finding : report.diagnosis.findings) {
    ++number;
    if (asked.empty() || asked == finding.id || asked == std::to_string(number)) {
      out += explained(finding, number, style);
    }
  }
  return out;
}

tl::unexpected<Error> no_such_finding(const Report& report, const std::string& asked) {
  std::vector<std::string> ids;
  for (const Finding& finding : report.diagnosis.findings) {
    ids.push_back(finding.id);
  }
  return usage_error(ids.empty()
                         ? fmt::format("FINDING: found \"{}\", and the report has no findings",
                                       printable(asked, 200))
                         : fmt::format("FINDING: found \"{}\", expected 1 to {} or one of {}",
                                       printable(asked, 200), ids.size(), join(ids, ", ")));
}

Result<std::string> explain_report(const ExplainState& state, const TextStyle& style) {
  const auto text = read_input(state.what, "the report");
  if (!text) {
    return tl::unexpected(text.error());
  }
  const auto report = read_report(*text, state.what);
  if (!report) {
    return tl::unexpected(report.error());
  }
  std::string out = explained(*report, state.finding, style);
  if (out.empty() && !state.finding.empty()) {
    return no_such_finding(*report, state.finding);
  }
  return out.empty() ? "The report has no findings: there is nothing to explain.\n" : out;
}

bool is_number(const std::string& word) {
  return !word.empty() && word.find_first_not_of("0123456789") == std::string::npos;
}

/// A finding of the last report, by its number or id; nothing where the word is neither.
Result<std::optional<std::string>> explain_last(const std::string& word, const TextStyle& style,
                                                const EnvironmentVariables& environment) {
  const auto kept = last_report(environment);
  if (!kept) {
    return is_number(word) ? Result<std::optional<std::string>>(tl::unexpected(kept.error()))
                           : std::nullopt;
  }
  std::string out = explained(kept->report, word, style);
  if (out.empty()) {
    return is_number(word) ? Result<std::optional<std::string>>(no_such_finding(kept->report, word))
                           : std::nullopt;
  }
  fmt::print(stderr, "netprobe explain: {}\n", kept->words);
  return out;
}

/// Every cause, a line each.
std::string causes(const TextStyle& style) {
  std::string out;
  for (const Cause cause : all_causes()) {
    out += paragraph(fmt::format("{:<24} ", name_of(cause)), explanation_of(cause).seen, style);
  }
  return out;
}

Result<std::string> text_for(const ExplainState& state, const TextStyle& style,
                             const EnvironmentVariables& environment) {
  if (state.what.empty()) {
    return causes(style);
  }
  if (const auto cause = parse_cause(to_lower(state.what))) {
    return state.finding.empty()
               ? Result<std::string>(explained(*cause, style))
               : usage_error("FINDING: expected nothing behind a cause; it belongs to a report");
  }
  if (state.finding.empty() && state.what != "-" && !is_file(state.what)) {
    auto of_last = explain_last(state.what, style, environment);
    if (!of_last) {
      return tl::unexpected(of_last.error());
    }
    if (*of_last) {
      return std::move(**of_last);
    }
  }
  const bool is_word = state.what != "-" && state.what.find_first_of("/\\") == std::string::npos &&
                       !ends_with_ignoring_case(state.what, ".json");
  auto text = explain_report(state, style);
  if (text || !is_word) {
    return text;
  }
  std::vector<std::string> words;
  for (const Cause cause : all_causes()) {
    words.emplace_back(name_of(cause));
  }
  const auto close_by = nearest(state.what, words);
  return usage_error(
      fmt::format("found \"{}\", expected a cause, a finding of the last report or the file of a "
                  "JSON report{}{}",
                  printable(state.what, 200), close_by.empty() ? "" : "; did you mean one of ",
                  join(close_by, ", ")));
}

}  // namespace

Command add_explain_command(CLI::App& root, const EnvironmentVariables& environment) {
  auto state = std::make_shared<ExplainState>();
  CLI::App* app = add_command(root, "explain",
                              "what a cause means, or how the findings of a report were decided");
  add_option(*app, "what", state->what,
             "a cause (tcp.timeout), a finding of the last report by its number or id, or a JSON "
             "report; none: every cause, a line each");
  add_option(*app, "finding", state->finding, "of the report: its number or id; none: all");
  return {app, [app, state, &environment] {
            return with_late_sources(*app, environment, nullptr, [&]() -> Result<ExitStatus> {
              const auto text = text_for(*state, style_of(false, environment), environment);
              return text ? print(*text) : tl::unexpected(text.error());
            });
          }};
}

}  // namespace netprobe
