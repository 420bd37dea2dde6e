#include "netprobe/policy/template_lists.h"

#include "netprobe/policy/template_functions.h"

#include <algorithm>
#include <string>
#include <utility>

namespace netprobe {

namespace {

constexpr std::uint32_t largest_number = 1'000'000'000;

}  // namespace

bool all_known(TemplateArguments arguments) {
  return std::none_of(arguments.begin(), arguments.end(),
                      [](const TemplateValue& value) { return value == nullptr; });
}

/// Each of them is known, and what `is_it` says.
bool are_all(TemplateArguments arguments, bool (nlohmann::json::*is_it)() const noexcept) {
  return std::all_of(arguments.begin(), arguments.end(), [&](const TemplateValue& value) {
    return value != nullptr && ((*value).*is_it)();
  });
}

std::optional<std::int64_t> small_number(const TemplateValue& value) {
  if (!value || !value->is_number_integer()) {
    return std::nullopt;
  }
  const bool is_small = value->is_number_unsigned()
                            ? value->get<std::uint64_t>() <= largest_number
                            : value->get<std::int64_t>() >= -std::int64_t{largest_number};
  return is_small ? std::optional(value->get<std::int64_t>()) : std::nullopt;
}

namespace template_lists {

namespace {

/// A list holds also what cannot be told.
nlohmann::json part_of_list(const TemplateValue& value) { return value ? *value : open_value(""); }

}  // namespace

TemplateValue length(TemplateArguments arguments) {
  if (arguments.size() != 1 || !arguments[0]) {
    return nullptr;
  }
  const nlohmann::json& value = *arguments[0];
  if (value.is_structured()) {
    return template_value(value.size());
  }
  // Azure counts UTF-16 units.
  const bool is_ascii =
      value.is_string() &&
      std::all_of(value.get_ref<const std::string&>().begin(),
                  value.get_ref<const std::string&>().end(), [](char c) { return c > 0; });
  return is_ascii ? template_value(value.get_ref<const std::string&>().size()) : nullptr;
}

TemplateValue is_empty(TemplateArguments arguments) {
  if (arguments.size() != 1 || !arguments[0]) {
    return nullptr;
  }
  const nlohmann::json& value = *arguments[0];
  if (value.is_string()) {
    return template_value(value.get_ref<const std::string&>().empty());
  }
  return value.is_structured() || value.is_null() ? template_value(value.empty()) : nullptr;
}

TemplateValue create_array(TemplateArguments arguments) {
  nlohmann::json list = nlohmann::json::array();
  for (const TemplateValue& value : arguments) {
    list.push_back(part_of_list(value));
  }
  return template_value(std::move(list));
}

TemplateValue create_object(TemplateArguments arguments) {
  nlohmann::json object = nlohmann::json::object();
  for (std::size_t i = 0; i < arguments.size(); i += 2) {
    const bool is_pair = i + 1 < arguments.size() && arguments[i] && arguments[i]->is_string();
    if (!is_pair) {
      return nullptr;
    }
    object[arguments[i]->get<std::string>()] = part_of_list(arguments[i + 1]);
  }
  return template_value(std::move(object));
}

TemplateValue range(TemplateArguments arguments) {
  constexpr std::int64_t most = 10'000;
  const auto first = arguments.size() == 2 ? small_number(arguments[0]) : std::nullopt;
  const auto count = first ? small_number(arguments[1]) : std::nullopt;
  if (!count || *count < 0 || *count > most) {
    return nullptr;
  }
  nlohmann::json list = nlohmann::json::array();
  for (std::int64_t i = 0; i < *count; ++i) {
    list.push_back(*first + i);
  }
  return template_value(std::move(list));
}

TemplateValue coalesce(TemplateArguments arguments) {
  for (const TemplateValue& value : arguments) {
    if (!value || !value->is_null()) {
      return value;
    }
  }
  return arguments.empty() ? nullptr : template_value(nullptr);
}

/// Null, the value of JSON, where something on the way is not there.
TemplateValue try_get(TemplateArguments arguments) {
  if (arguments.empty() || !all_known(arguments)) {
    return nullptr;
  }
  TemplateValue found = arguments[0];
  for (const TemplateValue& place : arguments.subspan(1)) {
    const bool can_be_told = found && ((found->is_object() && place->is_string()) ||
                                       (found->is_array() && small_number(place)));
    if (!can_be_told) {
      return nullptr;
    }
    found = element_of(found, place);
    if (!found) {
      return template_value(nullptr);
    }
  }
  return found;
}

TemplateValue first_or_last(TemplateArguments arguments, bool is_first) {
  if (arguments.size() != 1 || !are_all(arguments, &nlohmann::json::is_array) ||
      arguments[0]->empty()) {
    return nullptr;
  }
  return value_within(arguments[0], is_first ? arguments[0]->front() : arguments[0]->back());
}

TemplateValue joined(TemplateArguments arguments) {
  nlohmann::json list = nlohmann::json::array();
  for (const TemplateValue& part : arguments) {
    list.insert(list.end(), part->begin(), part->end());
  }
  return template_value(std::move(list));
}

TemplateValue flatten(TemplateArguments arguments) {
  if (arguments.size() != 1 || !are_all(arguments, &nlohmann::json::is_array)) {
    return nullptr;
  }
  nlohmann::json list = nlohmann::json::array();
  for (const nlohmann::json& part : *arguments[0]) {
    if (!part.is_array()) {
      return nullptr;
    }
    list.insert(list.end(), part.begin(), part.end());
  }
  return template_value(std::move(list));
}

/// Pairs of keys and values in the order of the keys. How Azure orders keys that differ in letter
/// case or hold signs is not told anywhere.
TemplateValue items(TemplateArguments arguments) {
  if (arguments.size() != 1 || !are_all(arguments, &nlohmann::json::is_object)) {
    return nullptr;
  }
  nlohmann::json list = nlohmann::json::array();
  for (const auto& [key, value] : arguments[0]->items()) {
    const bool is_plain = std::all_of(key.begin(), key.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    });
    if (!is_plain) {
      return nullptr;
    }
    list.push_back({{"key", key}, {"value", value}});
  }
  return template_value(std::move(list));
}

/// Of lists each element once; objects with no member in common.
TemplateValue unite(TemplateArguments arguments) {
  const bool are_lists = are_all(arguments, &nlohmann::json::is_array);
  if (arguments.empty() || (!are_lists && !are_all(arguments, &nlohmann::json::is_object))) {
    return nullptr;
  }
  nlohmann::json whole = are_lists ? nlohmann::json::array() : nlohmann::json::object();
  for (const TemplateValue& part : arguments) {
    if (has_open_part(*part)) {
      return nullptr;
    }
    for (const auto& [key, value] : part->items()) {
      if (!are_lists) {
        if (member_of(template_value(whole), key)) {
          return nullptr;
        }
        whole[key] = value;
      } else if (std::find(whole.begin(), whole.end(), value) == whole.end()) {
        whole.push_back(value);
      }
    }
  }
  return template_value(std::move(whole));
}

TemplateValue part_of_array(TemplateArguments arguments, bool is_front) {
  const auto count = arguments.size() == 2 ? small_number(arguments[1]) : std::nullopt;
  if (!count || !arguments[0] || !arguments[0]->is_array()) {
    return nullptr;
  }
  const auto size = static_cast<std::int64_t>(arguments[0]->size());
  const auto middle = arguments[0]->begin() + std::clamp<std::int64_t>(*count, 0, size);
  nlohmann::json list = nlohmann::json::array();
  list.insert(list.end(), is_front ? arguments[0]->begin() : middle,
              is_front ? middle : arguments[0]->end());
  return template_value(std::move(list));
}

}  // namespace template_lists

}  // namespace netprobe
