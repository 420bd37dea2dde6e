#include "netprobe/policy/nsg_place.h"

#include "netprobe/core/az_command.h"
#include "netprobe/core/shell_word.h"
#include "netprobe/core/text.h"

#include <fmt/format.h>

namespace netprobe {

// `quoted` is what the standard library calls its own, and would be found for a std::string.
std::string as_shell_word(std::string_view text) { return shell_word(printable(text, 300)); }

std::string nsg_place(const RuleSet& set, std::string_view option) {
  return nsg_option_words(set.subscription, set.resource_group,
                          set.has_own_name ? std::string_view(set.name) : "", option);
}

std::string export_command(const RuleSet& set) {
  return fmt::format("az network nsg show {} --output json > nsg.json", nsg_place(set, "--name"));
}

}  // namespace netprobe
