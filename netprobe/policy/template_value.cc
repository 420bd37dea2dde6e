#include "netprobe/policy/template_value.h"

#include "netprobe/core/text.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace netprobe {

namespace {

/// Templates build values out of values, and what they build is copied by recursion.
constexpr int deepest_value = 150;

}  // namespace

TemplateValue template_value(nlohmann::json value) {
  return std::make_shared<const nlohmann::json>(std::move(value));
}

TemplateValue value_within(const TemplateValue& whole, const nlohmann::json& part) {
  return {whole, &part};
}

nlohmann::json open_value(const std::string& expression) {
  return nlohmann::json::binary(std::vector<std::uint8_t>(expression.begin(), expression.end()));
}

std::string expression_of(const nlohmann::json& open) {
  const auto& bytes = open.get_binary();
  return {bytes.begin(), bytes.end()};
}

TemplateValue known(TemplateValue value) {
  return value && value->is_binary() ? nullptr : std::move(value);
}

bool has_open_part(const nlohmann::json& value) {
  return value.is_binary() ||
         (value.is_structured() && std::any_of(value.begin(), value.end(), has_open_part));
}

const nlohmann::json* find_member(const nlohmann::json& object, std::string_view name) {
  if (object.is_object()) {
    for (auto member = object.begin(); member != object.end(); ++member) {
      if (equals_ignoring_case(member.key(), name)) {
        return &*member;
      }
    }
  }
  return nullptr;
}

std::string text_or(const nlohmann::json* value, std::string_view otherwise) {
  return value != nullptr && value->is_string() ? value->get<std::string>()
                                                : std::string(otherwise);
}

bool is_template_loop(const nlohmann::json& copy) {
  return find_member(copy, "name") != nullptr && find_member(copy, "count") != nullptr;
}

std::size_t size_of(const nlohmann::json& value, std::size_t most, int depth) {
  if (depth > deepest_value) {
    return most + 1;
  }
  std::size_t size = 1;
  if (value.is_structured()) {
    for (const nlohmann::json& part : value) {
      size += size > most ? 0 : size_of(part, most - std::min(most, size), depth + 1);
    }
  }
  return size;
}

}  // namespace netprobe
