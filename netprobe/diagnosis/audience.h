#pragma once

#include "netprobe/diagnosis/facts.h"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// For whom a finding is and what it is about: that decides which numbers, pages, tags, ports and
/// commands fit.
struct Audience {
  Cloud cloud = Cloud::public_cloud;
  std::vector<Workload> workloads;  ///< that ask for the rows
  /// Does the machine run in Azure, so that an NSG may be meant? None: nothing says so.
  std::optional<bool> in_azure;
  bool nsg_allows = false;  ///< exported rules say that none of its NSGs has them
  std::set<std::uint16_t> ports;
  std::vector<std::string> tags;  ///< the service tags of the rows, as far as they have any
  bool platform = false;          ///< Azure's own addresses at the VM
  bool sign_in = false;
  bool service = false;     ///< anything of the service beside sign-in: control, storage, tags
  bool only_queue = false;  ///< nothing but storage's queues
  bool recovery = false;    ///< the iSCSI target of file recovery

  [[nodiscard]] bool has(Workload workload) const;
};

/// Of rows, by their places in the plan.
Audience audience_of(const Facts& facts, const std::set<std::size_t>& rows);

/// What an agent, or its log, would say of it. Each workload has numbers or words of its own.
std::vector<std::string> agent_errors(const Audience& audience, Cause cause);

/// Pages that say what is needed.
std::vector<std::string> pages_for(const Audience& audience, Cause cause);

/// "TCP 443", "TCP 80 and 443"
std::string words_of_ports(const Audience& audience);
/// "the service tags AzureBackup and Storage", "the addresses of these hosts"
std::string words_of_tags(const Audience& audience);
/// "; in the NSG of this Azure VM to the service tag Storage"; empty where no NSG can be meant.
std::string words_of_nsg(const Audience& audience);
/// What is documented of TLS inspection; empty where nothing is.
std::string words_of_inspection(const Audience& audience);

}  // namespace netprobe
