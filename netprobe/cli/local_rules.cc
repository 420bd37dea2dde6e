#include "netprobe/cli/local_rules.h"

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
  bool stops = false;  ///< it drops or rejects
  std::string next;    ///< the chain that it jumps or goes to; empty: none
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

PacketRule nft_rule(const std::string& line) {
  const std::string jump = word_after(line, "jump ");
  return {line, has_word(line, "drop") || has_word(line, "reject"),
          jump.empty() ? word_after(line, "goto ") : jump};
}

Chains parse_nft(std::string_view ruleset) {
  Chains chains;
  std::string table;
  std::string chain;
  for (const std::string& line : split(ruleset, "\n")) {
    if (line.starts_with("table ") && line.ends_with('{')) {
      table = std::string(trim(std::string_view(line).substr(6, line.size() - 7)));
      chain.clear();
    } else if (line.starts_with("chain ") && line.ends_with('{')) {
      chain = std::string(trim(std::string_view(line).substr(6, line.size() - 7)));
    } else if (line == "}") {
      chain.clear();
    } else if (!chain.empty()) {
      Chain& known = chains[{table, chain}];
      const bool is_base = line.starts_with("type ") && has_word(line, "hook");
      known.at_output = known.at_output || (is_base && has_word(line, "output"));
      if (!is_base || has_word(line, "drop")) {
        known.rules.push_back(nft_rule(is_base ? "policy drop" : line));
      }
    }
  }
  return chains;
}

/// "[3:180] -A OUTPUT -d 10.0.0.1/32 -j DROP", the counters before it or not.
PacketRule legacy_rule(const std::string& line) {
  const std::string jump = word_after(line, " -j ");
  const bool stops = jump == "DROP" || jump == "REJECT";
  const std::string next = jump.empty() ? word_after(line, " -g ") : jump;
  return {line, stops, next};
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
        known.rules.push_back({"policy DROP", true, ""});
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
      visit(chains.find({name.first, rule.next}));
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
