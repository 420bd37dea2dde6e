// The words that a network team needs to act without asking back, in the order in which it reads
// them: what is asked for (from where to where, since when, what for, and how to see that it is
// done), three lines of proof, how to take it back.

#include "netprobe/core/text.h"
#include "netprobe/remedy/heading.h"
#include "netprobe/remedy/writers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <span>

namespace netprobe {

namespace {

constexpr std::size_t lines_of_proof = 3;

/// The first few, and how many more there are.
std::string few(const std::vector<std::string>& names, std::size_t most) {
  return names.size() <= most
             ? join(names, ", ")
             : fmt::format("{} and {} more", join(std::span(names).first(most), ", "),
                           names.size() - most);
}

void add(std::vector<std::string>& lines, std::string_view label, const std::string& text) {
  if (!text.empty()) {
    lines.push_back(fmt::format("  {:<10}  {}", label, text));
  }
}

std::string machine_of(const AllowList& list) {
  return list.machine.empty() ? std::string("the servers being backed up") : list.machine;
}

std::string asker(const AllowList& list) {
  std::string addresses;
  for (const IpAddress& address : list.from.addresses) {
    addresses += (addresses.empty() ? ", source address " : ", ") + address.to_string();
  }
  return machine_of(list) + addresses;
}

std::vector<std::string> destination(const Want& want) {
  std::string line = fmt::format("    TCP {:<5}  {}", want.port, want.name);
  if (!want.tags.empty()) {
    line += fmt::format("   (service tag {})", fmt::join(want.tags, ", "));
  }
  std::vector<std::string> addresses;
  std::transform(want.addresses.begin(), want.addresses.end(), std::back_inserter(addresses),
                 [](const IpAddress& address) { return address.to_string(); });
  constexpr std::size_t most_addresses = 8;
  std::vector<std::string> lines = {line};
  if (!addresses.empty()) {
    lines.push_back("               addresses seen: " + few(addresses, most_addresses));
  }
  return lines;
}

void add_destinations(std::vector<std::string>& lines, std::string_view title,
                      const std::vector<Want>& wants) {
  if (wants.empty()) {
    return;
  }
  lines.emplace_back("");
  lines.push_back(fmt::format("  {}", title));
  for (const Want& want : wants) {
    const auto more = destination(want);
    lines.insert(lines.end(), more.begin(), more.end());
  }
}

/// Each once. What no rule for a destination changes is asked for with the hosts that it is about:
/// they stand nowhere else.
void add_asks(std::vector<std::string>& lines, const AllowList& list) {
  constexpr std::size_t most_named = 3;
  std::vector<std::string> asks;
  for (const Case& one : list.cases) {
    const std::string ask = one.by_rules || one.hits.empty() || one.ask.empty()
                                ? one.ask
                                : fmt::format("{} (for {})", one.ask, few(one.hits, most_named));
    if (std::find(asks.begin(), asks.end(), ask) == asks.end()) {
      add(lines, asks.empty() ? "Remedy" : "", ask);
      asks.push_back(ask);
    }
  }
}

std::vector<std::string> request(const AllowList& list) {
  std::vector<std::string> lines;
  add(lines, "From", asker(list));
  add(lines, "By way of", join(list.from.proxies, ", "));
  add(lines, "Direction", list.is_empty() ? "" : "outbound, TCP; replies included");
  add(lines, "Since", list.since);
  add(lines, "Reason", list.reason);
  add_asks(lines, list);
  add_destinations(lines, "Please allow", list.open);
  add_destinations(lines, "Please exempt from TLS inspection, which Azure Backup does not support",
                   list.exempt);
  if (!list.is_empty()) {
    lines.insert(lines.end(), {"",
                               "  Please write names where the device knows names: addresses "
                               "of the service change.",
                               "  Please do not inspect TLS to them, or answer in their place."});
  }
  lines.insert(
      lines.end(),
      {"", fmt::format("  Done when this, run on {}, ends with exit status 0:", machine_of(list)),
       "    " + list.proof});
  return lines;
}

/// One case is shown by its facts, many by the first fact of each.
std::vector<std::string> proof(const std::vector<Case>& cases) {
  std::vector<std::string> lines;
  for (std::size_t depth = 0; lines.size() < lines_of_proof; ++depth) {
    const std::size_t before = lines.size();
    for (const Case& one : cases) {
      const bool has_more = depth == 0 || depth < one.evidence.size();
      if (!has_more || lines.size() == lines_of_proof) {
        continue;
      }
      const std::string fact = depth < one.evidence.size() ? one.evidence[depth] : one.explanation;
      lines.push_back(depth == 0 ? fmt::format("  - {}: {}", one.title, fact) : "  - " + fact);
    }
    if (lines.size() == before) {
      break;
    }
  }
  return lines;
}

std::string section(std::string_view title, const std::vector<std::string>& lines) {
  return lines.empty() ? std::string() : fmt::format("\n{}\n\n", title) + commented(lines, "");
}

std::string more_to_tell(const AllowList& list) {
  const std::string rest =
      list.cases.size() > lines_of_proof
          ? fmt::format(", which has {} findings more", list.cases.size() - lines_of_proof)
          : "";
  return commented(
      {"", fmt::format("Written by netprobe {} from {}{}.", list.tool_version, list.subject, rest)},
      "");
}

}  // namespace

std::string write_ticket(const AllowList& list) {
  const bool nothing = list.is_empty() && list.cases.empty() && list.left_out.empty();
  std::string out = commented(
      {nothing ? "Subject: Azure Backup: there is nothing to be done"
       : list.is_empty()
           ? fmt::format("Subject: Azure Backup does not work from {}", machine_of(list))
           : fmt::format("Subject: Please let Azure Backup through from {}", machine_of(list))},
      "");
  if (nothing) {
    return out + "\nThe report has no error: nothing need be changed.\n" + more_to_tell(list);
  }
  out += section("REQUEST", request(list));
  out += section("PROOF", proof(list.cases));
  out += section(
      "ROLL-BACK",
      {list.is_empty() ? "  Undo what was changed for this request; nothing else depends on it."
                       : "  Remove what was added for this request; nothing else was changed."});
  return out + commented(left_out_lines(list), "") + more_to_tell(list);
}

}  // namespace netprobe
