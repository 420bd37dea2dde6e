#include "netprobe/core/text.h"
#include "reports/layout.h"
#include "reports/rules_text.h"
#include "reports/rules_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace netprobe {

namespace {

std::string verdict_line(const RuleExplanation& explanation, const TextStyle& style) {
  const RuleVerdict& verdict = explanation.verdict;
  std::string word;
  Paint paint = Paint::yellow;
  switch (verdict.access) {
    case Access::allow:
      word = "ALLOWED";
      paint = Paint::green;
      break;
    case Access::deny:
      word = "DENIED";
      paint = Paint::red;
      break;
    case Access::partial:
      word = "DENIED IN PART";
      paint = Paint::red;
      break;
    case Access::unknown:
      word = "UNKNOWN";
      break;
  }
  std::string words =
      fmt::format("TCP to {}, port {}{}", explanation.destination, explanation.port,
                  explanation.port_was_given ? "" : " (DESTINATION:PORT names another)");
  if (verdict.access == Access::partial) {
    words += fmt::format(": {} denied, {} allowed", percent(verdict.denied_share),
                         percent(verdict.allowed_share));
  }
  if (verdict.rules.empty()) {
    words += explanation.sets.empty() ? ": there is no NSG, and without one all is allowed"
                                      : ": rules do not apply to the platform's own addresses";
  } else {
    const DecidingRule& first = verdict.rules.front();
    words += fmt::format(", by {} in {}", rule_and_priority(first.name, first.priority), first.nsg);
  }
  const std::string text = paragraph(word + "   ", shown(words, style), style);
  return painted(word, paint, style) + text.substr(word.size());
}

/// "no: protocol is Udp, destination port is 53".
std::string result_of(const ExplainedRule& rule, const TextStyle& style) {
  std::vector<std::string> misses;
  std::vector<std::string> open;
  for (const ExplainedRule::Field& field : rule.fields) {
    const std::string words = fmt::format("{} {}", field.name, field.value);
    if (field.match == FieldMatch::no) {
      misses.push_back(words);
    } else if (field.match == FieldMatch::unknown) {
      open.push_back(words);
    }
  }
  if (!misses.empty()) {
    return "does not match: " + join(misses, "; ");
  }
  if (!rule.is_reached) {
    return "not reached";
  }
  if (!open.empty()) {
    return fmt::format("may match: {}{}", join(open, "; "),
                       rule.doubt.empty() ? "" : fmt::format(" ({})", rule.doubt));
  }
  const bool is_denial = rule.access == "Deny";
  const std::string verb = is_denial ? "denies" : "allows";
  const std::string_view mark = is_denial ? sign(style, "✗ ", "") : sign(style, "✓ ", "");
  if (rule.share >= 1) {
    return fmt::format("{}matches in every field: {} it", mark, verb);
  }
  return rule.share > 0 ? fmt::format("{}matches: {} {} of it", mark, verb, percent(rule.share))
                        : "matches, but another rule took that part";
}

std::string rule_line(const ExplainedRule& rule, std::size_t name_columns, const TextStyle& style) {
  const std::string priority = rule.priority ? std::to_string(*rule.priority) : "?";
  const std::string lead = fmt::format(
      "  {}  {}  {}  ", right_aligned(priority, 5),
      padded(shortened(shown(rule.name, style, 200), name_columns, style), name_columns),
      padded(rule.access.empty() ? "?" : rule.access, 5));
  const std::string text = paragraph(lead, shown(result_of(rule, style), style), style);
  const bool decides = rule.share > 0 && rule.doubt.empty();
  return decides ? painted(text.substr(0, text.size() - 1), Paint::bold, style) + "\n" : text;
}

/// Does it decide a part, or may it?
bool has_a_say(const ExplainedRule& rule) {
  const bool misses =
      std::any_of(rule.fields.begin(), rule.fields.end(),
                  [](const ExplainedRule::Field& field) { return field.match == FieldMatch::no; });
  return rule.share > 0 || (rule.is_reached && !misses);
}

/// In their order: those with a say, of many the ones that decide most; all where all are wanted.
std::vector<const ExplainedRule*> rules_to_tell(const ExplainedSet& set, const TextStyle& style) {
  constexpr std::size_t a_screen = 16;
  std::vector<const ExplainedRule*> rules;
  for (const ExplainedRule& rule : set.rules) {
    if (style.verbose || has_a_say(rule)) {
      rules.push_back(&rule);
    }
  }
  if (style.verbose || rules.size() <= a_screen) {
    return rules;
  }
  std::stable_sort(rules.begin(), rules.end(),
                   [](const auto* a, const auto* b) { return a->share > b->share; });
  rules.resize(a_screen);
  std::sort(rules.begin(), rules.end());  // they stand in the set in the order of evaluation
  return rules;
}

std::string set_text(const ExplainedSet& set, const TextStyle& style) {
  const std::string where = where_it_hangs(set.source.association);
  std::string out = paragraph(
      "",
      shown(fmt::format(
                "{}{} ({}){}", set.source.nsg, where.empty() ? "" : " " + where, set.source.file,
                set.source.added_defaults.empty() ? ""
                                                  : "; added, as the file leaves them out: " +
                                                        join(set.source.added_defaults, ", ")),
            style),
      style);
  constexpr std::size_t longest_name = 32;
  std::size_t name_columns = 4;
  const std::vector<const ExplainedRule*> rules = rules_to_tell(set, style);
  for (const ExplainedRule* const rule : rules) {
    name_columns = std::max(name_columns, columns_of(shown(rule->name, style, 200)));
  }
  name_columns = std::min(name_columns, longest_name);
  for (const ExplainedRule* const rule : rules) {
    out += rule_line(*rule, name_columns, style);
  }
  const std::size_t others = set.rules.size() - rules.size();
  return out + (others == 0 ? ""
                            : fmt::format("  and {} (--all)\n",
                                          counted(others, "rule that decides nothing here",
                                                  "rules that decide nothing here")));
}

std::string routes_text(const RuleExplanation& explanation, const TextStyle& style) {
  std::string out;
  for (const DecidingRoute& route : explanation.verdict.routes) {
    const std::string name = route.name.empty() ? "" : route.name + " ";
    out += paragraph(
        "  ",
        shown(fmt::format("{}: {}({}, {}) to {}", percent(route.share), name,
                          route.prefix.empty() ? "no route" : route.prefix,
                          route.origin.empty() ? "none" : route.origin, route_words(route)),
              style),
        style);
  }
  return out.empty() ? "" : "ROUTES\n" + out;
}

}  // namespace

std::string render_explanation_text(const RuleExplanation& explanation, const TextStyle& wanted) {
  TextStyle style = wanted;
  style.width = std::clamp(wanted.width, 80, 120);
  std::string out = verdict_line(explanation, style);
  for (const ExplainedSet& set : explanation.sets) {
    out += "\n" + set_text(set, style);
  }
  const std::string routes = routes_text(explanation, style);
  out += routes.empty() ? "" : "\n" + routes;
  if (!explanation.tags.description.empty()) {
    out += "\n" + paragraph("tags  ", shown(explanation.tags.description, style), style);
  }
  return out;
}

}  // namespace netprobe
