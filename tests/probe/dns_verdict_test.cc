#include "netprobe/probe/dns_verdict.h"

#include <gmock/gmock.h>

#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace netprobe {
namespace dns_verdict_test {

const std::vector<std::string> servers = {"10.0.0.53:53"};

IpAddress address(const char* text) { return *IpAddress::parse(text); }

FamilyAnswer says(DnsStatus status) { return {.status = status, .server = servers.front()}; }

FamilyAnswer gives(const char* text, std::uint32_t ttl) {
  return {.status = DnsStatus::answered,
          .addresses = {{address(text), ttl}},
          .ttl = ttl,
          .server = servers.front()};
}

struct Row {
  std::string name;
  FamilyAnswer v4, v6;
  std::optional<Cause> cause;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class BothFamilies : public testing::TestWithParam<Row> {};

TEST_P(BothFamilies, judge_together) {
  const Row& row = GetParam();
  const LookupResult result = combine("a.test", row.v4, row.v6, servers);
  EXPECT_EQ(result.facts.addresses.empty(), row.cause.has_value());
  ASSERT_EQ(result.failure.has_value(), row.cause.has_value());
  if (row.cause) {
    EXPECT_EQ(result.failure->stage, Stage::dns);
    EXPECT_EQ(name_of(result.failure->cause), name_of(*row.cause));
    EXPECT_THAT(result.failure->detail, testing::HasSubstr("a.test"));
    EXPECT_THAT(result.failure->detail, testing::HasSubstr("10.0.0.53:53"));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Success, BothFamilies,
    testing::Values(
        Row{"both", gives("10.0.0.1", 9), gives("2001:db8::1", 9), {}},
        Row{"no AAAA is no failure", gives("10.0.0.1", 9), says(DnsStatus::nodata), {}},
        Row{"nor is a filter that says so oddly",
            gives("10.0.0.1", 9),
            says(DnsStatus::nxdomain),
            {}},
        Row{"nor is silence about AAAA", gives("10.0.0.1", 9), says(DnsStatus::timeout), {}},
        Row{"IPv6 only", says(DnsStatus::nodata), gives("2001:db8::1", 9), {}},
        Row{"IPv6 although A fails", says(DnsStatus::servfail), gives("2001:db8::1", 9), {}}));

INSTANTIATE_TEST_SUITE_P(
    Failure, BothFamilies,
    testing::Values(
        Row{"the name does not exist", says(DnsStatus::nxdomain), says(DnsStatus::nxdomain),
            Cause::dns_nxdomain},
        Row{"a filter that knows A only", says(DnsStatus::nxdomain), says(DnsStatus::nodata),
            Cause::dns_nxdomain},
        Row{"no address at all", says(DnsStatus::nodata), says(DnsStatus::nodata),
            Cause::dns_nodata},
        Row{"one family says that the name is not there", says(DnsStatus::timeout),
            says(DnsStatus::nxdomain), Cause::dns_nxdomain},
        Row{"A failed and there is no AAAA", says(DnsStatus::servfail), says(DnsStatus::nodata),
            Cause::dns_servfail},
        Row{"refused", says(DnsStatus::refused), says(DnsStatus::refused), Cause::dns_refused},
        Row{"silence", says(DnsStatus::timeout), says(DnsStatus::timeout), Cause::dns_timeout},
        Row{"ICMP for the resolver", says(DnsStatus::unreachable), says(DnsStatus::unreachable),
            Cause::dns_unreachable},
        Row{"IPv6 alone was asked", FamilyAnswer{}, says(DnsStatus::nodata), Cause::dns_nodata},
        Row{"IPv4 alone was asked", says(DnsStatus::refused), FamilyAnswer{}, Cause::dns_refused}));

TEST(BothFamilies, join_their_facts) {
  FamilyAnswer v4 = gives("10.0.0.1", 60);
  v4.cname = {"b.test"};
  FamilyAnswer v6 = gives("2001:db8::1", 30);
  v6.used_tcp = true;
  const DnsFacts expected{.addresses = {{address("10.0.0.1"), 60}, {address("2001:db8::1"), 30}},
                          .cname = {"b.test"},
                          .ttl = 30,
                          .server = "10.0.0.53:53",
                          .used_tcp = true};
  EXPECT_EQ(combine("a.test", v4, v6, servers).facts, expected);
}

TEST(MoreTelling, prefers_an_answer_to_silence) {
  const FamilyAnswer silence = says(DnsStatus::timeout);
  const FamilyAnswer servfail = says(DnsStatus::servfail);
  EXPECT_EQ(more_telling(silence, servfail), servfail);
  EXPECT_EQ(more_telling(servfail, silence), servfail);
}

TEST(HostsFile, goes_before_the_resolvers_and_leaves_their_answer_beside_it) {
  const std::vector<IpAddress> local = {address("10.9.9.9")};
  const LookupResult resolved =
      combine("a.test", gives("10.0.0.1", 60), says(DnsStatus::nodata), servers);
  const LookupResult result = from_hosts(local, "/etc/hosts", resolved);
  EXPECT_FALSE(result.failure);
  const DnsFacts expected{.addresses = {{address("10.9.9.9"), 0}},
                          .server = "/etc/hosts",
                          .from_hosts_file = true,
                          .resolver_addresses = {address("10.0.0.1")}};
  EXPECT_EQ(result.facts, expected);
}

TEST(HostsFile, is_no_failure_where_no_resolver_answers) {
  const std::vector<IpAddress> local = {address("10.9.9.9")};
  const LookupResult resolved =
      combine("a.test", says(DnsStatus::timeout), says(DnsStatus::timeout), servers);
  EXPECT_FALSE(from_hosts(local, "/etc/hosts", resolved).failure);
}

struct Bogus {
  const char* address;
  bool for_service, for_others;
};

TEST(Sinkhole, is_an_address_that_a_name_cannot_have) {
  for (const Bogus& row : {
           Bogus{"0.0.0.0", true, true},
           Bogus{"0.1.2.3", true, true},
           Bogus{"::", true, true},
           Bogus{"127.0.0.1", true, false},
           Bogus{"::1", true, false},
           Bogus{"169.254.1.1", true, false},
           Bogus{"192.0.2.1", true, false},
           Bogus{"2001:db8::1", true, false},
           Bogus{"224.0.0.1", true, false},
           Bogus{"10.0.0.1", false, false},  // a private endpoint is no sinkhole
           Bogus{"100.64.0.1", false, false},
           Bogus{"fd00::1", false, false},
           Bogus{"20.190.128.1", false, false},
       }) {
    EXPECT_EQ(cannot_be_right(address(row.address), Expectation::service), row.for_service)
        << row.address;
    EXPECT_EQ(cannot_be_right(address(row.address), Expectation::verified), row.for_others)
        << row.address;
  }
}

}  // namespace dns_verdict_test
}  // namespace netprobe
