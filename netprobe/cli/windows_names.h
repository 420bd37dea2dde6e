#pragma once

#include "netprobe/cli/machine.h"

#include <string>
#include <vector>

namespace netprobe {

/// A rule of the Name Resolution Policy Table: such names are asked of other resolvers than those
/// of the adapters. ([MS-GPNRPT]; programs that ask the adapters' resolvers by themselves, as this
/// one does, do not see it.)
struct NrptRule {
  std::vector<std::string> names;    ///< ".corp.example" for a domain and what is below it
  std::vector<std::string> servers;  ///< addresses; empty: the rule is about something else
  bool operator==(const NrptRule&) const = default;
};

/// What of the registry decides how names are resolved, as texts.
struct WindowsNameTexts {
  std::string search_list;  ///< "corp.example,other.example", of policy or of this machine
  std::string domain;       ///< of this machine
  std::vector<NrptRule> rules;
};

/// In the form of resolv.conf(5), so that one reader serves all systems, with Windows' own names
/// for the places.
NameFiles name_files_of(const WindowsNameTexts& texts);

/// The servers of GenericDNSServers: "10.0.0.53;10.0.0.54". What is no address is left out.
std::vector<std::string> nrpt_servers(const std::string& text);

/// What this machine says: both keys of the table (local and by policy), the search list.
NameFiles windows_name_files();

}  // namespace netprobe
