#include "reports/rules_table.h"

#include "netprobe/core/text.h"
#include "reports/csv_cell.h"
#include "reports/markdown_text.h"
#include "reports/rules_words.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

/// Each rule that decides, the gravest first.
std::string deciders(const RuleVerdict* verdict) {
  std::vector<std::string> names;
  if (verdict != nullptr) {
    for (const DecidingRule& rule : verdict->rules) {
      names.push_back(fmt::format("{} in {} {} {}", rule_and_priority(rule.name, rule.priority),
                                  rule.nsg, name_of(rule.access), percent(rule.share)));
    }
  }
  return join(names, "; ");
}

std::string share_of(const RuleVerdict* verdict) {
  return verdict == nullptr ? "" : fmt::format("{}", verdict->allowed_share);
}

std::string plain_verdict(const RulesReport& report) {
  const auto required =
      std::count_if(report.requirements.begin(), report.requirements.end(),
                    [](const JudgedRequirement& requirement) { return requirement.required; });
  const auto passing = std::count_if(report.requirements.begin(), report.requirements.end(),
                                     [](const JudgedRequirement& requirement) {
                                       return requirement.required && requirement.passes();
                                     });
  return fmt::format("{}: {} of {} required destinations are fully allowed", name_of(report.status),
                     passing, required);
}

}  // namespace

std::string render_rules_csv(const RulesReport& report) {
  std::string out = csv_line({"id", "destination", "port", "required", "access", "allowed_share",
                              "ipv6_access", "route", "rules", "note"});
  for (const JudgedRequirement& requirement : report.requirements) {
    const RuleVerdict* verdict = requirement.verdict();
    const bool has_both = requirement.ipv4 && requirement.ipv6;
    out += csv_line(
        {requirement.id, requirement.destination, std::to_string(requirement.port),
         requirement.required ? "true" : "false", std::string(name_of(requirement.access())),
         share_of(verdict), has_both ? std::string(name_of(requirement.ipv6->access)) : "",
         verdict != nullptr && verdict->route ? std::string(name_of(*verdict->route)) : "",
         deciders(verdict), requirement.note});
  }
  return out;
}

std::string render_rules_markdown(const RulesReport& report) {
  std::string out = fmt::format("**{}**\n\n", markdown_text(plain_verdict(report)));
  out += "| destination | port | required | rules | route | decided by |\n";
  out += "|---|---|---|---|---|---|\n";
  for (const JudgedRequirement& requirement : report.requirements) {
    const RuleVerdict* verdict = requirement.verdict();
    const Access access = requirement.access();
    out += fmt::format("| {} | {} | {} | {} | {} | {} |\n", markdown_text(requirement.destination),
                       requirement.port, requirement.required ? "yes" : "no",
                       access == Access::partial
                           ? fmt::format("partial, {} denied", percent(verdict->denied_share))
                           : std::string(name_of(access)),
                       markdown_text(route_cell(verdict)),
                       markdown_text(verdict == nullptr ? requirement.note : deciders(verdict)));
  }
  for (const RuleFix& fix : report.fixes) {
    out += fmt::format("\n- {}\n", markdown_text(fix.text));
    if (!fix.commands.empty()) {
      out += "\n" + markdown_code(fix.commands);
    }
  }
  for (const RuleLint& lint : report.lint) {
    const std::string about = lint.rule.empty() ? lint.nsg : lint.rule + " in " + lint.nsg;
    out += fmt::format("\n- {}: {}{}\n", name_of(lint.severity),
                       about.empty() ? "" : markdown_text(about) + ": ", markdown_text(lint.text));
  }
  return out + fmt::format("\n{}\n", markdown_text(report.tags.description));
}

}  // namespace netprobe
