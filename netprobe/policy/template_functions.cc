#include "netprobe/policy/template_functions.h"

#include "netprobe/core/text.h"
#include "netprobe/policy/template_lists.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace netprobe {

namespace {

using Json = nlohmann::json;
using Arguments = std::span<const TemplateValue>;

constexpr std::size_t longest_text = 4096;

/// Text, or a number as its digits; numbers with fractions and true and false are written in forms
/// that differ between functions.
std::optional<std::string> text_of(const TemplateValue& value) {
  if (value && value->is_string()) {
    return value->get<std::string>();
  }
  const auto number = small_number(value);
  return number ? std::optional(std::to_string(*number)) : std::nullopt;
}

TemplateValue bounded(std::string text) {
  return text.size() > longest_text ? nullptr : template_value(std::move(text));
}

TemplateValue concat(Arguments arguments) {
  if (!arguments.empty() && are_all(arguments, &Json::is_array)) {
    return template_lists::joined(arguments);
  }
  std::string whole;
  for (const TemplateValue& part : arguments) {
    const auto text = text_of(part);
    if (!text) {
      return nullptr;
    }
    whole += *text;
  }
  return bounded(std::move(whole));
}

/// "{0}/{1}"; a place with a format of its own ("{0:D2}") is not followed.
TemplateValue format(Arguments arguments) {
  const auto pattern = arguments.empty() ? std::nullopt : text_of(arguments.front());
  if (!pattern) {
    return nullptr;
  }
  std::string whole;
  for (std::size_t i = 0; i < pattern->size(); ++i) {
    const char c = (*pattern)[i];
    if (c != '{' && c != '}') {
      whole += c;
      continue;
    }
    if (i + 1 < pattern->size() && (*pattern)[i + 1] == c) {
      whole += c;
      ++i;
      continue;
    }
    const std::size_t end = pattern->find('}', i);
    const auto place =
        end == std::string::npos || c == '}'
            ? std::nullopt
            : parse_number<std::size_t>(std::string_view(*pattern).substr(i + 1, end - i - 1));
    if (!place || *place >= arguments.size() - 1) {
      return nullptr;
    }
    const auto text = text_of(arguments[*place + 1]);
    if (!text) {
      return nullptr;
    }
    whole += *text;
    i = end;
  }
  return bounded(std::move(whole));
}

TemplateValue equals(Arguments arguments) {
  const bool can_be_told = arguments.size() == 2 && all_known(arguments) &&
                           !has_open_part(*arguments[0]) && !has_open_part(*arguments[1]);
  return can_be_told ? template_value(*arguments[0] == *arguments[1]) : nullptr;
}

TemplateValue negation(Arguments arguments) {
  return arguments.size() == 1 && are_all(arguments, &Json::is_boolean)
             ? template_value(!arguments[0]->get<bool>())
             : nullptr;
}

/// Both `and` and `or`: `decides` is what one of them suffices with.
TemplateValue any_is(Arguments arguments, bool decides) {
  if (!are_all(arguments, &Json::is_boolean)) {
    return nullptr;
  }
  const bool found =
      std::any_of(arguments.begin(), arguments.end(),
                  [&](const TemplateValue& value) { return value->get<bool>() == decides; });
  return template_value(found == decides);
}

TemplateValue contains(Arguments arguments) {
  if (arguments.size() != 2 || !all_known(arguments) || has_open_part(*arguments[1])) {
    return nullptr;
  }
  const Json& whole = *arguments[0];
  const Json& part = *arguments[1];
  if (whole.is_array()) {
    if (std::find(whole.begin(), whole.end(), part) != whole.end()) {
      return template_value(true);
    }
    return has_open_part(whole) ? nullptr : template_value(false);
  }
  if (!part.is_string()) {
    return nullptr;
  }
  if (whole.is_object()) {
    return template_value(member_of(arguments[0], part.get_ref<const std::string&>()) != nullptr);
  }
  return whole.is_string()
             ? template_value(whole.get_ref<const std::string&>().find(
                                  part.get_ref<const std::string&>()) != std::string::npos)
             : nullptr;
}

TemplateValue text_with(Arguments arguments, std::string (*change)(std::string_view)) {
  return arguments.size() == 1 && are_all(arguments, &Json::is_string)
             ? template_value(change(arguments[0]->get_ref<const std::string&>()))
             : nullptr;
}

TemplateValue to_text(Arguments arguments) {
  const auto text = arguments.size() == 1 ? text_of(arguments[0]) : std::nullopt;
  return text ? template_value(*text) : nullptr;
}

TemplateValue to_number(Arguments arguments) {
  const auto text = arguments.size() == 1 ? text_of(arguments[0]) : std::nullopt;
  const auto number = text ? parse_number<std::int64_t>(*text) : std::nullopt;
  return number ? template_value(*number) : nullptr;
}

TemplateValue arithmetic(char sign, Arguments arguments) {
  const auto a = arguments.size() == 2 ? small_number(arguments[0]) : std::nullopt;
  const auto b = a ? small_number(arguments[1]) : std::nullopt;
  if (!b || (*b == 0 && (sign == '/' || sign == '%'))) {
    return nullptr;
  }
  switch (sign) {
    case '+':
      return template_value(*a + *b);
    case '-':
      return template_value(*a - *b);
    case '*':
      return template_value(*a * *b);
    case '/':
      return template_value(*a / *b);
    default:
      return template_value(*a % *b);
  }
}

std::string copied(std::string_view text) { return std::string(text); }

struct Function {
  std::string_view name;
  TemplateValue (*call)(Arguments arguments);
};

constexpr std::array functions = {
    Function{"add", [](Arguments a) { return arithmetic('+', a); }},
    Function{"and", [](Arguments a) { return any_is(a, false); }},
    Function{"array",
             [](Arguments a) {
               return a.size() != 1 || !a[0] ? nullptr
                      : a[0]->is_array()     ? a[0]
                                             : template_lists::create_array(a);
             }},
    Function{"coalesce", template_lists::coalesce},
    Function{"concat", concat},
    Function{"contains", contains},
    Function{"createarray", template_lists::create_array},
    Function{"createobject", template_lists::create_object},
    Function{"div", [](Arguments a) { return arithmetic('/', a); }},
    Function{"empty", template_lists::is_empty},
    Function{"equals", equals},
    Function{"false", [](Arguments a) { return a.empty() ? template_value(false) : nullptr; }},
    Function{"first", [](Arguments a) { return template_lists::first_or_last(a, true); }},
    Function{"flatten", template_lists::flatten},
    Function{"format", format},
    Function{"int", to_number},
    Function{"items", template_lists::items},
    Function{"last", [](Arguments a) { return template_lists::first_or_last(a, false); }},
    Function{"length", template_lists::length},
    Function{"mod", [](Arguments a) { return arithmetic('%', a); }},
    Function{"mul", [](Arguments a) { return arithmetic('*', a); }},
    Function{"not", negation},
    Function{"null", [](Arguments a) { return a.empty() ? template_value(nullptr) : nullptr; }},
    Function{"or", [](Arguments a) { return any_is(a, true); }},
    Function{"range", template_lists::range},
    Function{"skip", [](Arguments a) { return template_lists::part_of_array(a, false); }},
    Function{"string", to_text},
    Function{"sub", [](Arguments a) { return arithmetic('-', a); }},
    Function{"take", [](Arguments a) { return template_lists::part_of_array(a, true); }},
    Function{"tolower", [](Arguments a) { return text_with(a, to_lower); }},
    Function{"trim",
             [](Arguments a) {
               return text_with(a, [](std::string_view text) { return copied(trim(text)); });
             }},
    Function{"true", [](Arguments a) { return a.empty() ? template_value(true) : nullptr; }},
    Function{"tryget", template_lists::try_get},
    Function{"union", template_lists::unite},
};

}  // namespace

TemplateValue call_template_function(std::string_view name,
                                     std::span<const TemplateValue> arguments) {
  const auto* const found =
      std::find_if(functions.begin(), functions.end(),
                   [&](const Function& function) { return function.name == name; });
  return found == functions.end() ? nullptr : known(found->call(arguments));
}

TemplateValue member_of(const TemplateValue& object, std::string_view name) {
  if (!object || !object->is_object()) {
    return nullptr;
  }
  for (auto member = object->begin(); member != object->end(); ++member) {
    if (equals_ignoring_case(member.key(), name)) {
      return value_within(object, *member);
    }
  }
  return nullptr;
}

TemplateValue element_of(const TemplateValue& whole, const TemplateValue& place) {
  if (!whole || !place) {
    return nullptr;
  }
  if (place->is_string()) {
    return member_of(whole, place->get_ref<const std::string&>());
  }
  const auto index = small_number(place);
  const bool is_there = index && *index >= 0 && whole->is_array() &&
                        *index < static_cast<std::int64_t>(whole->size());
  return is_there ? value_within(whole, (*whole)[static_cast<std::size_t>(*index)]) : nullptr;
}

}  // namespace netprobe
