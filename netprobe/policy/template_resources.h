#pragma once

#include "netprobe/policy/export_value.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace netprobe {

/// A resource of a deployment template, taken out of loops, parents and nested deployments.
// NOLINTNEXTLINE(bugprone-exception-escape): nlohmann promises that its values move without one
struct TemplateResource {
  std::string type;  ///< "Microsoft.Network/networkSecurityGroups/securityRules"
  /// Its "name" and "properties", evaluated as far as the file tells; the rest are expressions.
  nlohmann::json json;
  std::string pointer;
  std::optional<std::size_t> parent;  ///< its place in the list, where it stands inside another
  /// False where it is deployed on a condition, or nobody knows how many times.
  bool is_certain = true;
  bool is_existing = false;          ///< one that is there already: the template only refers to it
  std::vector<std::string> assumed;  ///< parameters whose default values it has
};

/// Something in the template that may make resources, and of which the file does not say which.
struct UnreadPart {
  std::string words;  ///< an expression: "[what the deployment backup makes]"
  std::string pointer;
};

struct TemplateContents {
  std::vector<TemplateResource> resources;  ///< of NSGs and route tables, and below them
  std::vector<UnreadPart> unread;
};

bool looks_like_template(const ExportValue& value);
TemplateContents read_template(const ExportValue& value);

/// Is it of the type, in any letter case?
bool is_of_type(const TemplateResource& resource, std::string_view type);

}  // namespace netprobe
