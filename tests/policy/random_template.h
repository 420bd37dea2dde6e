#pragma once

#include "netprobe/policy/rule_set.h"

#include <nlohmann/json.hpp>

#include <random>
#include <string>
#include <vector>

namespace netprobe {

/// Deployment templates that make a known NSG, with parts of it behind expressions: some of which
/// the file tells (variables, defaults, loops), some of which only a deployment does.
class RandomTemplate {
 public:
  explicit RandomTemplate(unsigned seed) : random_(seed) {}

  /// The template of those rules; with `hides` false everything is listed.
  nlohmann::json make(const RuleSet& rules, bool hides);

 private:
  using Json = nlohmann::json;

  unsigned below(unsigned limit) { return std::uniform_int_distribution(0U, limit - 1)(random_); }
  bool chance(unsigned percent) { return below(100) < percent; }

  Json body();
  std::string name(const char* letter);
  std::string parameter(const Json& value);
  std::string variable(const Json& value);
  std::string expression_for(const Json& value);
  std::string text_in_parts(const std::string& text);
  std::string list_in_parts(const Json& list);
  Json hidden(const Json& value);
  void hide_parts(Json& rule);
  void use_list(Json& nsg, const std::vector<Json>& rules);
  void use_loop(Json& nsg, const std::vector<Json>& rules);
  Json lone_rule(const Json& rule);
  void add_lone_rules(std::vector<Json> rules, Json& resources);
  void add_looped_rules(const std::vector<Json>& rules, Json& resources);
  Json nested(Json resources);
  void use_elsewhere(Json& nsg, std::vector<Json>& rules, Json& resources);

  std::mt19937 random_;
  Json parameters_ = Json::object();
  Json variables_ = Json::object();
  Json given_ = Json::object();  ///< to the nested deployment, if there is one
  bool is_nested_ = false;
  unsigned names_ = 0;
};

}  // namespace netprobe
