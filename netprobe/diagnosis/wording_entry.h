#pragma once

#include "netprobe/core/vocabulary.h"

#include <optional>
#include <span>
#include <string_view>

namespace netprobe {

/// A line of the table of words; without a cause it holds for every cause of the rule.
struct WordingEntry {
  std::string_view rule;
  std::optional<Cause> cause;
  std::string_view title, explanation, fix;
  std::string_view command;  ///< empty: none
};

/// The lines of the rules about names, packets, TLS and proxies. No rule stands in two of them.
std::span<const WordingEntry> wordings_of_names();
std::span<const WordingEntry> wordings_of_transport();
std::span<const WordingEntry> wordings_of_tls();
std::span<const WordingEntry> wordings_of_proxies();

}  // namespace netprobe
