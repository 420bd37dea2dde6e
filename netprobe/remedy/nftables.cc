// nft(8): insert rule FAMILY TABLE CHAIN …, anonymous sets of prefixes, `comment` on a rule, and
// `nft -a list chain`, which prints the handle that `delete rule` takes. A rule that accepts in a
// chain of its own would not help: another base chain at the same hook still drops. So the rules
// are put first into the chain that does.

#include "netprobe/core/text.h"
#include "netprobe/remedy/heading.h"
#include "netprobe/remedy/writers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace netprobe {

namespace {

constexpr std::size_t longest_word = 63;

/// A letter, then letters, digits and _ . - / (nft's scanner, token "string").
bool is_nft_word(std::string_view text) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return !text.empty() && text.size() <= longest_word &&
         (is_letter(text.front()) || text.front() == '_') &&
         std::all_of(text.begin(), text.end(), [&](char c) {
           return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
         });
}

NftChain chain_for(const AllowList& list, const WriteOptions& options) {
  return options.chain.value_or(
      NftChain{"inet", "filter", list.at_this_machine ? "output" : "forward"});
}

std::string rule_line(const NftChain& chain, Family family,
                      const std::vector<std::string>& prefixes, std::uint16_t port,
                      const std::string& mark) {
  return fmt::format("insert rule {} {} {} {} daddr {{ {} }} tcp dport {} accept comment \"{}\"\n",
                     chain.family, chain.table, chain.chain, family == Family::ipv4 ? "ip" : "ip6",
                     fmt::join(prefixes, ", "), port, mark);
}

bool has_family(const NftChain& chain, Family family) {
  return chain.family == "inet" || chain.family == "bridge" ||
         chain.family == (family == Family::ipv4 ? "ip" : "ip6");
}

}  // namespace

std::optional<NftChain> NftChain::parse(std::string_view text) {
  const auto words = split(text, " \t");
  constexpr std::array<std::string_view, 4> families = {"inet", "ip", "ip6", "bridge"};
  if (words.size() != 3 ||
      std::find(families.begin(), families.end(), words[0]) == families.end() ||
      !is_nft_word(words[1]) || !is_nft_word(words[2])) {
    return std::nullopt;
  }
  return NftChain{words[0], words[1], words[2]};
}

std::string write_nftables(const AllowList& list, const WriteOptions& options) {
  const NftChain chain = chain_for(list, options);
  const std::string where = fmt::format("{} {} {}", chain.family, chain.table, chain.chain);
  const std::string mark = "netprobe-" + list.id;
  std::string body;
  for (const PortGroup& group : by_port(list.open)) {
    for (const Family family : {Family::ipv4, Family::ipv6}) {
      const auto prefixes = prefixes_in(group.wants, family);
      if (!prefixes.empty() && has_family(chain, family)) {
        body += rule_line(chain, family, prefixes, group.port, mark);
      }
    }
  }
  Usage usage;
  usage.apply = {fmt::format("nft -c -f this-file && nft -f this-file   (rules go first into the "
                             "chain {}; --chain names another)",
                             where),
                 "keep them: put the rules into the file that nftables is loaded from"};
  usage.undo = {
      fmt::format("nft -a list chain {0} | sed -n 's/.*\"{1}\".*# handle "
                  "\\([0-9]*\\)$/delete rule {0} handle \\1/p' | nft -f -",
                  where, mark)};
  usage.notes = {"answers must pass too: ct state established,related accept"};
  if (!names_in(list.open).empty()) {
    usage.notes.emplace_back(
        "WARNING: nftables knows no names. Single addresses below are what the names resolved to "
        "when the report was made; Azure changes them without notice, and hosts of other regions "
        "and accounts have others. A proxy or a firewall that knows names lasts longer.");
  }
  return heading(list, Syntax::nftables, usage) + "\n" + body;
}

}  // namespace netprobe
