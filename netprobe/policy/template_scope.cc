#include "netprobe/policy/template_scope.h"

#include "netprobe/core/text.h"
#include "netprobe/policy/export_value.h"
#include "netprobe/policy/template_functions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace netprobe {

namespace {

using Json = nlohmann::json;
using Kind = TemplateExpression::Kind;

constexpr std::int64_t most_turns = 800;  // Azure's own limit

std::string trim_brackets(std::string_view text) {
  text = trim(text);
  const bool has_both = text.starts_with('[') && text.ends_with(']') && text.size() >= 2;
  return std::string(has_both ? text.substr(1, text.size() - 2) : text);
}

}  // namespace

TemplateValue copy_index(std::span<const TemplateValue> arguments, const TemplateLoops& loops) {
  const bool is_named = !arguments.empty() && arguments[0] && arguments[0]->is_string();
  const std::string name = is_named ? arguments[0]->get<std::string>() : "";
  const auto loop = std::find_if(loops.rbegin(), loops.rend(), [&](const TemplateLoop& candidate) {
    return is_named ? equals_ignoring_case(candidate.name, name) : candidate.is_of_resource;
  });
  const std::span<const TemplateValue> rest = arguments.subspan(is_named ? 1 : 0);
  if (loop == loops.rend() || rest.size() > 1) {
    return nullptr;
  }
  const TemplateValue turn = template_value(loop->turn);
  return rest.empty() ? turn : call_template_function("add", std::array{turn, rest[0]});
}

void TemplateScope::give(std::string_view parameter, TemplateValue value,
                         std::set<std::string> assumed) {
  given_[to_lower(parameter)] = {known(std::move(value)), std::move(assumed)};
}

Json TemplateScope::expand(const Json& value, const TemplateLoops& loops, bool makes_lists) {
  const Shared::Level level(shared_);
  if (level.is_too_deep() || !shared_.spend(1)) {
    return open_value(fmt::format("[more than is read here #{}]", ++shared_.open_parts));
  }
  if (value.is_string()) {
    return expand_text(value.get_ref<const std::string&>(), loops);
  }
  if (value.is_object()) {
    return expand_object(value, loops, makes_lists);
  }
  if (!value.is_array()) {
    return value;
  }
  Json list = Json::array();
  for (const Json& element : value) {
    list.push_back(expand(element, loops, makes_lists));
  }
  return list;
}

Json TemplateScope::expand_object(const Json& object, const TemplateLoops& loops,
                                  bool makes_lists) {
  Json expanded = Json::object();
  const Json* const copies = makes_lists ? find_member(object, "copy") : nullptr;
  for (const auto& [key, member] : object.items()) {
    if (&member != copies) {
      expanded[key] = expand(member, loops, makes_lists);
    }
  }
  if (copies == nullptr) {
    return expanded;
  }
  if (!copies->is_array() || !std::all_of(copies->begin(), copies->end(), is_template_loop)) {
    // Whatever it makes, it is not listed.
    return open_value(words_here(fmt::format("[copy #{}]", ++shared_.open_parts), loops));
  }
  for (const Json& copy : *copies) {
    expanded[text_or(find_member(copy, "name"), "")] = made_by_copy(copy, loops);
  }
  return expanded;
}

Json TemplateScope::made_by_copy(const Json& copy, const TemplateLoops& loops) {
  const Json& count = *find_member(copy, "count");
  const Json* const input = find_member(copy, "input");
  const auto turns = turns_of(count, loops);
  const std::string name = text_or(find_member(copy, "name"), "");
  if (!turns || input == nullptr) {
    std::string words = trim_brackets(text_or(&count, "?"));
    return open_value(words_here(fmt::format("[copy {}: {}]", name, words), loops));
  }
  Json list = Json::array();
  TemplateLoops inner = loops;
  inner.push_back({name, 0, false});
  for (; inner.back().turn < *turns; ++inner.back().turn) {
    list.push_back(expand(*input, inner, true));
  }
  return list;
}

std::optional<std::int64_t> TemplateScope::turns_of(const Json& count, const TemplateLoops& loops) {
  auto before = std::exchange(shared_.assumed, {});
  const Json turns = expand(count, loops, false);
  const bool is_assumed = !shared_.assumed.empty();
  shared_.assumed.merge(before);
  if (!turns.is_number_integer() || turns < 0 || turns > most_turns || (is_assumed && turns == 0)) {
    return std::nullopt;
  }
  return turns.get<std::int64_t>();
}

Json TemplateScope::expand_text(const std::string& text, const TemplateLoops& loops) {
  if (!is_expression(text)) {
    return text.starts_with("[[") ? Json(text.substr(1)) : Json(text);
  }
  const auto expression = parse_template_expression(text);
  const TemplateValue value = expression ? evaluate(*expression, {loops, {}}) : nullptr;
  const std::string words = words_here(text, loops);
  if (!value || !shared_.spend(*value)) {
    return open_value(words);
  }
  Json own = *value;
  name_open_parts(own, words);
  return own;
}

/// Parts that cannot be told and have no words of their own get different ones: of two rules that
/// depend on the same words, both hold or both do not.
void TemplateScope::name_open_parts(Json& value, const std::string& words) {
  if (value.is_binary() && value.get_binary().empty()) {
    value = open_value(fmt::format("[{} #{}]", trim_brackets(words), ++shared_.open_parts));
  }
  if (value.is_structured()) {
    for (Json& part : value) {
      name_open_parts(part, words);
    }
  }
}

/// The expression, so that the same words mean the same: with the numbers of the turn that it
/// stands in, and the deployment.
std::string TemplateScope::words_here(const std::string& text, const TemplateLoops& loops) const {
  constexpr std::string_view index = "copyindex(";
  std::string words = trim_brackets(text);
  for (std::size_t at = 0; !loops.empty() && at < words.size(); ++at) {
    at = to_lower(words).find(index, at);
    const std::size_t end = at == std::string::npos ? at : words.find(')', at);
    if (end == std::string::npos) {
      break;
    }
    const auto call = parse_template_expression("[" + words.substr(at, end + 1 - at) + "]");
    std::vector<TemplateValue> arguments;
    for (std::size_t i = 0; call && i < call->operands.size(); ++i) {
      const TemplateExpression& operand = call->operands[i];
      arguments.push_back(operand.kind == Kind::text     ? template_value(operand.text)
                          : operand.kind == Kind::number ? template_value(operand.number)
                                                         : nullptr);
    }
    if (const TemplateValue number = copy_index(arguments, loops)) {
      words.replace(at, end + 1 - at, number->dump());
    }
  }
  return place_.empty() ? "[" + words + "]" : fmt::format("[{}: {}]", place_, words);
}

void close_open_parts(Json& value) {
  if (value.is_binary()) {
    value = expression_of(value);
  } else if (value.is_structured()) {
    for (Json& part : value) {
      close_open_parts(part);
    }
  }
}

}  // namespace netprobe
