#include "netprobe/cli/local_rules.h"

#include "netprobe/cli/nft_words.h"
#include "netprobe/core/json_reader.h"
#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace netprobe {

namespace {

constexpr std::size_t most_rules = 20;

struct PacketRule {
  std::string text;
  bool stops = false;             ///< it drops or rejects
  std::vector<std::string> next;  ///< the chains that it jumps or goes to
};

struct Chain {
  bool at_output = false;
  std::vector<PacketRule> rules;
};

using Chains = std::map<std::pair<std::string, std::string>, Chain>;  // by table and name

/// What follows the word in the line, up to the next blank or brace.
std::string word_after(std::string_view line, std::string_view word) {
  const std::size_t at = line.find(word);
  const auto words = at == std::string_view::npos ? std::vector<std::string>()
                                                  : split(line.substr(at + word.size()), " \t{};");
  return words.empty() ? std::string() : words.front();
}

bool has_word(std::string_view line, std::string_view word) {
  const auto words = split(line, " \t;");
  return std::find(words.begin(), words.end(), word) != words.end();
}

// --- nft

using Json = nlohmann::json;

/// Verdict maps that have a name, by table and "@name".
using Maps = std::map<std::pair<std::string, std::string>, Json>;

std::string text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string table_of(const Json& object) {
  return fmt::format("{} {}", text_at(object, "family"), text_at(object, "table"));
}

/// The objects of one kind ("chain", "rule", "map") in a ruleset.
std::vector<Json> objects_of(const Json& ruleset, const char* kind) {
  std::vector<Json> objects;
  if (const auto list = ruleset.find("nftables"); list != ruleset.end() && list->is_array()) {
    for (const Json& entry : *list) {
      const auto object = entry.is_object() ? entry.find(kind) : entry.end();
      if (entry.is_object() && object != entry.end() && object->is_object()) {
        objects.push_back(*object);
      }
    }
  }
  return objects;
}

/// What a verdict does: {"drop": null}, {"reject": …}, {"jump": {"target": "web"}}.
void add_verdict(const Json& verdict, PacketRule& rule) {
  if (!verdict.is_object()) {
    return;
  }
  rule.stops = rule.stops || verdict.contains("drop") || verdict.contains("reject");
  for (const char* leap : {"jump", "goto"}) {
    if (const auto to = verdict.find(leap); to != verdict.end() && to->is_object()) {
      rule.next.push_back(text_at(*to, "target"));
    }
  }
}

/// The verdicts of a map: a list of pairs, of each the second is one.
void add_verdicts(const Json& pairs, PacketRule& rule) {
  for (const Json& pair : pairs) {
    if (pair.is_array() && pair.size() == 2) {
      add_verdict(pair[1], rule);
    }
  }
}

void add_map(const Json& vmap, const std::string& table, const Maps& maps, PacketRule& rule) {
  const auto data = vmap.is_object() ? vmap.find("data") : vmap.end();
  if (!vmap.is_object() || data == vmap.end()) {
    return;
  }
  if (data->is_string()) {
    if (const auto known = maps.find({table, data->get<std::string>()}); known != maps.end()) {
      add_verdicts(known->second, rule);
    }
  } else if (data->is_object() && data->contains("set")) {
    add_verdicts(data->at("set"), rule);
  }
}

PacketRule nft_rule(const Json& rule, const Maps& maps) {
  const Json statements = rule.value("expr", Json::array());
  PacketRule found{words_of_nft_rule(statements), false, {}};
  if (const std::string comment = text_at(rule, "comment"); !comment.empty()) {
    found.text += fmt::format(" comment \"{}\"", comment);
  }
  for (const Json& statement : statements) {
    add_verdict(statement, found);
    if (statement.is_object() && statement.contains("vmap")) {
      add_map(statement.at("vmap"), table_of(rule), maps, found);
    }
  }
  return found;
}

Chains parse_nft(std::string_view text) {
  Chains chains;
  const auto ruleset = parse_json(text, "nft");
  if (!ruleset || !ruleset->is_object()) {
    return chains;
  }
  Maps maps;
  for (const Json& map : objects_of(*ruleset, "map")) {
    maps[{table_of(map), "@" + text_at(map, "name")}] = map.value("elem", Json::array());
  }
  for (const Json& chain : objects_of(*ruleset, "chain")) {
    Chain& known = chains[{table_of(chain), text_at(chain, "name")}];
    known.at_output = text_at(chain, "hook") == "output";
    if (text_at(chain, "policy") == "drop") {
      known.rules.push_back({"policy drop", true, {}});
    }
  }
  for (const Json& rule : objects_of(*ruleset, "rule")) {
    chains[{table_of(rule), text_at(rule, "chain")}].rules.push_back(nft_rule(rule, maps));
  }
  return chains;
}

// --- iptables-legacy

/// "[3:180] -A OUTPUT -d 10.0.0.1/32 -j DROP", the counters before it or not.
PacketRule legacy_rule(const std::string& line) {
  const std::string jump = word_after(line, " -j ");
  const bool stops = jump == "DROP" || jump == "REJECT";
  return {line, stops, {jump.empty() ? word_after(line, " -g ") : jump}};
}

Chains parse_legacy(std::string_view saved) {
  Chains chains;
  std::string table;
  for (const std::string& line : split(saved, "\n")) {
    if (line.starts_with('*')) {
      table = line.substr(1);
    } else if (line.starts_with(':')) {
      const std::string name = word_after(line, ":");
      Chain& known = chains[{table, name}];
      known.at_output = name == "OUTPUT";
      if (has_word(line, "DROP")) {
        known.rules.push_back({"policy DROP", true, {}});
      }
    } else if (const std::string name = word_after(line, "-A "); !name.empty()) {
      chains[{table, name}].rules.push_back(legacy_rule(line));
    }
  }
  return chains;
}

/// What stops packets in the chains at the output hook and in those that these lead to.
std::vector<std::string> stopping_rules(const Chains& chains, std::string_view source) {
  std::vector<Chains::const_iterator> waiting;
  std::set<std::pair<std::string, std::string>> seen;
  const auto visit = [&](Chains::const_iterator chain) {
    if (chain != chains.end() && seen.insert(chain->first).second) {
      waiting.push_back(chain);
    }
  };
  for (auto chain = chains.begin(); chain != chains.end(); ++chain) {
    if (chain->second.at_output) {
      visit(chain);
    }
  }
  std::vector<std::string> found;
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    const auto& [name, chain] = *waiting[i];
    for (const PacketRule& rule : chain.rules) {
      for (const std::string& next : rule.next) {
        visit(chains.find({name.first, next}));
      }
      if (rule.stops && found.size() < most_rules) {
        found.push_back(fmt::format("{} {}: {}{}", name.first, name.second, rule.text, source));
      }
    }
  }
  return found;
}

}  // namespace

std::vector<std::string> dropping_rules(std::string_view ruleset) {
  return stopping_rules(parse_nft(ruleset), "");
}

std::vector<std::string> dropping_legacy_rules(std::string_view saved) {
  return stopping_rules(parse_legacy(saved), " (iptables-legacy)");
}

}  // namespace netprobe
