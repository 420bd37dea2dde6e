// The words that a network team needs to act without asking back: who, from where to where, what
// was seen and when, what to open, how to see that it helped, how to take it back.

#include "netprobe/core/text.h"
#include "netprobe/remedy/heading.h"
#include "netprobe/remedy/writers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace netprobe {

namespace {

std::string numbered(const Case& one, std::size_t number) {
  std::vector<std::string> lines = {fmt::format("{}. {}", number, one.title),
                                    fmt::format("   Judged:    {}", one.judged),
                                    fmt::format("   {}", one.explanation)};
  for (const std::string& evidence : one.evidence) {
    lines.push_back("   Seen:      " + evidence);
  }
  lines.push_back(fmt::format("   Asked for: {}", one.ask));
  if (!one.hits.empty()) {
    lines.push_back(fmt::format("   Hits:      {}", join(one.hits, ", ")));
  }
  return commented(lines, "");
}

std::string destination(const Want& want) {
  std::string line = fmt::format("  TCP {:<5}  {}", want.port, want.name);
  if (!want.tags.empty()) {
    line += fmt::format("   (service tag {})", fmt::join(want.tags, ", "));
  }
  std::string addresses;
  for (const IpAddress& address : want.addresses) {
    addresses += (addresses.empty() ? "" : ", ") + address.to_string();
  }
  return addresses.empty() ? line : line + "   resolved to " + addresses;
}

std::string section(std::string_view title, const std::vector<std::string>& lines) {
  return lines.empty() ? std::string() : fmt::format("\n{}\n\n", title) + commented(lines, "");
}

std::vector<std::string> destinations(const std::vector<Want>& wants) {
  std::vector<std::string> lines;
  lines.reserve(wants.size());
  for (const Want& want : wants) {
    lines.push_back(destination(want));
  }
  return lines;
}

}  // namespace

std::string write_ticket(const AllowList& list) {
  const bool nothing = list.is_empty() && list.cases.empty() && list.left_out.empty();
  const std::string from =
      list.machine.empty() ? std::string("the servers being backed up") : list.machine;
  std::string out = commented(
      {nothing           ? "Subject: Azure Backup: there is nothing to be done"
       : list.is_empty() ? fmt::format("Subject: Azure Backup does not work from {}", from)
                         : fmt::format("Subject: Please let Azure Backup through from {}", from),
       "", fmt::format("Written by netprobe {} from {}.", list.tool_version, list.subject)},
      "");
  if (nothing) {
    return out + "\nThe report has no error: nothing need be changed.\n";
  }
  if (!list.cases.empty()) {
    out += "\nWHAT IS WRONG\n\n";
    std::size_t number = 0;
    for (const Case& one : list.cases) {
      out += numbered(one, ++number);
    }
  }
  if (!list.is_empty()) {
    out += section("WHO", {"  From: " + from, "  Direction: outbound (replies included)"});
  }
  out += section("PLEASE ALLOW", destinations(list.open));
  out += section("PLEASE EXEMPT FROM TLS INSPECTION (Azure Backup does not support it)",
                 destinations(list.exempt));
  if (!list.is_empty()) {
    out +=
        "\nNames rather than addresses where the device knows names: addresses of the service "
        "change.\nPlease do not inspect TLS to them, or answer in their place.\n";
  }
  out += section("HOW TO SEE THAT IT HELPED",
                 {"  Run this on " + from + "; exit status 0 means fixed:", "  " + list.proof});
  if (!list.is_empty()) {
    out += section("HOW TO TAKE IT BACK",
                   {"  Remove what was added for this request; nothing else was changed."});
  }
  return out + commented(left_out_lines(list), "");
}

}  // namespace netprobe
