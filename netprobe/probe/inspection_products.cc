#include "netprobe/probe/inspection_products.h"

#include "netprobe/core/text.h"

#include <array>

namespace netprobe {

namespace {

struct Product {
  std::string_view mark;  ///< part of a subject or issuer, letter case ignored
  std::string_view name;
};

/// What these products write into the certificates that they make.
constexpr std::array products = {
    Product{"Zscaler", "Zscaler"},
    Product{"Netskope", "Netskope"},
    Product{"goskope", "Netskope"},
    Product{"Palo Alto Networks", "Palo Alto Networks"},
    Product{"Fortinet", "Fortinet"},
    Product{"FortiGate", "Fortinet"},
    Product{"Blue Coat", "Symantec ProxySG"},
    Product{"BlueCoat", "Symantec ProxySG"},
    Product{"Cloud Services CA", "Symantec Web Security Service"},
    Product{"Forcepoint", "Forcepoint"},
    Product{"Websense", "Forcepoint"},
    Product{"Sophos", "Sophos"},
    Product{"Cisco Umbrella", "Cisco Umbrella"},
    Product{"IronPort", "Cisco Secure Web Appliance"},
    Product{"Check Point", "Check Point"},
    Product{"mitmproxy", "mitmproxy"},
    Product{"Squid", "squid"},
    Product{"Barracuda", "Barracuda"},
    Product{"McAfee Web Gateway", "Skyhigh Web Gateway"},
    Product{"Skyhigh", "Skyhigh Web Gateway"},
    Product{"Untangle", "Untangle"},
    Product{"Kaspersky", "Kaspersky"},
    Product{"ESET SSL Filter", "ESET"},
    Product{"Avast", "Avast"},
    Product{"WatchGuard", "WatchGuard"},
    Product{"SonicWall", "SonicWall"},
    Product{"iboss", "iboss"},
    Product{"Menlo Security", "Menlo Security"},
    Product{"Gateway CA - Cloudflare", "Cloudflare Gateway"},
};

}  // namespace

std::optional<std::string_view> inspection_product_in(std::string_view distinguished_name) {
  for (const Product& product : products) {
    if (contains_ignoring_case(distinguished_name, product.mark)) {
      return product.name;
    }
  }
  return std::nullopt;
}

}  // namespace netprobe
