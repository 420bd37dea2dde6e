#pragma once

#include "netprobe/policy/template_value.h"

#include <span>
#include <string_view>

namespace netprobe {

/// The functions of templates that need nothing but their arguments
/// (learn.microsoft.com/azure/azure-resource-manager/templates/template-functions), as far as
/// templates use them to make lists of rules. Null where the result cannot be told: an argument is
/// not known, the call is wrong, or the function is another one. The name is in lower case.
TemplateValue call_template_function(std::string_view name,
                                     std::span<const TemplateValue> arguments);

/// `object.name` or `object['name']`, in any letter case, as Azure takes it, or `list[2]`.
TemplateValue member_of(const TemplateValue& object, std::string_view name);
TemplateValue element_of(const TemplateValue& whole, const TemplateValue& place);

}  // namespace netprobe
