#include "netprobe/core/text.h"
#include "reports/layout.h"
#include "reports/rules_text.h"
#include "reports/rules_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>

namespace netprobe {

namespace {

constexpr std::string_view indent = "    ";
constexpr std::size_t longest_command = 16000;

/// A finding as it is set: a mark and a title, then labelled lines.
class Block {
 public:
  Block(Severity severity, std::string_view title, const TextStyle& style) : style_(style) {
    std::string_view mark = sign(style, "i", "-");
    Paint paint = Paint::dim;
    if (severity != Severity::info) {
      const bool is_error = severity == Severity::error;
      mark = is_error ? sign(style, "✗", "ERROR") : sign(style, "!", "WARNING");
      paint = is_error ? Paint::red : Paint::yellow;
    }
    const std::string lead(mark);
    const std::string lines = paragraph(lead + " ", shown(title, style), style);
    const std::string rest = lines.substr(lead.size() + 1);
    text_ = painted(lead, paint, style) + " " +
            painted(rest.substr(0, rest.size() - 1), Paint::bold, style) + "\n";
  }

  void say(const std::string& words) { text_ += paragraph(indent, shown(words, style_), style_); }
  void add(std::string_view label, const std::string& words) {
    text_ += paragraph(lead(label), shown(words, style_), style_);
  }
  /// Never broken: it is there to be copied.
  void add_command(const std::string& command) {
    text_ += lead("Run") + shown(command, style_, longest_command) + "\n";
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  static std::string lead(std::string_view label) { return fmt::format("{}{:<8} ", indent, label); }

  TextStyle style_;
  std::string text_;
};

/// "AzureBackup:443", "Storage:443 (37.2 %)".
std::string hit(const JudgedRequirement& requirement, double share) {
  const std::string name = fmt::format("{}:{}", requirement.destination, requirement.port);
  return share < 1 ? fmt::format("{} ({})", name, percent(share)) : name;
}

/// What one rule, or one route, does to several requirements.
struct Hits {
  std::vector<std::string> names;
  std::vector<std::string> ids;
};

/// In the order in which they were first seen.
template <typename Key>
class Groups {
 public:
  Hits& operator[](const Key& key) {
    const auto found = std::find_if(groups_.begin(), groups_.end(),
                                    [&](const auto& group) { return group.first == key; });
    return found != groups_.end() ? found->second : groups_.emplace_back(key, Hits{}).second;
  }
  [[nodiscard]] auto begin() const { return groups_.begin(); }
  [[nodiscard]] auto end() const { return groups_.end(); }

 private:
  std::vector<std::pair<Key, Hits>> groups_;
};

/// A rule by what is said of it; shares differ by requirement.
DecidingRule without_share(DecidingRule rule) {
  rule.share = 0;
  return rule;
}

Groups<DecidingRule> rules_that(Access access, const RulesReport& report) {
  Groups<DecidingRule> groups;
  for (const JudgedRequirement& requirement : report.requirements) {
    if (!requirement.required || requirement.verdict() == nullptr) {
      continue;
    }
    for (const DecidingRule& rule : requirement.verdict()->rules) {
      if (rule.access == access) {
        Hits& hits = groups[without_share(rule)];
        hits.names.push_back(hit(requirement, rule.share));
        hits.ids.push_back(requirement.id);
      }
    }
  }
  return groups;
}

std::string place_of(const DecidingRule& rule) {
  const std::string where = where_it_hangs(rule.association);
  std::string out = rule.pointer.empty() ? fmt::format("{}, a default rule", rule.file)
                                         : fmt::format("{}: {}", rule.file, rule.pointer);
  return where.empty() ? out : fmt::format("{}; {}", out, where);
}

void add_hits(const std::string& label, const Hits& hits, const TextStyle& style, Block& block) {
  block.add(label, listed(hits.names, 6, style));
}

/// What a screen has room for; `--all` prints the rest.
class FirstFew {
 public:
  FirstFew(std::size_t most, const TextStyle& style)
      : most_(style.verbose ? std::numeric_limits<std::size_t>::max() : most) {}

  void add(const std::string& text) {
    if (++count_ <= most_) {
      text_ += (text_.empty() ? "" : "\n") + text;
    }
  }
  /// With a line about those that are left out.
  [[nodiscard]] std::string text(std::string_view one, std::string_view many) const {
    return count_ <= most_ ? text_
                           : text_ + fmt::format("    and {} (--all lists them)\n",
                                                 counted(count_ - most_, one, many));
  }

 private:
  std::size_t most_;
  std::size_t count_ = 0;
  std::string text_;
};

constexpr std::size_t most_blocks = 3;

std::string denials(const RulesReport& report, const TextStyle& style) {
  FirstFew out(most_blocks, style);
  for (const auto& [rule, hits] : rules_that(Access::deny, report)) {
    Block block(Severity::error,
                fmt::format("{} in {} denies what backup needs",
                            rule_and_priority(rule.name, rule.priority), rule.nsg),
                style);
    add_hits("Denies", hits, style, block);
    block.add("Where", place_of(rule));
    out.add(block.text());
  }
  return out.text("more rule denies a part", "more rules deny a part");
}

/// Each says for itself which of the denied it lets through.
std::string fixes(const RulesReport& report, const TextStyle& style) {
  std::string out;
  for (const RuleFix& fix : report.fixes) {
    out +=
        paragraph(&fix == &report.fixes.front() ? "Fix  " : "     ", shown(fix.text, style), style);
  }
  for (const RuleFix& fix : report.fixes) {
    for (const std::string& command : fix.commands) {
      out += "     " + shown(command, style, longest_command) + "\n";
    }
  }
  return out;
}

/// A route by what is said of it.
using RouteKey = std::tuple<RouteEffect, std::string, std::string, std::string,
                            std::vector<std::string>, std::string>;

std::string route_name(const RouteKey& key) {
  const auto& [effect, name, prefix, next_hop, addresses, origin] = key;
  const std::string by_origin = origin == "Default" ? "The system's route"
                                : origin == "User"  ? "The user-defined route"
                                                    : "The learnt route";
  return fmt::format("{} {}{}", by_origin, name.empty() ? "" : name + " ",
                     fmt::format("({})", prefix));
}

std::string route_title(const RouteKey& key) {
  const auto& [effect, name, prefix, next_hop, addresses, origin] = key;
  switch (effect) {
    case RouteEffect::blackhole:
      return next_hop.empty() ? "No route takes what backup needs: it is dropped"
                              : fmt::format("{} drops what backup needs", route_name(key));
    case RouteEffect::forced_tunnel:
      return fmt::format(
          "{} sends what backup needs to {}", route_name(key),
          next_hop == "VirtualAppliance"
              ? fmt::format("the appliance{}", addresses.empty() ? "" : " " + join(addresses, ", "))
              : "the VPN or ExpressRoute gateway");
    case RouteEffect::inside:
      return fmt::format("{} keeps what backup needs inside the virtual network", route_name(key));
    case RouteEffect::direct:
    case RouteEffect::unknown:
      break;
  }
  return "Where routes lead what backup needs, the file does not tell";
}

std::string route_advice(RouteEffect effect) {
  switch (effect) {
    case RouteEffect::blackhole:
      return "Add user-defined routes for these service tags or prefixes with the next hop "
             "Internet, or change the route.";
    case RouteEffect::forced_tunnel:
      return "Forced tunnelling: these rules allow it, and what stands there decides. Allow the "
             "same destinations there, or route their service tags to the Internet.";
    case RouteEffect::inside:
      return "Public addresses of the service are answered there only where somebody forwards "
             "them.";
    case RouteEffect::direct:
    case RouteEffect::unknown:
      break;
  }
  return "The effective routes show it (az network nic show-effective-route-table).";
}

std::string detours(const RulesReport& report, const TextStyle& style) {
  Groups<RouteKey> groups;
  for (const JudgedRequirement& requirement : report.requirements) {
    if (!requirement.required || requirement.verdict() == nullptr) {
      continue;
    }
    for (const DecidingRoute& route : requirement.verdict()->routes) {
      if (route.effect != RouteEffect::direct) {
        groups[{route.effect, route.name, route.prefix, route.next_hop, route.next_hop_addresses,
                route.origin}]
            .names.push_back(hit(requirement, route.share));
      }
    }
  }
  FirstFew out(most_blocks, style);
  for (const auto& [key, hits] : groups) {
    const RouteEffect effect = std::get<0>(key);
    Block block(effect == RouteEffect::blackhole ? Severity::error : Severity::warning,
                route_title(key), style);
    block.say(route_advice(effect));
    add_hits("Hits", hits, style, block);
    out.add(block.text());
  }
  return out.text("more route", "more routes");
}

std::string doubts(const RulesReport& report, const TextStyle& style) {
  FirstFew out(most_blocks, style);
  for (const auto& [rule, hits] : rules_that(Access::unknown, report)) {
    Block block(Severity::warning,
                fmt::format("This file does not show what {} in {} does to backup",
                            rule_and_priority(rule.name, rule.priority), rule.nsg),
                style);
    // Without a full stop: a reason may end with a command, which is copied with what touches it.
    block.add("Because", rule.reason);
    add_hits("Unknown", hits, style, block);
    block.add("Where", place_of(rule));
    out.add(block.text());
  }
  for (const JudgedRequirement& requirement : report.requirements) {
    if (requirement.required && requirement.verdict() == nullptr) {
      Block block(Severity::warning,
                  fmt::format("{}:{} could not be checked against the rules",
                              requirement.destination, requirement.port),
                  style);
      block.add("Because", requirement.note + ".");
      out.add(block.text());
    }
  }
  return out.text("more doubt", "more doubts");
}

std::string lint_line(const RuleLint& lint, const TextStyle& style) {
  const bool is_warning = lint.severity != Severity::info;
  const std::string_view mark = is_warning ? sign(style, "!", "WARNING") : sign(style, "i", "-");
  std::string about =
      lint.rule.empty()
          ? lint.nsg
          : fmt::format("{} in {}", rule_and_priority(lint.rule, lint.priority), lint.nsg);
  if (about.empty()) {
    about = lint.file;
  }
  const std::string words = about.empty() ? lint.text : fmt::format("{}: {}", about, lint.text);
  const std::string text = paragraph(fmt::format("{} ", mark), shown(words, style), style);
  return painted(mark, is_warning ? Paint::yellow : Paint::dim, style) + text.substr(mark.size());
}

std::string lints(const RulesReport& report, const TextStyle& style) {
  constexpr std::size_t most_on_a_screen = 3;
  const std::size_t most = style.verbose ? report.lint.size() : most_on_a_screen;
  std::string out;
  for (std::size_t i = 0; i < std::min(most, report.lint.size()); ++i) {
    out += lint_line(report.lint[i], style);
  }
  if (report.lint.size() > most) {
    out += fmt::format("  and {} about the rules (--all lists them)\n",
                       counted(report.lint.size() - most, "more remark", "more remarks"));
  }
  return out;
}

/// Without a region the whole tag is asked for, of which a vault needs its region's part only.
std::string region_hint(const RulesReport& report, const TextStyle& style) {
  std::string out;
  for (const JudgedRequirement& requirement : report.requirements) {
    const Access access = requirement.access();
    const bool is_narrowable = requirement.required && report.regions.empty() &&
                               (access == Access::partial || access == Access::unknown);
    if (is_narrowable && !requirement.allowed_regions.empty()) {
      out += paragraph(
          fmt::format("{} ", sign(style, "i", "-")),
          shown(fmt::format("{}:{} is fully allowed in {}. A vault there needs no more: --region "
                            "judges by its region.",
                            requirement.destination, requirement.port,
                            listed(requirement.allowed_regions, 5, style)),
                style),
          style);
    }
  }
  return out;
}

}  // namespace

std::string rules_findings_text(const RulesReport& report, const TextStyle& style) {
  std::string out;
  for (const std::string& part :
       {denials(report, style), fixes(report, style), detours(report, style), doubts(report, style),
        region_hint(report, style), lints(report, style)}) {
    out += (out.empty() || part.empty() ? "" : "\n") + part;
  }
  return out;
}

}  // namespace netprobe
