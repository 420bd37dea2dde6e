#include "netprobe/core/text.h"
#include "netprobe/policy/template_functions.h"
#include "netprobe/policy/template_scope.h"

#include <algorithm>
#include <array>
#include <utility>

namespace netprobe {

namespace {

using Json = nlohmann::json;
using Kind = TemplateExpression::Kind;

/// A default that is there to be filled by whoever deploys.
bool is_blank(const Json& value) {
  return value.is_null() || (value.is_structured() && value.empty()) ||
         (value.is_string() && value.get_ref<const std::string&>().empty());
}

/// Does it give back a part of its arguments, or a number, rather than a copy?
bool is_cheap(std::string_view function) {
  constexpr std::array cheap = {"coalesce", "empty", "first", "last", "length", "tryget"};
  return std::find(cheap.begin(), cheap.end(), function) != cheap.end();
}

}  // namespace

TemplateValue TemplateScope::evaluate(const TemplateExpression& expression, const Around& around) {
  const Shared::Level level(shared_);
  if (level.is_too_deep() || !shared_.spend(1)) {
    return nullptr;
  }
  switch (expression.kind) {
    case Kind::text:
      return template_value(expression.text);
    case Kind::number:
      return template_value(expression.number);
    case Kind::call:
      return known(call(expression, around));
    case Kind::member:
      return known(member_of(evaluate(expression.operands[0], around), expression.text));
    case Kind::element:
      return known(element_of(evaluate(expression.operands[0], around),
                              evaluate(expression.operands[1], around)));
  }
  return nullptr;
}

TemplateValue TemplateScope::call(const TemplateExpression& expression, const Around& around) {
  const std::string& name = expression.text;
  if (name == "parameters") {
    return lookup(expression, around, &TemplateScope::find_parameter);
  }
  if (name == "variables") {
    return lookup(expression, around, &TemplateScope::find_variable);
  }
  if (name == "if") {
    return branch(expression, around);
  }
  if (name == "map" || name == "filter") {
    return for_each(expression, around);
  }
  return call_pure(expression, around);
}

TemplateValue TemplateScope::call_pure(const TemplateExpression& expression, const Around& around) {
  std::vector<TemplateValue> arguments;
  for (const TemplateExpression& operand : expression.operands) {
    arguments.push_back(evaluate(operand, around));
    const bool may_be_copied = arguments.back() && !is_cheap(expression.text);
    if (may_be_copied && !shared_.spend(*arguments.back())) {
      return nullptr;
    }
  }
  if (expression.text == "copyindex") {
    return copy_index(arguments, around.loops);
  }
  if (expression.text == "lambdavariables") {
    const bool is_named = arguments.size() == 1 && arguments[0] && arguments[0]->is_string();
    const auto found = is_named ? around.lambda_variables.find(arguments[0]->get<std::string>())
                                : around.lambda_variables.end();
    return found == around.lambda_variables.end() ? nullptr : found->second;
  }
  return call_template_function(expression.text, arguments);
}

TemplateValue TemplateScope::branch(const TemplateExpression& expression, const Around& around) {
  if (expression.operands.size() != 3) {
    return nullptr;
  }
  const auto decided = decide(expression.operands[0], around);
  return decided ? evaluate(expression.operands[*decided ? 1 : 2], around) : nullptr;
}

/// What a parameter's default decides is decided by whoever deploys: that is what the parameter is
/// for.
std::optional<bool> TemplateScope::decide(const TemplateExpression& question,
                                          const Around& around) {
  auto before = std::exchange(shared_.assumed, {});
  const TemplateValue answer = evaluate(question, around);
  const bool is_assumed = !shared_.assumed.empty();
  shared_.assumed.merge(before);
  return answer && answer->is_boolean() && !is_assumed ? std::optional(answer->get<bool>())
                                                       : std::nullopt;
}

/// `map(list, lambda('element', expression))`, and `filter`.
TemplateValue TemplateScope::for_each(const TemplateExpression& expression, const Around& around) {
  const auto is_text = [](const TemplateExpression& operand) { return operand.kind == Kind::text; };
  if (expression.operands.size() != 2 || expression.operands[1].text != "lambda" ||
      expression.operands[1].operands.size() < 2) {
    return nullptr;
  }
  const TemplateValue list = evaluate(expression.operands[0], around);
  const std::vector<TemplateExpression>& lambda = expression.operands[1].operands;
  if (!list || !list->is_array() || lambda.size() > 3 ||
      !std::all_of(lambda.begin(), lambda.end() - 1, is_text)) {
    return nullptr;
  }
  const bool is_map = expression.text == "map";
  const Json nothing_known = open_value("");
  Json made = Json::array();
  for (std::size_t i = 0; i < list->size(); ++i) {
    Around inner = around;
    inner.lambda_variables[lambda[0].text] = known(value_within(list, (*list)[i]));
    if (lambda.size() == 3) {
      inner.lambda_variables[lambda[1].text] = template_value(i);
    }
    const TemplateValue mapped = is_map ? evaluate(lambda.back(), inner) : nullptr;
    const std::optional<bool> stays = is_map ? true : decide(lambda.back(), inner);
    const Json& element = is_map ? (mapped ? *mapped : nothing_known) : (*list)[i];
    if (!stays || !shared_.spend(element)) {
      return nullptr;
    }
    if (*stays) {
      made.push_back(element);
    }
  }
  return template_value(std::move(made));
}

TemplateValue TemplateScope::lookup(const TemplateExpression& expression, const Around& around,
                                    TemplateValue (TemplateScope::*find)(const std::string&)) {
  const TemplateValue name =
      expression.operands.size() == 1 ? evaluate(expression.operands[0], around) : nullptr;
  if (!name || !name->is_string()) {
    return nullptr;
  }
  const std::string key = expression.text + " " + to_lower(name->get<std::string>());
  const auto [entry, is_new] = looked_up_.try_emplace(key);  // null while it is looked for
  if (is_new) {
    auto before = std::exchange(shared_.assumed, {});
    entry->second.value = known((this->*find)(name->get<std::string>()));
    entry->second.assumed = std::exchange(shared_.assumed, std::move(before));
  }
  shared_.assumed.insert(entry->second.assumed.begin(), entry->second.assumed.end());
  return entry->second.value;
}

TemplateValue TemplateScope::find_parameter(const std::string& name) {
  if (const auto given = given_.find(to_lower(name)); given != given_.end()) {
    shared_.assumed.insert(given->second.assumed.begin(), given->second.assumed.end());
    return given->second.value;
  }
  const Json* const declared = find_member(body_, "parameters");
  const Json* const parameter = declared == nullptr ? nullptr : find_member(*declared, name);
  const Json* const value =
      parameter == nullptr ? nullptr : find_member(*parameter, "defaultValue");
  if (value == nullptr || is_given_open_) {
    return nullptr;
  }
  TemplateValue expanded = template_value(expand(*value, {}, false));
  if (!place_.empty()) {
    return expanded;
  }
  shared_.assumed.insert(name);
  return is_blank(*expanded) ? nullptr : expanded;
}

TemplateValue TemplateScope::find_variable(const std::string& name) {
  const Json* const declared = find_member(body_, "variables");
  if (declared == nullptr) {
    return nullptr;
  }
  const Json* const copies = find_member(*declared, "copy");
  if (copies != nullptr && copies->is_array()) {
    for (const Json& copy : *copies) {
      if (is_template_loop(copy) &&
          equals_ignoring_case(text_or(find_member(copy, "name"), ""), name)) {
        return template_value(made_by_copy(copy, {}));
      }
    }
  }
  const Json* const value = find_member(*declared, name);
  return value == nullptr || value == copies ? nullptr : template_value(expand(*value, {}, true));
}

}  // namespace netprobe
