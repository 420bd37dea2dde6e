#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace netprobe {

/// A value in a deployment template, shared rather than copied: a list of rules is asked for once
/// for each field of each rule. What cannot be told is null, or, within a value, a binary one,
/// which no JSON text can hold: its bytes are the expression, if it has one of its own.
using TemplateValue = std::shared_ptr<const nlohmann::json>;

TemplateValue template_value(nlohmann::json value);
/// The value within another, which stays alive.
TemplateValue value_within(const TemplateValue& whole, const nlohmann::json& part);
nlohmann::json open_value(const std::string& expression);
std::string expression_of(const nlohmann::json& open);

/// Null where the value itself cannot be told.
TemplateValue known(TemplateValue value);
bool has_open_part(const nlohmann::json& value);

/// The member of that name in any letter case, null included; nothing where there is none.
const nlohmann::json* find_member(const nlohmann::json& object, std::string_view name);
std::string text_or(const nlohmann::json* value, std::string_view otherwise);
/// Is it an element of a "copy" that makes lists?
bool is_template_loop(const nlohmann::json& copy);

/// How many values it holds, itself among them; more than `most` where it nests too deep or there
/// are more.
std::size_t size_of(const nlohmann::json& value, std::size_t most, int depth = 0);

}  // namespace netprobe
