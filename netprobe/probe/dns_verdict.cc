#include "netprobe/probe/dns_verdict.h"

#include "netprobe/core/text.h"
#include "netprobe/probe/dns_message.h"

#include <ares.h>
#include <fmt/format.h>

#include <algorithm>

namespace netprobe {
namespace {

/// RFC 1035, 4.2.1: without EDNS, which we do not send, a longer answer can only have come by TCP.
constexpr std::size_t longest_datagram = 512;

DnsStatus status_without_answer(int ares_status) {
  switch (ares_status) {
    case ARES_ETIMEOUT:
      return DnsStatus::timeout;
    case ARES_ECONNREFUSED:
      return DnsStatus::unreachable;
    case ARES_ENOTFOUND:
      return DnsStatus::nxdomain;
    case ARES_ENODATA:
      return DnsStatus::nodata;
    case ARES_ESERVFAIL:
      return DnsStatus::servfail;
    case ARES_EREFUSED:
      return DnsStatus::refused;
    default:
      return DnsStatus::malformed;
  }
}

DnsStatus status_of(const DnsMessage& message) {
  switch (message.response_code) {
    case 0:
      return message.addresses.empty() ? DnsStatus::nodata : DnsStatus::answered;
    case 2:
      return DnsStatus::servfail;
    case 3:
      return DnsStatus::nxdomain;
    case 5:
      return DnsStatus::refused;
    default:
      return DnsStatus::malformed;
  }
}

int telling(DnsStatus status) {
  switch (status) {
    case DnsStatus::answered:
    case DnsStatus::nxdomain:
    case DnsStatus::nodata:
      return 6;
    case DnsStatus::servfail:
      return 5;
    case DnsStatus::refused:
      return 4;
    case DnsStatus::malformed:
      return 3;
    case DnsStatus::timeout:
      return 2;
    case DnsStatus::unreachable:
      return 1;
    case DnsStatus::not_asked:
      return 0;
  }
  return 0;
}

struct Words {
  Cause cause;
  std::string_view text;
};

Words words_of(DnsStatus status) {
  switch (status) {
    case DnsStatus::nxdomain:
      return {Cause::dns_nxdomain, "says that the name does not exist (NXDOMAIN)"};
    case DnsStatus::nodata:
      return {Cause::dns_nodata, "knows the name, but no address of it (NODATA)"};
    case DnsStatus::servfail:
      return {Cause::dns_servfail, "could not find out (SERVFAIL)"};
    case DnsStatus::refused:
      return {Cause::dns_refused, "refuses to answer (REFUSED)"};
    case DnsStatus::unreachable:
      return {Cause::dns_unreachable, "cannot be reached"};
    case DnsStatus::malformed:
      return {Cause::dns_servfail, "answered with something that is no usable DNS answer"};
    case DnsStatus::timeout:
    case DnsStatus::not_asked:
    case DnsStatus::answered:
      break;
  }
  return {Cause::dns_timeout, "did not answer"};
}

/// It has answered, by UDP: that the whole is to be had by TCP.
Words words_of_truncated(DnsStatus status) {
  return status == DnsStatus::unreachable
             ? Words{Cause::dns_unreachable,
                     "says over UDP that its answer is too long for UDP, and TCP 53 is refused"}
             : Words{Cause::dns_timeout,
                     "says over UDP that its answer is too long for UDP, and nothing comes back "
                     "over TCP 53"};
}

/// Which of the two answers is the reason for a failure. The IPv4 one, since filters care for it
/// and often leave AAAA alone, unless only the other one is certain that the name is not there.
const FamilyAnswer& reason(const FamilyAnswer& v4, const FamilyAnswer& v6) {
  if (v4.status == DnsStatus::not_asked) {
    return v6;
  }
  return v6.status == DnsStatus::nxdomain && !is_final(v4.status) ? v6 : v4;
}

Failure failure_of(const std::string& name, const FamilyAnswer& answer,
                   std::span<const std::string> servers) {
  const Words words =
      answer.truncated ? words_of_truncated(answer.status) : words_of(answer.status);
  const std::string who = answer.server.value_or(join(servers, ", "));
  Failure failure{.stage = Stage::dns,
                  .cause = words.cause,
                  .detail = fmt::format("{}: the resolver {} {}", name, who, words.text)};
  if (answer.raw) {
    failure.raw.push_back(*answer.raw);
  }
  return failure;
}

void add(DnsFacts& facts, const FamilyAnswer& answer) {
  facts.addresses.insert(facts.addresses.end(), answer.addresses.begin(), answer.addresses.end());
  if (facts.cname.empty()) {
    facts.cname = answer.cname;
  }
  if (answer.ttl) {
    facts.ttl = std::min(facts.ttl.value_or(*answer.ttl), *answer.ttl);
  }
  if (!facts.server && is_final(answer.status)) {
    facts.server = answer.server;
  }
  facts.used_tcp = facts.used_tcp || answer.used_tcp;
  facts.truncated = facts.truncated || answer.truncated;
}

}  // namespace

FamilyAnswer judge_dns_answer(int ares_status, std::span<const std::uint8_t> bytes, Family family,
                              const std::string& server) {
  FamilyAnswer answer{.server = server};
  const auto message = parse_dns_message(bytes);
  if (!message) {
    answer.status = status_without_answer(ares_status);
    answer.raw = RawCode{"c-ares", ares_status, ares_strerror(ares_status)};
    return answer;
  }
  answer.status = status_of(*message);
  answer.cname = message->cname;
  answer.ttl = message->ttl;
  answer.used_tcp = bytes.size() > longest_datagram;
  answer.raw = RawCode{"rcode", message->response_code, response_code_name(message->response_code)};
  std::copy_if(message->addresses.begin(), message->addresses.end(),
               std::back_inserter(answer.addresses),
               [&](const ResolvedAddress& found) { return found.address.family() == family; });
  if (answer.status == DnsStatus::answered && answer.addresses.empty()) {
    answer.status = DnsStatus::nodata;
  }
  return answer;
}

bool is_final(DnsStatus status) {
  return status == DnsStatus::answered || status == DnsStatus::nxdomain ||
         status == DnsStatus::nodata;
}

const FamilyAnswer& more_telling(const FamilyAnswer& a, const FamilyAnswer& b) {
  return telling(b.status) > telling(a.status) ? b : a;
}

LookupResult combine(const std::string& name, const FamilyAnswer& v4, const FamilyAnswer& v6,
                     std::span<const std::string> servers) {
  LookupResult result;
  add(result.facts, v4);
  add(result.facts, v6);
  if (result.facts.addresses.empty()) {
    result.failure = failure_of(name, reason(v4, v6), servers);
  }
  return result;
}

LookupResult from_hosts(std::span<const IpAddress> addresses, const std::string& hosts_file,
                        const LookupResult& resolved) {
  LookupResult result;
  for (const IpAddress& address : addresses) {
    result.facts.addresses.push_back({.address = address});
  }
  for (const ResolvedAddress& found : resolved.facts.addresses) {
    result.facts.resolver_addresses.push_back(found.address);
  }
  result.facts.server = hosts_file;
  result.facts.from_hosts_file = true;
  return result;
}

bool cannot_be_right(const IpAddress& address, Expectation expectation) {
  if (address.is_unspecified()) {
    return true;
  }
  return expectation == Expectation::service &&
         (address.is_loopback() || address.is_link_local() || address.is_documentation() ||
          address.is_multicast());
}

Failure sinkhole(const std::string& name, std::span<const IpAddress> addresses,
                 const DnsFacts& facts) {
  std::vector<std::string> texts;
  for (const IpAddress& address : addresses) {
    texts.push_back(address.to_string());
  }
  return {.stage = Stage::dns,
          .cause = Cause::dns_sinkhole,
          .detail = fmt::format("{}: {} says {}, which cannot be its address", name,
                                facts.server.value_or("the resolver"), join(texts, ", "))};
}

}  // namespace netprobe
