#pragma once

#include "netprobe/core/observation.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace netprobe {

/// What a DNS message (RFC 1035, 4.1) says about the name that it was asked about.
struct DnsMessage {
  int response_code = 0;                   ///< 3 is NXDOMAIN
  std::vector<std::string> cname;          ///< the chain from the name that was asked about
  std::vector<ResolvedAddress> addresses;  ///< A and AAAA at the end of the chain
  std::optional<std::uint32_t> ttl;        ///< the smallest of the chain and the addresses
  bool operator==(const DnsMessage&) const = default;
};

/// Nothing when the bytes are no well-formed answer. Records that do not belong to the chain are
/// ignored.
std::optional<DnsMessage> parse_dns_message(std::span<const std::uint8_t> bytes);

/// "NXDOMAIN", "SERVFAIL", …; "RCODE11" for one without a common name.
std::string response_code_name(int response_code);

}  // namespace netprobe
