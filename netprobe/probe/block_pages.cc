#include "netprobe/probe/block_pages.h"

#include "netprobe/core/text.h"

#include <algorithm>
#include <array>

namespace netprobe {

namespace {

enum class Part { location, server, body };

struct Mark {
  Part part;
  std::string_view words;  ///< letter case ignored
  std::string_view product;
};

constexpr std::array marks = {
    Mark{Part::body, "Action: Deny. Reason: No rule matched", "Azure Firewall"},
    Mark{Part::body, "Action: Deny. Reason: Rule", "Azure Firewall"},
    Mark{Part::location, "notify.bluecoat.com", "Symantec ProxySG"},
    Mark{Part::location, "www.bluecoat.com/notify", "Symantec ProxySG"},
    Mark{Part::body, "://notify.bluecoat.com", "Symantec ProxySG"},
    Mark{Part::body, "Check Point UserCheck", "Check Point"},
    Mark{Part::location, "/UserCheck/PortalMain?IID=", "Check Point"},
    Mark{Part::location, ".opendns.com/", "Cisco Umbrella"},
    Mark{Part::body, "block.opendns.com", "Cisco Umbrella"},
    Mark{Part::location, "wired.meraki.com:8090/blocked.cgi", "Cisco Meraki"},
    Mark{Part::location, ":15871/cgi-bin/block", "Forcepoint"},
    Mark{Part::body, ":15871/cgi-bin/block", "Forcepoint"},
    Mark{Part::body, "Powered By FortiGuard", "Fortinet"},
    Mark{Part::body, "FortiGuard Intrusion Prevention", "Fortinet"},
    Mark{Part::body, "has been blocked in accordance with company policy", "Palo Alto Networks"},
    Mark{Part::location, "/php/urlblock.php?args=", "Palo Alto Networks"},
    Mark{Part::body, "Internet Security by Zscaler", "Zscaler"},
    Mark{Part::location, "://gateway.zscaler", "Zscaler"},
    Mark{Part::body, "McAfee Web Gateway - Notification", "Skyhigh Web Gateway"},
    Mark{Part::server, "SonicWALL", "SonicWall"},
    Mark{Part::body, "cfssupport.sonicwall.com", "SonicWall"},
    Mark{Part::server, "BarracudaHTTP", "Barracuda"},
    Mark{Part::server, "Barracuda/NGFirewall", "Barracuda"},
    Mark{Part::body, "Barracuda Web Filter", "Barracuda"},
    Mark{Part::location, "/ibreports/ibp/bp.html", "iboss"},
    Mark{Part::location, "/iboss/restricted.html", "iboss"},
    Mark{Part::body, "poweredbynetsweeper.com", "Netsweeper"},
    Mark{Part::body, "/webadmin/deny/", "Netsweeper"},
    Mark{Part::body, "This page has been blocked by Kerio Control", "Kerio Control"},
    Mark{Part::body, "Lightspeed System - Web Access", "Lightspeed"},
    Mark{Part::body, "Juniper Web Filtering", "Juniper"},
    Mark{Part::location, "web-filter/blockpage", "Untangle"},
    Mark{Part::location, "squidGuard.cgi?clientaddr=", "squidGuard"},
    Mark{Part::body, "Stylesheet for Squid Error pages", "squid"},
};

/// Azure Firewall's own, unofficial status for what no application rule allows.
constexpr int azure_firewall_status = 470;

std::string_view header(const std::vector<std::pair<std::string, std::string>>& headers,
                        std::string_view name) {
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const auto& one) {
    return equals_ignoring_case(one.first, name);
  });
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace

std::optional<std::string_view> block_page_product(
    int status, const std::vector<std::pair<std::string, std::string>>& headers,
    std::string_view body) {
  if (status == azure_firewall_status) {
    return "Azure Firewall";
  }
  const auto part = [&](Part which) {
    switch (which) {
      case Part::location:
        return header(headers, "Location");
      case Part::server:
        return header(headers, "Server");
      case Part::body:
        return body;
    }
    return std::string_view();
  };
  const auto spoken = std::find_if(marks.begin(), marks.end(), [&](const Mark& mark) {
    return contains_ignoring_case(part(mark.part), mark.words);
  });
  return spoken == marks.end() ? std::nullopt : std::optional(spoken->product);
}

}  // namespace netprobe
