#pragma once

#include "netprobe/policy/template_expression.h"
#include "netprobe/policy/template_value.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// One turn of a loop ("copy") that an expression stands in.
struct TemplateLoop {
  std::string name;
  std::int64_t turn = 0;
  bool is_of_resource = false;  ///< false: of a list in a resource or a variable
};
using TemplateLoops = std::vector<TemplateLoop>;

/// What expressions in a deployment template stand for, as far as the file tells: the values of
/// variables, loops over them, and parameters by their default values. Nothing is guessed: a
/// parameter without a default, one whose default is empty (it is there to be filled), what a
/// switch with a default decides, and every function that asks Azure cannot be told.
class TemplateScope {
 public:
  /// What all scopes of a file share.
  struct Shared {
    /// Counts how deep calls nest, for as long as it lives.
    class Level {
     public:
      explicit Level(Shared& shared) : depth_(++shared.depth) {}
      ~Level() { --depth_; }
      Level(const Level&) = delete;
      Level& operator=(const Level&) = delete;
      Level(Level&&) = delete;
      Level& operator=(Level&&) = delete;

      [[nodiscard]] bool is_too_deep() const { return depth_ > 150; }

     private:
      int& depth_;
    };

    /// False once too much was looked at.
    bool spend(std::size_t size) {
      budget = size > budget ? 0 : budget - size;
      return budget > 0;
    }
    bool spend(const nlohmann::json& value) { return spend(size_of(value, budget)); }

    /// Values that may still be looked at: hostile templates multiply theirs without end.
    std::size_t budget = 2'000'000;
    int depth = 0;
    std::size_t open_parts = 0;
    /// The parameters whose default values were taken, in letter case as declared.
    std::set<std::string> assumed;
  };

  /// `place` is the deployment's name, empty for the file itself, whose parameters may be given
  /// other values than their defaults.
  TemplateScope(const nlohmann::json& body, std::string place, Shared& shared)
      : body_(body), place_(std::move(place)), shared_(shared) {}

  /// What a deployment is given; null: it cannot be told.
  void give(std::string_view parameter, TemplateValue value, std::set<std::string> assumed);
  void give_what_cannot_be_told() { is_given_open_ = true; }

  /// The value with its expressions evaluated. What cannot be told stands in it as an open part
  /// (`open_value`) of its own words. With `makes_lists` objects may have lists made by "copy".
  nlohmann::json expand(const nlohmann::json& value, const TemplateLoops& loops, bool makes_lists);
  /// How many turns the "count" of a loop asks for.
  std::optional<std::int64_t> turns_of(const nlohmann::json& count, const TemplateLoops& loops);

  Shared& shared() { return shared_; }
  [[nodiscard]] const std::string& place() const { return place_; }

 private:
  struct Known {
    TemplateValue value;
    std::set<std::string> assumed;
  };
  struct Around {
    const TemplateLoops& loops;
    std::map<std::string, TemplateValue> lambda_variables;
  };

  nlohmann::json expand_text(const std::string& text, const TemplateLoops& loops);
  nlohmann::json expand_object(const nlohmann::json& object, const TemplateLoops& loops,
                               bool makes_lists);
  nlohmann::json made_by_copy(const nlohmann::json& copy, const TemplateLoops& loops);
  TemplateValue evaluate(const TemplateExpression& expression, const Around& around);
  TemplateValue call(const TemplateExpression& expression, const Around& around);
  TemplateValue call_pure(const TemplateExpression& expression, const Around& around);
  TemplateValue branch(const TemplateExpression& expression, const Around& around);
  std::optional<bool> decide(const TemplateExpression& question, const Around& around);
  TemplateValue for_each(const TemplateExpression& expression, const Around& around);
  TemplateValue lookup(const TemplateExpression& expression, const Around& around,
                       TemplateValue (TemplateScope::*find)(const std::string&));
  TemplateValue find_parameter(const std::string& name);
  TemplateValue find_variable(const std::string& name);
  void name_open_parts(nlohmann::json& value, const std::string& words);
  [[nodiscard]] std::string words_here(const std::string& text, const TemplateLoops& loops) const;

  const nlohmann::json& body_;
  std::string place_;
  Shared& shared_;
  std::map<std::string, Known> given_;
  std::map<std::string, Known> looked_up_;
  bool is_given_open_ = false;
};

/// The number that copyIndex() stands for. Without a name it is that of the resource's own loop.
TemplateValue copy_index(std::span<const TemplateValue> arguments, const TemplateLoops& loops);

/// Open parts as the expressions that they are: "[parameters('x')]".
void close_open_parts(nlohmann::json& value);

}  // namespace netprobe
