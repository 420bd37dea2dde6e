#include "netprobe/probe/block_pages.h"

#include "netprobe/core/text.h"

#include <algorithm>
#include <array>

namespace netprobe {

namespace {

enum class Part { location, server, body };

struct PageMark {
  Part part;
  std::string_view words;  ///< letter case ignored
  std::string_view product;
};

constexpr std::array page_marks = {
    PageMark{Part::body, "Action: Deny. Reason: No rule matched", "Azure Firewall"},
    PageMark{Part::body, "Action: Deny. Reason: Rule", "Azure Firewall"},
    PageMark{Part::location, "notify.bluecoat.com", "Symantec ProxySG"},
    PageMark{Part::location, "www.bluecoat.com/notify", "Symantec ProxySG"},
    PageMark{Part::body, "://notify.bluecoat.com", "Symantec ProxySG"},
    PageMark{Part::body, "Check Point UserCheck", "Check Point"},
    PageMark{Part::location, "/UserCheck/PortalMain?IID=", "Check Point"},
    PageMark{Part::location, ".opendns.com/", "Cisco Umbrella"},
    PageMark{Part::body, "block.opendns.com", "Cisco Umbrella"},
    PageMark{Part::location, "wired.meraki.com:8090/blocked.cgi", "Cisco Meraki"},
    PageMark{Part::location, ":15871/cgi-bin/block", "Forcepoint"},
    PageMark{Part::body, ":15871/cgi-bin/block", "Forcepoint"},
    PageMark{Part::body, "Powered By FortiGuard", "Fortinet"},
    PageMark{Part::body, "FortiGuard Intrusion Prevention", "Fortinet"},
    PageMark{Part::body, "has been blocked in accordance with company policy",
             "Palo Alto Networks"},
    PageMark{Part::location, "/php/urlblock.php?args=", "Palo Alto Networks"},
    PageMark{Part::body, "Internet Security by Zscaler", "Zscaler"},
    PageMark{Part::location, "://gateway.zscaler", "Zscaler"},
    PageMark{Part::body, "McAfee Web Gateway - Notification", "Skyhigh Web Gateway"},
    PageMark{Part::server, "SonicWALL", "SonicWall"},
    PageMark{Part::body, "cfssupport.sonicwall.com", "SonicWall"},
    PageMark{Part::server, "BarracudaHTTP", "Barracuda"},
    PageMark{Part::server, "Barracuda/NGFirewall", "Barracuda"},
    PageMark{Part::body, "Barracuda Web Filter", "Barracuda"},
    PageMark{Part::location, "/ibreports/ibp/bp.html", "iboss"},
    PageMark{Part::location, "/iboss/restricted.html", "iboss"},
    PageMark{Part::body, "poweredbynetsweeper.com", "Netsweeper"},
    PageMark{Part::body, "/webadmin/deny/", "Netsweeper"},
    PageMark{Part::body, "This page has been blocked by Kerio Control", "Kerio Control"},
    PageMark{Part::body, "Lightspeed System - Web Access", "Lightspeed"},
    PageMark{Part::body, "Juniper Web Filtering", "Juniper"},
    PageMark{Part::location, "web-filter/blockpage", "Untangle"},
    PageMark{Part::location, "squidGuard.cgi?clientaddr=", "squidGuard"},
    PageMark{Part::body, "Stylesheet for Squid Error pages", "squid"},
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
  const auto spoken = std::find_if(page_marks.begin(), page_marks.end(), [&](const PageMark& mark) {
    return contains_ignoring_case(part(mark.part), mark.words);
  });
  return spoken == page_marks.end() ? std::nullopt : std::optional(spoken->product);
}

}  // namespace netprobe
