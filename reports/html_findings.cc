#include "netprobe/core/text.h"
#include "netprobe/core/whom_to_call.h"
#include "reports/html_parts.h"
#include "reports/layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>
#include <utility>

namespace netprobe {

namespace {

constexpr std::size_t most_hits = 24;
constexpr std::size_t facts_in_sight = 4;
constexpr std::size_t most_facts = 100;

using NamesOfRows = std::map<std::string, std::string>;

HtmlData html_fact(const Evidence& evidence) {
  return HtmlFields{{"fact", html_text(evidence.fact)},
                    {"source", html_maybe(evidence.source, 300)}};
}

/// Each once, in order: two attempts that read alike are one fact to a reader.
std::vector<Evidence> html_distinct_facts(const Finding& finding) {
  std::vector<Evidence> facts;
  for (const Evidence& evidence : finding.evidence) {
    if (facts.size() < most_facts &&
        std::find(facts.begin(), facts.end(), evidence) == facts.end()) {
      facts.push_back(evidence);
    }
  }
  return facts;
}

HtmlData html_more_facts(std::span<const Evidence> facts) {
  if (facts.empty()) {
    return HtmlData(false);
  }
  return HtmlFields{{"more_count", html_text(counted(facts.size(), "more fact", "more facts"))},
                    {"items", html_list(facts, html_fact)}};
}

HtmlData html_page_link(const std::string& page) {
  // Whatever else a saved report calls a page is text.
  return HtmlFields{{"page", html_text(page)}, {"link", HtmlData(page.starts_with("https://"))}};
}

HtmlData html_alternative(const Alternative& other) {
  return HtmlFields{{"other_blocker", html_text(name_of(other.blocker))},
                    {"other_words", html_maybe(other.words)}};
}

void set_hits(const Finding& finding, const NamesOfRows& names, HtmlFields& out) {
  std::vector<std::string> hits;
  for (const std::string& id : finding.affected) {
    if (const auto name = names.find(id); name != names.end()) {
      hits.push_back(name->second);
    }
  }
  const std::size_t left_out = hits.size() - std::min(hits.size(), most_hits);
  hits.resize(hits.size() - left_out);
  out["hits"] = html_group(hits, [](const std::string& name) {
    return HtmlFields{{"name", html_text(name, 300)}};
  });
  out["more_hits"] = left_out == 0 ? HtmlData(false) : html_number(left_out);
}

std::string severity_word(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "Error";
    case Severity::warning:
      return "Warning";
    case Severity::info:
      break;
  }
  return "Note";
}

HtmlData html_finding(const Finding& finding, std::size_t place, const NamesOfRows& names) {
  const std::vector<Evidence> facts = html_distinct_facts(finding);
  const std::span<const Evidence> all(facts);
  const std::size_t in_sight = std::min(facts.size(), facts_in_sight);
  HtmlFields out = {
      {"severity", html_text(name_of(finding.severity))},
      {"severity_word", html_text(severity_word(finding.severity))},
      {"anchor", html_text(html_anchor_of_finding(place))},
      {"title", html_text(finding.title)},
      {"blocker", html_maybe(finding.blocker == Blocker::none ? "" : name_of(finding.blocker))},
      {"cause", html_maybe(finding.cause ? name_of(*finding.cause) : "")},
      {"confidence", html_text(name_of(finding.confidence))},
      {"explanation", html_text(finding.explanation, 2000)},
      {"call", html_maybe(owner_of(finding))},
      {"fix", html_maybe(finding.remedy.text, 2000)},
      {"commands", html_commands(finding.remedy.commands)},
      {"alternatives", html_group(finding.alternatives, html_alternative)},
      {"evidence", html_group(all.first(in_sight), html_fact)},
      {"more_evidence", html_more_facts(all.subspan(in_sight))},
      {"agent", html_maybe(join(finding.related_errors, ", "))},
      {"pages", html_group(finding.remedy.docs, html_page_link)}};
  set_hits(finding, names, out);
  return out;
}

HtmlData html_infos(const std::vector<Finding>& findings) {
  kainjow::mustache::list items;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (findings[i].severity == Severity::info) {
      items.push_back(HtmlFields{{"anchor", html_text(html_anchor_of_finding(i))},
                                 {"title", html_text(findings[i].title)},
                                 {"explanation", html_text(findings[i].explanation)}});
    }
  }
  if (items.empty()) {
    return HtmlData(false);
  }
  return HtmlFields{{"count", html_number(items.size())}, {"items", HtmlData(items)}};
}

}  // namespace

std::string html_anchor_of_finding(std::size_t place) {
  return fmt::format("finding-{}", place + 1);
}

HtmlData html_findings(const Report& report, const std::vector<RowView>& rows) {
  const auto& findings = report.diagnosis.findings;
  if (findings.empty()) {
    return HtmlData(false);
  }
  NamesOfRows names;
  for (const RowView& view : rows) {
    names.emplace(view.row->id, view.name_and_port());
  }
  kainjow::mustache::list told;
  for (const Severity severity : {Severity::error, Severity::warning}) {
    for (std::size_t i = 0; i < findings.size(); ++i) {
      if (findings[i].severity == severity) {
        told.push_back(html_finding(findings[i], i, names));
      }
    }
  }
  return HtmlFields{{"told", HtmlData(told)}, {"infos", html_infos(findings)}};
}

}  // namespace netprobe
