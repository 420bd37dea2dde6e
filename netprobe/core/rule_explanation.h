#pragma once

#include "netprobe/core/rules_report.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace netprobe {

/// `part`: of the addresses asked about, some.
enum class FieldMatch { yes, no, part, unknown };

/// How one rule stands to the traffic that was asked about, field by field.
struct ExplainedRule {
  std::string name;
  std::optional<int> priority;
  std::string access;  ///< "Allow", "Deny", "AlwaysAllow"; empty: a template expression
  bool is_default = false;
  std::string pointer;

  struct Field {
    std::string name;  ///< "destination port"
    FieldMatch match = FieldMatch::no;
    std::string value;  ///< as the rule has it
    bool operator==(const Field&) const = default;
  };
  std::vector<Field> fields;
  /// The part of the addresses that it decides, in this set.
  double share = 0;
  /// Rules before it have taken everything.
  bool is_reached = true;
  std::string doubt;  ///< why its say cannot be told, where it has one
  bool operator==(const ExplainedRule&) const = default;
};

struct ExplainedSet {
  RuleSource source;
  RuleVerdict verdict;  ///< of this set by itself
  std::vector<ExplainedRule> rules;
  bool operator==(const ExplainedSet&) const = default;
};

/// What becomes of TCP to one destination, rule by rule in the order of evaluation. IPv4, or IPv6
/// where the destination has nothing else.
struct RuleExplanation {
  std::string tool_version;
  std::string destination;
  std::uint16_t port = 443;
  bool port_was_given = false;
  std::string family;  ///< "IPv4" or "IPv6"
  TagOrigin tags;
  RuleVerdict verdict;
  std::vector<ExplainedSet> sets;
  bool operator==(const RuleExplanation&) const = default;
};

std::string_view name_of(FieldMatch match);

}  // namespace netprobe
