#pragma once

#include "netprobe/policy/export_value.h"
#include "netprobe/policy/rule_set.h"

#include <optional>
#include <string_view>
#include <vector>

namespace netprobe {

/// A prefix as Azure's tools write it: host bits that are set are cleared, as the service does.
/// Nothing when it cannot be: a length beyond the family's, or no number.
std::optional<Cidr> parse_prefix(std::string_view text);

/// One text of a rule's or a route's prefixes: `*`, an address, a prefix, an expression, else a
/// service tag. (The service itself has been seen to take "789": so nothing without a '/' is an
/// error.) A prefix that cannot be is noted, and gives nothing.
std::optional<AddressTerm> parse_address_term(const ExportValue& value);

/// The terms of the properties `one` (a text, or in PowerShell a list) and `many`, each once.
std::vector<AddressTerm> read_address_terms(const ExportValue& object, std::string_view one,
                                            std::string_view many);

/// How a person would write the term.
std::string to_string(const AddressTerm& term);

}  // namespace netprobe
