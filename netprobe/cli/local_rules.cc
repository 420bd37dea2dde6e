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

struct Chain {
  bool at_output = false;
  std::vector<std::string> rules;
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

Chains parse(std::string_view ruleset) {
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
        known.rules.push_back(is_base ? "policy drop" : line);
      }
    }
  }
  return chains;
}

}  // namespace

std::vector<std::string> dropping_rules(std::string_view ruleset) {
  const Chains chains = parse(ruleset);
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
    for (const std::string& rule : chain.rules) {
      for (const std::string_view word : {"jump ", "goto "}) {
        if (rule.find(word) != std::string::npos) {
          visit(chains.find({name.first, word_after(rule, word)}));
        }
      }
      const bool stops = has_word(rule, "drop") || has_word(rule, "reject");
      if (stops && found.size() < most_rules) {
        found.push_back(fmt::format("{} {}: {}", name.first, name.second, rule));
      }
    }
  }
  return found;
}

}  // namespace netprobe
