#include "reports/finding_text.h"

#include "netprobe/core/text.h"
#include "netprobe/core/whom_to_call.h"
#include "reports/layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace netprobe {

namespace {

constexpr std::size_t label_columns = 10;
constexpr std::size_t longest_command = 16000;
constexpr std::string_view indent = "    ";

struct Mark {
  std::string_view text;
  Paint paint = Paint::none;
};

Mark mark_of(Severity severity, const TextStyle& style) {
  switch (severity) {
    case Severity::error:
      return {sign(style, "✗", "ERROR"), Paint::red};
    case Severity::warning:
      return {sign(style, "!", "WARNING"), Paint::yellow};
    case Severity::info:
      return {sign(style, "i", "-"), Paint::dim};
  }
  return {};
}

/// "firewall · tcp.timeout · likely": who, by what, how sure.
std::string accusation(const Finding& finding, const TextStyle& style) {
  std::vector<std::string> words;
  if (finding.blocker != Blocker::none) {
    words.emplace_back(name_of(finding.blocker));
  }
  if (finding.cause) {
    words.emplace_back(name_of(*finding.cause));
  }
  words.emplace_back(name_of(finding.confidence));
  return join(words, sign(style, " · ", ", "));
}

/// The title, and the accusation at the right where there is room, below where there is none.
std::string heading(const Finding& finding, const TextStyle& style) {
  const auto width = static_cast<std::size_t>(std::min(style.width, 100));
  const Mark mark = mark_of(finding.severity, style);
  const std::string title = shown(finding.title, style);
  const std::string right = accusation(finding, style);
  const std::string margin(columns_of(mark.text) + 1, ' ');
  const std::string lead = painted(mark.text, mark.paint, style) + " ";
  std::string out;
  for (const std::string& line : wrapped(title, width - margin.size())) {
    out += (out.empty() ? lead : "\n" + margin) + painted(line, Paint::bold, style);
  }
  const std::size_t taken = margin.size() + columns_of(title);
  if (taken + 3 + columns_of(right) <= width) {
    return fmt::format("{}{}\n", out, right_aligned(right, width - taken));
  }
  return fmt::format("{}\n{}{}\n", out, indent, right);
}

/// The rows that are hit: by name, or by number where they are all that the run requires.
std::string hits(const Finding& finding, const std::vector<RowView>& rows, const TextStyle& style) {
  const std::set<std::string> affected(finding.affected.begin(), finding.affected.end());
  std::vector<std::string> names;
  std::size_t required = 0;
  std::size_t required_and_hit = 0;
  for (const RowView& view : rows) {
    const bool hit = affected.count(view.row->id) > 0;
    required += view.result.required ? 1 : 0;
    required_and_hit += view.result.required && hit ? 1 : 0;
    if (hit) {
      names.push_back(shown(view.name_and_port(), style));
    }
  }
  constexpr std::size_t most = 6;
  if (required < most || required_and_hit < required) {
    return listed(names, most, style);
  }
  const std::size_t others = names.size() - required;
  return fmt::format("all {} required endpoints{}", required,
                     others == 0 ? "" : " and " + counted(others, "other", "others"));
}

std::string evidence_words(const Evidence& evidence, const TextStyle& style) {
  const std::string fact = shown(evidence.fact, style, 400);
  return evidence.source.empty() || !style.verbose
             ? fact
             : fmt::format("{} ({})", fact, shown(evidence.source, style, 200));
}

/// Two attempts that read alike are one fact to a reader.
std::vector<std::string> distinct_evidence(const Finding& finding, const TextStyle& style) {
  std::vector<std::string> facts;
  for (const Evidence& evidence : finding.evidence) {
    const std::string words = evidence_words(evidence, style);
    if (std::find(facts.begin(), facts.end(), words) == facts.end()) {
      facts.push_back(words);
    }
  }
  return facts;
}

std::string alternative_words(const Alternative& other, const TextStyle& style) {
  return other.words.empty()
             ? std::string(name_of(other.blocker))
             : fmt::format("{}: {}", name_of(other.blocker), shown(other.words, style));
}

/// Whom to call about it.
std::string owner_words(const Finding& finding) {
  const std::string owner(owner_of(finding));
  return finding.blocker == Blocker::unknown && !finding.alternatives.empty()
             ? owner + ": see \"Or else\""
             : owner;
}

/// The labelled lines below an explanation.
class Details {
 public:
  explicit Details(const TextStyle& style) : style_(style) {}

  /// `text` must have been made safe.
  void add(std::string_view label, const std::string& text) {
    text_ += paragraph(lead(label), text, style_);
  }
  /// Never broken: it is there to be copied.
  void add_whole(std::string_view label, std::string_view text) {
    text_ += fmt::format("{}{}\n", lead(label), shown(text, style_, longest_command));
  }
  /// How many lines a text would take.
  [[nodiscard]] std::size_t lines_of(const std::string& text) const {
    const std::string lines =
        paragraph(std::string(indent.size() + label_columns, ' '), text, style_);
    return static_cast<std::size_t>(std::count(lines.begin(), lines.end(), '\n'));
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  /// A label that the line above has already is left out.
  std::string lead(std::string_view label) {
    const std::string_view printed = label == last_ ? std::string_view() : label;
    last_ = label;
    return fmt::format("{}{}", indent, padded(printed, label_columns));
  }

  TextStyle style_;
  std::string text_;
  std::string last_;
};

/// The first fact, and more of them while there is room.
void add_evidence(const Finding& finding, const TextStyle& style, Details& out) {
  constexpr std::size_t most_lines = 3;
  const auto facts = distinct_evidence(finding, style);
  std::size_t told = 0;
  std::size_t lines = 0;
  for (const std::string& fact : facts) {
    lines += out.lines_of(fact);
    if (told > 0 && lines > most_lines && !style.verbose) {
      break;
    }
    out.add("Evidence", fact);
    ++told;
  }
  if (facts.size() > told) {
    out.add("Evidence", "and " + counted(facts.size() - told, "more fact", "more facts") + ": -v");
  }
}

std::string details(const Finding& finding, const std::vector<RowView>& rows,
                    const TextStyle& style) {
  const bool in_full = style.verbose || finding.severity == Severity::error;
  Details out(style);
  if (const std::string owner = owner_words(finding); !owner.empty()) {
    out.add("Call", owner);
  }
  out.add("Fix", shown(finding.remedy.text, style));
  for (const std::string& command : finding.remedy.commands) {
    out.add_whole("Run", command);
  }
  out.add("Hits", hits(finding, rows, style));
  if (in_full) {
    add_evidence(finding, style, out);
  }
  for (const Alternative& other : finding.alternatives) {
    out.add("Or else", alternative_words(other, style));
  }
  if (!finding.related_errors.empty()) {
    out.add("Agent", "may report " + shown(join(finding.related_errors, ", "), style));
  }
  const auto& pages = finding.remedy.docs;
  const std::size_t most_pages = style.verbose ? pages.size() : in_full ? 1 : 0;
  for (std::size_t i = 0; i < std::min(most_pages, pages.size()); ++i) {
    out.add_whole("Read", pages[i]);
  }
  return out.text();
}

std::string in_full(const Finding& finding, const std::vector<RowView>& rows,
                    const TextStyle& style) {
  return heading(finding, style) + paragraph(indent, shown(finding.explanation, style), style) +
         details(finding, rows, style);
}

std::string in_brief(const Finding& finding, const TextStyle& style) {
  const Mark mark = mark_of(Severity::info, style);
  const std::string rest =
      style.verbose && !finding.explanation.empty() ? ": " + finding.explanation : "";
  return paragraph(fmt::format("{} ", mark.text), shown(finding.title + rest, style, 600), style);
}

}  // namespace

bool is_aside(const Finding& finding, const std::vector<RowView>& rows) {
  const std::set<std::string> affected(finding.affected.begin(), finding.affected.end());
  return finding.severity == Severity::info && !affected.empty() &&
         std::all_of(rows.begin(), rows.end(), [&](const RowView& view) {
           return affected.count(view.row->id) == 0 || view.row->comparison ||
                  view.result.status == RowStatus::untested;
         });
}

std::string findings_text(const std::vector<Finding>& findings, const std::vector<RowView>& rows,
                          const TextStyle& style) {
  std::string out;
  for (const Severity severity : {Severity::error, Severity::warning}) {
    for (const Finding& finding : findings) {
      if (finding.severity == severity) {
        out += (out.empty() ? "" : "\n") + in_full(finding, rows, style);
      }
    }
  }
  std::string infos;
  for (const Finding& finding : findings) {
    const bool told =
        finding.severity == Severity::info && (style.verbose || !is_aside(finding, rows));
    infos += told ? in_brief(finding, style) : "";
  }
  return out + (out.empty() || infos.empty() ? "" : "\n") + infos;
}

}  // namespace netprobe
