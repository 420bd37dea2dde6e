#include "reports/text.h"

#include "netprobe/core/text.h"
#include "reports/layout.h"
#include "reports/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace netprobe {

namespace {

constexpr std::size_t finding_indent = 4;
constexpr std::size_t label_columns = 7;

Paint paint_of(RunStatus status) {
  switch (status) {
    case RunStatus::ready:
      return Paint::green;
    case RunStatus::degraded:
    case RunStatus::incomplete:
      return Paint::yellow;
    case RunStatus::blocked:
      return Paint::red;
  }
  return Paint::none;
}

std::string headline_of(const Report& report) {
  std::string_view status;
  switch (report.diagnosis.summary.status) {
    case RunStatus::ready:
      status = "READY";
      break;
    case RunStatus::degraded:
      status = "DEGRADED";
      break;
    case RunStatus::blocked:
      status = "BLOCKED";
      break;
    case RunStatus::incomplete:
      status = "INCOMPLETE";
      break;
  }
  return report.plan.depth == Depth::http
             ? std::string(status)
             : fmt::format("{} ({} only)", status, name_of(report.plan.depth));
}

std::string sentence_of(const Summary& summary) {
  const int missing = summary.required - summary.reachable;
  switch (summary.status) {
    case RunStatus::ready:
      return summary.required == 0 ? "nothing was required of the network"
             : summary.required == 1
                 ? "the one required endpoint is reachable"
                 : fmt::format("all {} required endpoints are reachable", summary.required);
    case RunStatus::degraded:
      return missing == 0
                 ? "every required endpoint is reachable, but a setting of this machine is wrong"
                 : fmt::format(
                       "{} of {} required endpoints cannot be reached by the route in "
                       "force, but can by another",
                       missing, summary.required);
    case RunStatus::blocked:
      return fmt::format("{} of {} required endpoints cannot be reached by any route",
                         summary.blocked, summary.required);
    case RunStatus::incomplete:
      return fmt::format(
          "the run ended before it could tell; {} of {} required endpoints are reachable",
          summary.reachable, summary.required);
  }
  return "";
}

std::string verdict_of(const Report& report, const TextStyle& style) {
  const Summary& summary = report.diagnosis.summary;
  const std::string headline = headline_of(report);
  std::string sentence = sentence_of(summary);
  if (summary.optional_failed > 0) {
    sentence += fmt::format("; {} optional {} too", summary.optional_failed,
                            summary.optional_failed == 1 ? "one fails" : "ones fail");
  }
  const std::string text = labelled(headline, sentence, 0, columns_of(headline) + 3, style);
  return painted(headline, paint_of(summary.status), style) + text.substr(headline.size());
}

struct Mark {
  std::string_view text;
  Paint paint = Paint::none;
};

Mark mark_of(Severity severity, const TextStyle& style) {
  switch (severity) {
    case Severity::error:
      return {sign(style, "✗", "x"), Paint::red};
    case Severity::warning:
      return {"!", Paint::yellow};
    case Severity::info:
      return {"i", Paint::dim};
  }
  return {};
}

/// "✗ The proxy refuses …          proxy.port-denied · certain", the right part on a line of its
/// own where both do not fit.
std::string title_of(const Finding& finding, const TextStyle& style) {
  const auto width = static_cast<std::size_t>(std::max(style.width, 40));
  const Mark mark = mark_of(finding.severity, style);
  const std::string right =
      fmt::format("{} {} {}", finding.cause ? name_of(*finding.cause) : name_of(finding.blocker),
                  sign(style, "·", "-"), name_of(finding.confidence));
  const std::string left = shown(finding.title, style);
  const std::string lead = painted(mark.text, mark.paint, style) + " ";
  if (2 + columns_of(left) + 2 + columns_of(right) <= width) {
    const std::size_t room = width - 2 - columns_of(right);
    return lead + painted(left, Paint::bold, style) + std::string(room - columns_of(left), ' ') +
           right + "\n";
  }
  std::string out;
  for (const std::string& line : wrapped(left, width - 2)) {
    out += (out.empty() ? lead : "  ") + painted(line, Paint::bold, style) + "\n";
  }
  return (out.empty() ? lead + "\n" : out) + "    " + right + "\n";
}

std::string name_of_row(const std::string& id, const ProbePlan& plan, const TextStyle& style) {
  const auto row = std::find_if(plan.rows.begin(), plan.rows.end(),
                                [&](const PlannedRow& planned) { return planned.id == id; });
  return row == plan.rows.end() ? shown(id, style)
                                : fmt::format("{}:{}", shown(row->name, style), row->port);
}

std::string hits_of(const Finding& finding, const ProbePlan& plan, const TextStyle& style) {
  constexpr std::size_t most = 6;
  std::vector<std::string> names;
  for (const std::string& id : finding.affected) {
    if (names.size() < most) {
      names.push_back(name_of_row(id, plan, style));
    }
  }
  const std::size_t more = finding.affected.size() - names.size();
  return join(names, ", ") + (more > 0 ? fmt::format(" and {} more", more) : "");
}

std::string alternatives_of(const Finding& finding, const TextStyle& style) {
  std::vector<std::string> words;
  for (const Alternative& other : finding.alternatives) {
    words.push_back(other.words.empty() ? std::string(name_of(other.blocker))
                                        : fmt::format("{} ({})", name_of(other.blocker),
                                                      shown(other.words, style)));
  }
  return words.empty() ? "" : "Could also be " + join(words, "; ");
}

std::string text_of(const Finding& finding, const ProbePlan& plan, const TextStyle& style) {
  const auto field = [&](std::string_view label, std::string_view text) {
    return labelled(label, text, finding_indent, label_columns, style);
  };
  std::string out = title_of(finding, style);
  out += labelled("", shown(finding.explanation, style), finding_indent, 0, style);
  out += field("Fix", shown(finding.remedy.text, style));
  for (const std::string& command : finding.remedy.commands) {
    // Never broken: it is there to be copied.
    out += std::string(finding_indent + label_columns, ' ') + shown(command, style) + "\n";
  }
  for (const std::string& page : finding.remedy.docs) {
    out += field("See", shown(page, style));
  }
  out += field("Hits", hits_of(finding, plan, style));
  out += labelled("", alternatives_of(finding, style), finding_indent, 0, style);
  if (!finding.related_errors.empty()) {
    out += labelled("", "Agent errors " + shown(join(finding.related_errors, ", "), style),
                    finding_indent, 0, style);
  }
  return out;
}

template <typename T>
std::string words_of(const std::vector<T>& values) {
  std::vector<std::string> words;
  for (const T& value : values) {
    words.emplace_back(name_of(value));
  }
  return words.empty() ? "none" : join(words, ", ");
}

std::string proxy_line(const ProxySetting& setting, const TextStyle& style) {
  std::string out =
      fmt::format("{} from {}", shown(setting.url, style), shown(setting.source, style));
  if (!setting.bypass.empty()) {
    out += ", not for " + shown(join(setting.bypass, ", "), style);
  }
  return setting.problem.empty() ? out : out + ": " + shown(setting.problem, style);
}

std::string footer_of(const Report& report, const TextStyle& style) {
  constexpr std::size_t columns = 11;
  const auto field = [&](std::string_view label, std::string_view text) {
    return labelled(label, text, 0, columns, style);
  };
  const RunInfo& run = report.run;
  const auto& resolvers = report.environment.resolvers;
  std::string out = field("Cloud", name_of(run.cloud));
  out += field("Workloads", words_of(run.workloads));
  out +=
      field("Regions", run.regions.empty() ? "none given" : shown(join(run.regions, ", "), style));
  out += field("Resolvers", resolvers.empty() ? "unknown" : shown(join(resolvers, ", "), style));
  for (const ProxySetting& setting : report.environment.proxies) {
    out += field("Proxy", proxy_line(setting, style));
  }
  out += report.environment.proxies.empty() ? field("Proxy", "none is set") : "";
  for (const std::string& note : report.plan.notes) {
    out += field("Note", shown(note, style));
  }
  const double seconds = std::chrono::duration<double>(run.finished - run.started).count();
  out += field("Run", fmt::format("{:.1f} s from {} on {}, netprobe {}", seconds,
                                  format_rfc3339(run.started), shown(run.host, style),
                                  shown(report.tool_version, style)));
  return out;
}

}  // namespace

std::string render_text(const Report& report, const TextStyle& style) {
  std::string out = verdict_of(report, style) + "\n";
  for (const Severity severity : {Severity::error, Severity::warning, Severity::info}) {
    for (const Finding& finding : report.diagnosis.findings) {
      if (finding.severity == severity) {
        out += text_of(finding, report.plan, style) + "\n";
      }
    }
  }
  const std::string table = render_table(report, style);
  return out + table + (table.empty() ? "" : "\n") + footer_of(report, style);
}

}  // namespace netprobe
