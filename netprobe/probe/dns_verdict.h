#pragma once

#include "netprobe/core/observation.h"
#include "netprobe/core/plan.h"
#include "netprobe/core/time.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace netprobe {

/// How one question (a name and a family) to one server, or to all of them in turn, ended.
enum class DnsStatus {
  not_asked,
  answered,  ///< with addresses of that family
  nodata,    ///< the name is there, addresses of that family are not
  nxdomain,
  servfail,
  refused,
  malformed,    ///< no DNS answer, or one that says it did not understand
  timeout,      ///< silence
  unreachable,  ///< ICMP for the server's address, or no way to it
};

struct FamilyAnswer {
  DnsStatus status = DnsStatus::not_asked;
  std::vector<ResolvedAddress> addresses;
  std::vector<std::string> cname;
  std::optional<std::uint32_t> ttl;
  std::optional<std::string> server;
  bool used_tcp = false;
  bool truncated = false;  ///< what came by UDP was cut short, and the whole could not be had
  std::optional<RawCode> raw;
  bool operator==(const FamilyAnswer&) const = default;
};

/// What a name resolved to, shared by all tasks that name it.
struct LookupResult {
  DnsFacts facts;
  std::optional<Failure> failure;  ///< at stage `dns`; set when there is no address
  Micros elapsed{};
  bool operator==(const LookupResult&) const = default;
};

/// What one server said to one question: the library's status and the bytes, if any came.
FamilyAnswer judge_dns_answer(int ares_status, std::span<const std::uint8_t> bytes, Family family,
                              const std::string& server);

/// Does the answer settle the question, so that no other server need be asked?
bool is_final(DnsStatus status);

/// The more telling of two answers to one question by different servers.
const FamilyAnswer& more_telling(const FamilyAnswer& a, const FamilyAnswer& b);

/// Both families together: an address of either is a success, and "no AAAA" is no failure.
LookupResult combine(const std::string& name, const FamilyAnswer& v4, const FamilyAnswer& v6,
                     std::span<const std::string> servers);

/// The same when the hosts file has the name: the system takes that and asks nobody. What the
/// resolvers say stands beside it.
LookupResult from_hosts(std::span<const IpAddress> addresses, const std::string& hosts_file,
                        const LookupResult& resolved);

/// Is that an address which a name of the service cannot have?
bool cannot_be_right(const IpAddress& address, Expectation expectation);

/// The failure of the addresses that cannot be right.
Failure sinkhole(const std::string& name, std::span<const IpAddress> addresses,
                 const DnsFacts& facts);

}  // namespace netprobe
