#pragma once

#include "netprobe/policy/template_value.h"

#include <cstdint>
#include <optional>
#include <span>

namespace netprobe {

using TemplateArguments = std::span<const TemplateValue>;

bool all_known(TemplateArguments arguments);
/// Each of them is known, and what `is_it` says.
bool are_all(TemplateArguments arguments, bool (nlohmann::json::*is_it)() const noexcept);
/// A whole number that can be reckoned with.
std::optional<std::int64_t> small_number(const TemplateValue& value);

/// The functions of templates that are about lists and objects. Each is null where the result
/// cannot be told.
namespace template_lists {

TemplateValue joined(TemplateArguments arguments);
TemplateValue length(TemplateArguments arguments);
TemplateValue is_empty(TemplateArguments arguments);
TemplateValue create_array(TemplateArguments arguments);
TemplateValue create_object(TemplateArguments arguments);
TemplateValue range(TemplateArguments arguments);
TemplateValue coalesce(TemplateArguments arguments);
TemplateValue try_get(TemplateArguments arguments);
TemplateValue first_or_last(TemplateArguments arguments, bool is_first);
TemplateValue flatten(TemplateArguments arguments);
TemplateValue items(TemplateArguments arguments);
TemplateValue unite(TemplateArguments arguments);
TemplateValue part_of_array(TemplateArguments arguments, bool is_front);

}  // namespace template_lists

}  // namespace netprobe
