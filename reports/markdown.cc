#include "reports/markdown.h"

#include "netprobe/core/text.h"
#include "netprobe/core/whom_to_call.h"
#include "reports/cell.h"
#include "reports/layout.h"
#include "reports/markdown_text.h"
#include "reports/row_view.h"
#include "reports/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

namespace netprobe {

namespace {

std::string_view severity_heading(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "Error";
    case Severity::warning:
      return "Warning";
    case Severity::info:
      return "For information";
  }
  return "";
}

/// "- **Fix:** allow TCP 443"; nothing where there is nothing to say. `text` is Markdown.
std::string item(std::string_view label, const std::string& text) {
  return text.empty() ? "" : fmt::format("- **{}:** {}\n", label, text);
}

std::string each(std::string_view label, const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) {
    out += item(label, text);
  }
  return out;
}

using RowNames = std::map<std::string, std::string>;

RowNames row_names(const std::vector<RowView>& rows) {
  RowNames names;
  for (const RowView& view : rows) {
    names.emplace(view.row->id, view.name_and_port());
  }
  return names;
}

std::string rows_hit(const Finding& finding, const RowNames& names) {
  constexpr std::size_t most = 20;
  std::vector<std::string> words;
  for (const std::string& id : finding.affected) {
    const auto found = names.find(id);
    words.push_back(markdown_text(found == names.end() ? id : found->second));
  }
  const std::size_t others = words.size() - std::min(words.size(), most);
  words.resize(words.size() - others);
  return join(words, ", ") + (others == 0 ? "" : fmt::format(" and {} more", others));
}

std::vector<std::string> evidence_of(const Finding& finding) {
  constexpr std::size_t most = 10;
  std::vector<std::string> facts;
  for (const Evidence& evidence : finding.evidence) {
    if (facts.size() == most) {
      facts.push_back(fmt::format("and {} more facts", finding.evidence.size() - most));
      break;
    }
    facts.push_back(markdown_text(evidence.source.empty()
                                      ? evidence.fact
                                      : fmt::format("{} ({})", evidence.fact, evidence.source)));
  }
  return facts;
}

std::vector<std::string> alternatives_of(const Finding& finding) {
  std::vector<std::string> words;
  for (const Alternative& other : finding.alternatives) {
    words.push_back(markdown_text(
        other.words.empty() ? std::string(name_of(other.blocker))
                            : fmt::format("{}: {}", name_of(other.blocker), other.words)));
  }
  return words;
}

std::vector<std::string> pages_of(const Finding& finding) {
  std::vector<std::string> pages;
  for (const std::string& page : finding.remedy.docs) {
    pages.push_back(markdown_link(page));
  }
  return pages;
}

std::string accused(const Finding& finding) {
  std::string out;
  if (finding.blocker != Blocker::none) {
    out += fmt::format("{} · ", name_of(finding.blocker));
  }
  if (finding.cause) {
    out += fmt::format("`{}` · ", name_of(*finding.cause));
  }
  return out + std::string(name_of(finding.confidence));
}

std::string finding_markdown(const Finding& finding, const RowNames& names) {
  std::string out = fmt::format("### {}: {}\n\n{}\n\n", severity_heading(finding.severity),
                                markdown_text(finding.title), accused(finding));
  if (!finding.explanation.empty()) {
    out += markdown_text(finding.explanation) + "\n\n";
  }
  out += item("Call", markdown_text(owner_of(finding)));
  out += item("Fix", markdown_text(finding.remedy.text));
  out += item("Hits", rows_hit(finding, names));
  out += each("Evidence", evidence_of(finding));
  out += each("Or else", alternatives_of(finding));
  out += item("Agent may report", markdown_text(join(finding.related_errors, ", ")));
  out += each("Read", pages_of(finding));
  if (!finding.remedy.commands.empty()) {
    out += (out.ends_with("\n\n") ? "" : "\n") + markdown_code(finding.remedy.commands);
  }
  return out + (out.ends_with("\n\n") ? "" : "\n");
}

/// One blank where the terminal's columns need several.
std::string squeezed(const std::string& text) { return join(split(text, " "), " "); }

std::string row_markdown(const RowView& view, const std::vector<Way>& ways) {
  std::string out =
      fmt::format("| {} | {} | {} | {} |", markdown_text(view.row->name), view.row->port,
                  view.result.required ? "yes" : "no", name_of(view.result.status));
  for (const Way& way : ways) {
    const Cell cell = cell_of(view, way, TextStyle());
    out += fmt::format(" {}{} |", squeezed(cell.text), cell.in_force ? " \\*" : "");
  }
  return out + fmt::format(" {} |\n", markdown_text(view.note()));
}

std::string rows_markdown(const std::vector<RowView>& rows, const std::vector<Way>& ways) {
  // A ticket has a limit; what fails is what it is about.
  constexpr std::size_t most = 100;
  std::string heading = "| Endpoint | Port | Required | Status |";
  std::string line = "|---|---|---|---|";
  for (const Way& way : ways) {
    heading += fmt::format(" {} |", markdown_text(way.words()));
    line += "---|";
  }
  std::string out = heading + " Note |\n" + line + "---|\n";
  std::size_t told = 0;
  for (const RowView& view : rows) {
    const bool wanted = rows.size() <= most || view.result.status != RowStatus::reachable;
    if (wanted && told < most) {
      out += row_markdown(view, ways);
      ++told;
    }
  }
  return out + (told == rows.size()
                    ? ""
                    : fmt::format("\n{} more endpoints are in the report as JSON or CSV.\n",
                                  rows.size() - told));
}

std::string occasion_markdown(const Report& report) {
  std::vector<std::string> words = {fmt::format("{} cloud", name_of(report.run.cloud))};
  for (const Workload workload : report.run.workloads) {
    words.push_back(fmt::format("workload {}", name_of(workload)));
  }
  words.push_back(fmt::format("on {}", markdown_text(report.run.host)));
  words.push_back(format_rfc3339(report.run.started));
  words.push_back(fmt::format("netprobe {}", markdown_text(report.tool_version)));
  return join(words, " · ");
}

}  // namespace

std::string render_markdown(const Report& report) {
  const std::vector<RowView> rows = rows_of(report);
  const RowNames names = row_names(rows);
  std::string out = fmt::format("## {}\n\n**{}**\n\n{}\n\n", verdict_word(report),
                                markdown_text(verdict_sentence(report)), occasion_markdown(report));
  for (const Severity severity : {Severity::error, Severity::warning, Severity::info}) {
    for (const Finding& finding : report.diagnosis.findings) {
      out += finding.severity == severity ? finding_markdown(finding, names) : "";
    }
  }
  if (!rows.empty()) {
    out += "### Endpoints\n\n" + rows_markdown(rows, ways_of(report.plan));
  }
  return out;
}

}  // namespace netprobe
