#include "reports/rules_text.h"

#include "netprobe/core/text.h"
#include "reports/layout.h"
#include "reports/rules_words.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

struct Counts {
  std::size_t required = 0, denied = 0, partial = 0, dropped = 0, unknown = 0;
};

Counts count(const RulesReport& report) {
  Counts counts;
  for (const JudgedRequirement& requirement : report.requirements) {
    if (!requirement.required) {
      continue;
    }
    ++counts.required;
    const Access access = requirement.access();
    counts.denied += access == Access::deny ? 1 : 0;
    counts.partial += access == Access::partial ? 1 : 0;
    const bool is_dropped =
        requirement.verdict() != nullptr && requirement.verdict()->route == RouteEffect::blackhole;
    counts.dropped += is_dropped && access != Access::deny ? 1 : 0;
    const bool is_denied = access == Access::deny || access == Access::partial;
    const bool is_open = !is_denied && !is_dropped && !requirement.passes();
    counts.unknown += is_open ? 1 : 0;
  }
  return counts;
}

std::string ready_sentence(const RulesReport& report, const Counts& counts) {
  if (counts.required == 0) {
    return "no rule is needed for these workloads";
  }
  const std::string all = counts.required == 1
                              ? "the one required destination is"
                              : fmt::format("all {} required destinations are", counts.required);
  return fmt::format("{} {}", all,
                     report.rule_sets.empty()
                         ? "allowed: the files hold no NSG, and without one all is"
                         : "fully allowed by the rules given");
}

/// "2 of 5 required destinations are denied, 1 denied in part, 1 not decided by these files".
std::string sentence(const RulesReport& report) {
  const Counts counts = count(report);
  if (report.status == RulesStatus::ready) {
    return ready_sentence(report, counts);
  }
  std::vector<std::string> parts;
  const auto add = [&](std::size_t number, std::string_view words) {
    if (number > 0) {
      parts.push_back(parts.empty()
                          ? fmt::format("{} of {} required destinations {} {}", number,
                                        counts.required, number == 1 ? "is" : "are", words)
                          : fmt::format("{} {}", number, words));
    }
  };
  add(counts.denied, "denied");
  add(counts.partial, "denied in part");
  add(counts.dropped, "dropped by a route");
  add(counts.unknown, "not decided by these files");
  return join(parts, ", ");
}

std::string verdict(const RulesReport& report, const TextStyle& style) {
  const std::string word = report.status == RulesStatus::ready     ? "READY"
                           : report.status == RulesStatus::blocked ? "BLOCKED"
                                                                   : "UNKNOWN";
  const Paint paint = report.status == RulesStatus::ready     ? Paint::green
                      : report.status == RulesStatus::blocked ? Paint::red
                                                              : Paint::yellow;
  const std::string text = paragraph(word + "   ", sentence(report), style);
  return painted(word, paint, style) + text.substr(word.size());
}

struct Line {
  std::string destination, port, access, route, rules;
  Paint paint = Paint::none;
};

/// The rules that decide, the gravest first: those that deny, else those that allow.
std::string deciders(const RuleVerdict& verdict, const TextStyle& style) {
  std::vector<std::string> names;
  for (const DecidingRule& rule : verdict.rules) {
    if (rule.access == verdict.rules.front().access) {
      names.push_back(
          shown(fmt::format("{}, {}", rule_and_priority(rule.name, rule.priority), rule.nsg), style,
                200));
    }
  }
  if (names.size() > 2) {
    return fmt::format("{} and {} more", names.front(), names.size() - 1);
  }
  return join(names, "; ");
}

Line line_of(const std::string& name, const JudgedRequirement& requirement,
             const RuleVerdict* verdict, const TextStyle& style) {
  const AccessWords access = access_words(verdict, style);
  Line line{shown(name, style, 200),
            std::to_string(requirement.port),
            access.text,
            shown(route_cell(verdict), style, 100),
            "",
            access.paint};
  if (verdict == nullptr) {
    line.rules = shown(requirement.note, style, 200);
  } else if (verdict->rules.empty()) {
    line.rules = "no rule applies";
  } else {
    line.rules = deciders(*verdict, style);
  }
  return line;
}

std::vector<Line> lines_of(const RulesReport& report, bool required, const TextStyle& style) {
  std::vector<Line> lines;
  for (const JudgedRequirement& requirement : report.requirements) {
    const bool is_said = required || !requirement.passes();
    if (requirement.required != required || !is_said) {
      continue;
    }
    // What passes is a number where something does not: the reader looks for that.
    if (!style.verbose && report.status != RulesStatus::ready && requirement.passes()) {
      continue;
    }
    lines.push_back(line_of(requirement.destination, requirement, requirement.verdict(), style));
    if (requirement.ipv4 && requirement.ipv6 &&
        requirement.ipv6->access != requirement.ipv4->access) {
      lines.push_back(line_of("  its IPv6 addresses", requirement, &*requirement.ipv6, style));
    }
  }
  return lines;
}

/// Columns as wide as their texts, the last one cut at the width.
class Table {
 public:
  Table(bool has_routes, const TextStyle& style) : has_routes_(has_routes), style_(style) {
    measure({"DESTINATION", "PORT", "RULES", "ROUTE", "DECIDED BY", Paint::none});
  }

  void measure(const Line& line) {
    constexpr std::size_t longest_name = 36;
    name_ = std::min(longest_name, std::max(name_, columns_of(line.destination)));
    access_ = std::max(access_, columns_of(line.access));
    route_ = std::max(route_, columns_of(line.route));
  }

  [[nodiscard]] std::string text(const Line& line) const {
    std::string out = padded(shortened(line.destination, name_, style_), name_) + "  " +
                      right_aligned(line.port, 5) + "   ";
    out += painted(line.access, line.paint, style_) +
           padded("", access_ - columns_of(line.access)) + "   ";
    if (has_routes_) {
      out += padded(line.route, route_) + "   ";
    }
    const std::size_t taken = name_ + access_ + 13 + (has_routes_ ? route_ + 3 : 0);
    const auto width = static_cast<std::size_t>(style_.width);
    out += cut_off(line.rules, width > taken + 8 ? width - taken : 8, style_);
    out.erase(out.find_last_not_of(' ') + 1);
    return out + "\n";
  }

 private:
  bool has_routes_;
  TextStyle style_;
  std::size_t name_ = 0, access_ = 0, route_ = 0;
};

std::string table(const RulesReport& report, const TextStyle& style) {
  const std::vector<Line> required = lines_of(report, true, style);
  const std::vector<Line> others = lines_of(report, false, style);
  const auto passing =
      static_cast<std::size_t>(std::count_if(report.requirements.begin(), report.requirements.end(),
                                             [](const JudgedRequirement& requirement) {
                                               return !requirement.required && requirement.passes();
                                             }));
  Table out(report.route_file.has_value(), style);
  for (const auto* lines : {&required, &others}) {
    for (const Line& line : *lines) {
      out.measure(line);
    }
  }
  std::string text = out.text({"DESTINATION", "PORT", "RULES", "ROUTE", "DECIDED BY", Paint::none});
  for (const Line& line : required) {
    text += out.text(line);
  }
  const auto allowed =
      static_cast<std::size_t>(std::count_if(report.requirements.begin(), report.requirements.end(),
                                             [](const JudgedRequirement& requirement) {
                                               return requirement.required && requirement.passes();
                                             }));
  if (!style.verbose && report.status != RulesStatus::ready && allowed > 0) {
    text += fmt::format("and {}: allowed\n",
                        counted(allowed, "required destination", "required destinations"));
  }
  text += others.empty() ? "" : "not required:\n";
  for (const Line& line : others) {
    text += out.text(line);
  }
  if (passing > 0) {
    text += fmt::format("{}{} not required: allowed\n", others.empty() ? "" : "and ",
                        counted(passing, "destination", "destinations"));
  }
  return text;
}

std::string source_words(const RuleSource& source) {
  const std::string where = where_it_hangs(source.association);
  return fmt::format("{}{} ({}{}, {})", source.nsg, where.empty() ? "" : " " + where, source.file,
                     source.effective ? ", effective" : "", counted(source.rules, "rule", "rules"));
}

std::string footer(const RulesReport& report, const TextStyle& style) {
  std::string out = "JUDGED\n";
  const auto add = [&](std::string_view label, const std::string& text) {
    out += paragraph(fmt::format("  {:<9}", label), shown(text, style), style);
  };
  std::vector<std::string> workloads;
  std::transform(report.workloads.begin(), report.workloads.end(), std::back_inserter(workloads),
                 [](Workload workload) { return std::string(name_of(workload)); });
  add("what", fmt::format("{} cloud; workload {}{}", name_of(report.cloud), join(workloads, ", "),
                          report.regions.empty() ? "" : "; region " + join(report.regions, ", ")));
  for (const RuleSource& source : report.rule_sets) {
    add(&source == &report.rule_sets.front() ? "rules" : "", source_words(source));
  }
  add("routes", report.route_file ? *report.route_file : "none given (--route-table)");
  add("tags", report.tags.description);
  add("machine", report.machine.empty() ? "" : join(report.machine, ", "));
  if (!report.not_judged.empty()) {
    add("not held", listed(report.not_judged, 4, style) +
                        ": no service tag covers them; netprobe check tests them");
  }
  return out;
}

}  // namespace

std::string render_rules_text(const RulesReport& report, const TextStyle& wanted) {
  TextStyle style = wanted;
  style.width = std::clamp(wanted.width, 80, 120);
  std::string out;
  for (const std::string& part : {verdict(report, style), rules_findings_text(report, style),
                                  table(report, style), footer(report, style)}) {
    out += out.empty() || part.empty() ? "" : "\n";
    out += part;
  }
  return out;
}

}  // namespace netprobe
