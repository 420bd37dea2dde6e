#include "netprobe/remedy/nsg_places.h"

#include "netprobe/core/az_command.h"
#include "netprobe/core/text.h"
#include "netprobe/remedy/quote.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

namespace netprobe {

namespace {

constexpr int lowest = 100;
constexpr int usual = 200;

/// What stands behind the last slash of a resource id, or the name itself.
std::string name_of_nsg(const std::string& nsg) {
  const std::string name = nsg.substr(nsg.rfind('/') + 1);
  return is_azure_name(name) ? name : std::string();
}

/// What stands behind the word in a resource id.
std::string group_of_nsg(const std::string& nsg) {
  const std::vector<std::string> parts = split(nsg, "/");
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    if (equals_ignoring_case(parts[i], "resourceGroups") && is_azure_name(parts[i + 1])) {
      return parts[i + 1];
    }
  }
  return "";
}

NsgPlace& place_of(std::vector<NsgPlace>& places, const std::string& nsg) {
  auto place = std::find_if(places.begin(), places.end(),
                            [&](const NsgPlace& known) { return known.nsg == nsg; });
  if (place == places.end()) {
    places.push_back({nsg, "", std::nullopt, {}, false, ""});
    place = std::prev(places.end());
  }
  return *place;
}

bool contains(const std::vector<int>& values, int value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

/// The priorities that are known to be taken, each with its NSG.
std::vector<std::pair<std::string, int>> taken_of(const std::vector<ConnectionRuling>& rulings,
                                                  const std::vector<NsgPriorities>& used) {
  std::vector<std::pair<std::string, int>> taken;
  for (const NsgPriorities& one : used) {
    for (const int priority : one.outbound) {
      taken.emplace_back(name_of_nsg(one.nsg), priority);
    }
  }
  for (const ConnectionRuling& ruling : rulings) {
    for (const DecidingRule& rule : ruling.rules) {
      if (rule.priority) {
        taken.emplace_back(name_of_nsg(rule.nsg), *rule.priority);
      }
    }
  }
  return taken;
}

void note_denial(const DecidingRule& rule, std::vector<NsgPlace>& places) {
  NsgPlace& place = place_of(places, name_of_nsg(rule.nsg));
  place.resource_group =
      place.resource_group.empty() ? group_of_nsg(rule.nsg) : place.resource_group;
  const int priority = rule.priority.value_or(usual + 1);
  if (!place.before || priority < *place.before) {
    place.before = priority;
    place.denied_by = fmt::format("{}{}", printable(rule.name, 80),
                                  rule.priority ? fmt::format(" ({})", *rule.priority) : "");
  }
}

}  // namespace

std::vector<NsgPlace> nsg_places(const std::vector<ConnectionRuling>& rulings,
                                 const std::vector<NsgPriorities>& used) {
  std::vector<NsgPlace> places;
  for (const ConnectionRuling& ruling : rulings) {
    for (const DecidingRule& rule : ruling.rules) {
      if (ruling.access == Access::deny && rule.access == Access::deny) {
        note_denial(rule, places);
      }
    }
  }
  const auto taken = taken_of(rulings, used);
  for (NsgPlace& place : places) {
    for (const auto& [nsg, priority] : taken) {
      if (place.nsg == nsg && !contains(place.taken, priority)) {
        place.taken.push_back(priority);
      }
    }
    const auto known = std::find_if(used.begin(), used.end(), [&](const NsgPriorities& one) {
      return name_of_nsg(one.nsg) == place.nsg;
    });
    place.taken_are_all = known != used.end();
    if (known != used.end()) {
      place.resource_group =
          is_azure_name(known->resource_group) ? known->resource_group : place.resource_group;
      place.nsg = known->nsg_is_named ? place.nsg : "";
    }
  }
  return places.empty() ? std::vector<NsgPlace>{NsgPlace()} : places;
}

Priorities priorities_for(const NsgPlace& place, std::size_t count) {
  Priorities chosen;
  const int wanted = static_cast<int>(count);
  if (!place.before) {
    for (int i = 0; i < wanted; ++i) {
      chosen.values.push_back(usual + i);
    }
    chosen.note =
        fmt::format("priorities {} to {} must be free, and lower than that of the rule that denies",
                    usual, usual + wanted - 1);
    return chosen;
  }
  std::set<int> taken(place.taken.begin(), place.taken.end());
  while (chosen.values.size() < count) {
    const std::optional<int> next = free_priority(*place.before, taken);
    if (!next) {
      break;
    }
    taken.insert(*next);
    chosen.values.push_back(*next);
  }
  if (chosen.values.size() == count) {
    chosen.note = fmt::format(
        "from {} to {} the priorities come before the rule that denies, {}; {}",
        *std::min_element(chosen.values.begin(), chosen.values.end()),
        *std::max_element(chosen.values.begin(), chosen.values.end()), place.denied_by,
        place.taken_are_all ? "they were free when the rules were exported"
                            : "the report does not know every other rule, so they must be free");
    return chosen;
  }
  chosen.values.clear();
  for (int i = 0; i < wanted; ++i) {
    chosen.values.push_back(lowest + i);
  }
  chosen.note = fmt::format(
      "the rule that denies, {}, leaves no room before it: give it a priority above {} first",
      place.denied_by, lowest + wanted - 1);
  return chosen;
}

namespace {

/// "AllowRanges-443OutBound", beside the names of tags, which begin with a capital.
std::string name_of_rule(const TagRule& rule) {
  std::string label = rule.label;
  if (!label.empty() && label.front() >= 'a' && label.front() <= 'z') {
    label.front() = static_cast<char>(label.front() - 'a' + 'A');
  }
  return allow_rule_name(label);
}

/// What there is no command for, or what its command does beside adding a rule.
bool needs_words(const RuleFix& fix) {
  return fix.commands.empty() || fix.corrects || !fix.moves.empty();
}

void add_fix(const RuleFix& fix, std::vector<NsgRules>& all) {
  const std::string nsg = fix.nsg_is_named ? fix.nsg : "";
  auto rules = std::find_if(all.begin(), all.end(), [&](const NsgRules& one) {
    return one.place.nsg == nsg && one.place.resource_group == fix.resource_group;
  });
  if (rules == all.end()) {
    NsgRules added;
    added.place.nsg = nsg;
    added.place.resource_group = fix.resource_group;
    rules = all.insert(all.end(), std::move(added));
  }
  if (needs_words(fix)) {
    rules->notes.push_back(printable(fix.text, 600));
  }
  if (!fix.commands.empty()) {
    rules->rules.push_back({fix.rule,
                            {fix.destination, {fix.destination}, {fix.port}},
                            fix.priority.value_or(lowest),
                            fix});
  }
}

/// Is all of the rule's done by the fixes?
bool is_covered(const TagRule& rule, const std::vector<RuleFix>& fixes) {
  return std::all_of(rule.destinations.begin(), rule.destinations.end(), [&](const auto& wanted) {
    return std::all_of(rule.ports.begin(), rule.ports.end(), [&](std::uint16_t port) {
      return std::any_of(fixes.begin(), fixes.end(), [&](const RuleFix& fix) {
        return fix.port == port && fix.destination == wanted;
      });
    });
  });
}

}  // namespace

std::vector<NsgRules> nsg_rules(const AllowList& list) {
  std::vector<NsgRules> all;
  for (const RuleFix& fix : list.rule_fixes) {
    add_fix(fix, all);
  }
  std::vector<TagRule> tags = tag_rules(list.open);
  std::erase_if(tags, [&](const TagRule& rule) { return is_covered(rule, list.rule_fixes); });
  // What exported rules let through needs no rule, and what they deny of it has its fix.
  if (!list.rule_fixes.empty() && !list.beside_fixes) {
    tags.clear();
  }
  for (NsgPlace place : list.nsgs) {
    if (tags.empty()) {
      continue;
    }
    for (const RuleFix& fix : list.rule_fixes) {
      if (fix.nsg == place.nsg && fix.priority) {
        place.taken.push_back(*fix.priority);
      }
    }
    const Priorities priorities = priorities_for(place, tags.size());
    NsgRules rules{place, {}, {priorities.note}};
    for (std::size_t i = 0; i < tags.size(); ++i) {
      rules.rules.push_back({name_of_rule(tags[i]), tags[i], priorities.values[i], std::nullopt});
    }
    all.push_back(std::move(rules));
  }
  return all;
}

}  // namespace netprobe
