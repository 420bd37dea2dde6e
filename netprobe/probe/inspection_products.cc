#include "netprobe/probe/inspection_products.h"

#include "netprobe/core/text.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace netprobe {

namespace {

enum class Match {
  words,   ///< the value begins with these words
  whole,   ///< it is this, and nothing more
  domain,  ///< it is this domain, or a name below it
};

struct Product {
  std::string_view mark;
  std::string_view name;
  Match match = Match::words;
};

/// What these products write into the certificates that they make, letter case ignored. A word that
/// stands somewhere in a name is no mark: "DigiCert Cloud Services CA-1" signs for Azure.
constexpr std::array products = {
    Product{"Zscaler", "Zscaler"},
    Product{"zscaler.net", "Zscaler", Match::domain},
    Product{"Netskope", "Netskope"},
    Product{"netskope.com", "Netskope", Match::domain},
    Product{"goskope.com", "Netskope", Match::domain},
    Product{"Palo Alto Networks", "Palo Alto Networks"},
    Product{"Fortinet", "Fortinet"},
    Product{"FortiGate", "Fortinet"},
    Product{"Blue Coat", "Symantec ProxySG"},
    Product{"BlueCoat", "Symantec ProxySG"},
    Product{"Cloud Services CA", "Symantec Web Security Service", Match::whole},
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
    Product{"untangle.com", "Untangle", Match::domain},
    Product{"Kaspersky", "Kaspersky"},
    Product{"ESET SSL Filter", "ESET"},
    Product{"Avast", "Avast"},
    Product{"WatchGuard", "WatchGuard"},
    Product{"SonicWall", "SonicWall"},
    Product{"iboss", "iboss"},
    Product{"Menlo Security", "Menlo Security"},
    Product{"Gateway CA - Cloudflare", "Cloudflare Gateway"},
};

/// The values of a distinguished name in RFC 2253 form, whose separators may be escaped.
std::vector<std::string> values_in(std::string_view distinguished_name) {
  std::vector<std::string> values;
  bool in_value = false;
  for (std::size_t i = 0; i < distinguished_name.size(); ++i) {
    const char one = distinguished_name[i];
    if (one == ',' || one == '+') {
      in_value = false;
    } else if (one == '=' && !in_value) {
      in_value = true;
      values.emplace_back();
    } else if (in_value) {
      const bool escapes = one == '\\' && i + 1 < distinguished_name.size();
      values.back() += escapes ? distinguished_name[++i] : one;
    }
  }
  return values;
}

bool is_word_character(char one) {
  return (one >= '0' && one <= '9') || (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z');
}

bool fits(const Product& product, std::string_view value) {
  const std::string_view mark = product.mark;
  if (value.size() < mark.size()) {
    return false;
  }
  const std::string_view end = value.substr(value.size() - mark.size());
  switch (product.match) {
    case Match::whole:
      return equals_ignoring_case(value, mark);
    case Match::domain:
      return equals_ignoring_case(end, mark) &&
             (value.size() == mark.size() || value[value.size() - mark.size() - 1] == '.');
    case Match::words:
      break;
  }
  return starts_with_ignoring_case(value, mark) &&
         (value.size() == mark.size() || !is_word_character(value[mark.size()]));
}

}  // namespace

std::optional<std::string_view> inspection_product_in(std::string_view distinguished_name) {
  for (const std::string& value : values_in(distinguished_name)) {
    const auto* const product =
        std::find_if(products.begin(), products.end(),
                     [&](const Product& candidate) { return fits(candidate, value); });
    if (product != products.end()) {
      return product->name;
    }
  }
  return std::nullopt;
}

}  // namespace netprobe
