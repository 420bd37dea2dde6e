#include "netprobe/cli/remedy_options.h"

#include "netprobe/cli/options.h"
#include "netprobe/cli/words.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace netprobe {

void add_remedy_options(CLI::App& command, RemedyOptions& options) {
  add_option(command, "--for", options.syntax,
             "whose syntax: az, bicep, terraform, azure-firewall, squid, panos, fortigate, "
             "nftables, windows, ticket");
  add_option(command, "--chain", options.chain,
             "for nftables: the chain that the rules go into, \"FAMILY TABLE CHAIN\"; "
             "default: inet filter forward, or output where this machine itself blocks");
  add_flag(command, "--optional", options.optional_too, "take in what is not required, too");
}

Result<ChosenSyntax> chosen_syntax(const RemedyOptions& options) {
  std::vector<std::pair<std::string, Syntax>> choices;
  for (const Syntax syntax : all_syntaxes()) {
    choices.emplace_back(name_of(syntax), syntax);
  }
  const auto syntax = choose<Syntax>("--for", options.syntax, choices);
  if (!syntax) {
    return tl::unexpected(syntax.error());
  }
  ChosenSyntax chosen{*syntax, {}};
  if (options.chain.empty()) {
    return chosen;
  }
  if (chosen.syntax != Syntax::nftables) {
    return usage_error(fmt::format("--chain: found with --for {}, expected with nftables alone",
                                   name_of(*syntax)));
  }
  chosen.options.chain = NftChain::parse(options.chain);
  if (!chosen.options.chain) {
    return usage_error(fmt::format(
        "--chain: found \"{}\", expected FAMILY TABLE CHAIN in one word of the shell, such as "
        "\"inet filter forward\"; the family is inet, ip, ip6 or bridge",
        printable(options.chain, 200)));
  }
  return chosen;
}

}  // namespace netprobe
