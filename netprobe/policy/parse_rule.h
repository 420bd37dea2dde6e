#pragma once

#include "netprobe/policy/export_value.h"
#include "netprobe/policy/rule_set.h"

namespace netprobe {

/// Does the object have the members that only a security rule has?
bool looks_like_rule(const ExportValue& value);

/// Does the rule come from effective rules? Those are written otherwise: 0.0.0.0/0 stands for any
/// address, tags are expanded, names carry the list that they are from.
bool looks_effective(const ExportValue& rule);

/// One rule of any shape. What is missing or cannot be is noted in the value's reading.
SecurityRule parse_rule(const ExportValue& value, bool effective);

}  // namespace netprobe
