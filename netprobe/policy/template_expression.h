#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// An expression of a deployment template, taken apart: what stands in the brackets of
/// "[length(parameters('rules'))]".
struct TemplateExpression {
  enum class Kind { text, number, call, member, element };
  Kind kind = Kind::text;
  std::string text;  ///< of a text; the name of a function (in lower case) or of a member
  std::int64_t number = 0;
  /// The arguments of a call; what a member or an element is of, and which element.
  std::vector<TemplateExpression> operands;
};

/// Nothing for what is no expression, nests too deep, or calls a function of the template's own.
std::optional<TemplateExpression> parse_template_expression(std::string_view text);

}  // namespace netprobe
