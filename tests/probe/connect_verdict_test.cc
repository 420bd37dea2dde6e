#include "netprobe/probe/connect_verdict.h"

#include <gmock/gmock.h>

#include <cerrno>
#include <optional>
#include <ostream>
#include <string>

namespace netprobe {
namespace connect_verdict_test {

IpAddress address(const char* text) { return *IpAddress::parse(text); }

ConnectEnding after(Millis elapsed, int error) { return {.error = error, .elapsed = elapsed}; }

ConnectEnding at_once(int error) { return {.error = error, .at_once = true}; }

ConnectEnding icmp(int error, IcmpReport report, Millis elapsed = Millis(20)) {
  return {.error = error, .elapsed = elapsed, .icmp = std::move(report)};
}

IcmpReport v4(int type, int code) { return {Family::ipv4, type, code, address("203.0.113.1")}; }
IcmpReport v6(int type, int code) { return {Family::ipv6, type, code, address("2001:db8::1")}; }

ConnectEnding ours(ConnectEnding ending) {
  ending.icmp_from_this_machine = true;
  return ending;
}

struct Row {
  std::string name;
  ConnectEnding ending;
  Cause direct;
  Cause to_proxy;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class ConnectVerdict : public testing::TestWithParam<Row> {};

TEST_P(ConnectVerdict, names_what_the_kernel_saw) {
  const Row& row = GetParam();
  const HostPort target{"198.51.100.7", 443};
  const Failure direct = judge_connect(row.ending, target);
  EXPECT_EQ(direct.stage, Stage::tcp);
  EXPECT_EQ(name_of(direct.cause), name_of(row.direct));
  EXPECT_THAT(direct.detail, testing::HasSubstr("198.51.100.7:443"));
  EXPECT_EQ(direct.reported_by, row.ending.icmp ? row.ending.icmp->sender : std::nullopt);

  const Failure proxied = judge_proxy_connect(row.ending, target);
  EXPECT_EQ(proxied.stage, Stage::proxy_tcp);
  EXPECT_EQ(name_of(proxied.cause), name_of(row.to_proxy));
  EXPECT_EQ(proxied.raw, direct.raw);
}

INSTANTIATE_TEST_SUITE_P(Silence, ConnectVerdict,
                         testing::Values(Row{"nothing came back",
                                             {.expired = true, .elapsed = Millis(5000)},
                                             Cause::tcp_timeout,
                                             Cause::proxy_timeout},
                                         Row{"the kernel gave up before us",
                                             after(Millis(130000), ETIMEDOUT), Cause::tcp_timeout,
                                             Cause::proxy_timeout}));

INSTANTIATE_TEST_SUITE_P(
    Errno, ConnectVerdict,
    testing::Values(
        Row{"a RST: refused, and no ICMP in the queue", after(Millis(1), ECONNREFUSED),
            Cause::tcp_reset, Cause::proxy_refused},
        Row{"a prohibit route", at_once(EACCES), Cause::tcp_denied_locally,
            Cause::proxy_unreachable},
        Row{"a local filter says EPERM", at_once(EPERM), Cause::tcp_denied_locally,
            Cause::proxy_unreachable},
        Row{"no route", at_once(ENETUNREACH), Cause::tcp_no_route, Cause::proxy_unreachable},
        Row{"an unreachable route", at_once(EHOSTUNREACH), Cause::tcp_no_route,
            Cause::proxy_unreachable},
        Row{"a blackhole route", at_once(EINVAL), Cause::tcp_no_route, Cause::proxy_unreachable},
        Row{"the neighbour never answered", after(Millis(3100), EHOSTUNREACH),
            Cause::tcp_unreachable, Cause::proxy_unreachable}));

INSTANTIATE_TEST_SUITE_P(
    Icmp, ConnectVerdict,
    testing::Values(Row{"port unreachable is no RST, though errno is the same",
                        icmp(ECONNREFUSED, v4(3, 3)), Cause::tcp_unreachable, Cause::proxy_refused},
                    Row{"host unreachable", icmp(EHOSTUNREACH, v4(3, 1)), Cause::tcp_unreachable,
                        Cause::proxy_unreachable},
                    Row{"net unreachable", icmp(ENETUNREACH, v4(3, 0)), Cause::tcp_unreachable,
                        Cause::proxy_unreachable},
                    Row{"network prohibited", icmp(ENETUNREACH, v4(3, 9)), Cause::tcp_prohibited,
                        Cause::proxy_unreachable},
                    Row{"host prohibited", icmp(EHOSTUNREACH, v4(3, 10)), Cause::tcp_prohibited,
                        Cause::proxy_unreachable},
                    Row{"filtered", icmp(EHOSTUNREACH, v4(3, 13)), Cause::tcp_prohibited,
                        Cause::proxy_unreachable},
                    Row{"the hop limit ran out", icmp(EHOSTUNREACH, v4(11, 0)),
                        Cause::tcp_unreachable, Cause::proxy_unreachable},
                    Row{"ICMPv6 prohibited is EACCES, as a local refusal is",
                        icmp(EACCES, v6(1, 1)), Cause::tcp_prohibited, Cause::proxy_unreachable},
                    Row{"ICMPv6 port unreachable", icmp(ECONNREFUSED, v6(1, 4)),
                        Cause::tcp_unreachable, Cause::proxy_refused},
                    Row{"ICMPv6 no route", icmp(ENETUNREACH, v6(1, 0)), Cause::tcp_unreachable,
                        Cause::proxy_unreachable},
                    Row{"ICMPv6 hop limit", icmp(EHOSTUNREACH, v6(3, 0)), Cause::tcp_unreachable,
                        Cause::proxy_unreachable},
                    Row{"a reject rule of this machine", ours(icmp(ECONNREFUSED, v4(3, 3))),
                        Cause::tcp_denied_locally, Cause::proxy_unreachable},
                    Row{"a prohibiting rule of this machine", ours(icmp(EHOSTUNREACH, v4(3, 13))),
                        Cause::tcp_denied_locally, Cause::proxy_unreachable},
                    Row{"our kernel tells itself that a neighbour is silent",
                        ours(icmp(EHOSTUNREACH, v4(3, 1), Millis(3060))), Cause::tcp_unreachable,
                        Cause::proxy_unreachable}));

TEST(ConnectVerdict, keeps_the_raw_codes_beside_the_name) {
  const Failure failure =
      judge_connect(icmp(EHOSTUNREACH, v4(3, 13)), HostPort{"198.51.100.7", 443});
  ASSERT_EQ(failure.raw.size(), 2U);
  EXPECT_EQ(failure.raw[0].library, "icmp");
  EXPECT_EQ(failure.raw[0].code, 3 * 256 + 13);
  EXPECT_THAT(failure.raw[0].text, testing::HasSubstr("type 3 code 13"));
  EXPECT_EQ(failure.raw[1].library, "errno");
  EXPECT_EQ(failure.raw[1].code, EHOSTUNREACH);
}

TEST(LacksIpv6, is_said_only_by_the_machine_itself) {
  EXPECT_TRUE(lacks_ipv6(at_once(ENETUNREACH), Family::ipv6));
  EXPECT_FALSE(lacks_ipv6(at_once(EADDRNOTAVAIL), Family::ipv6)) << "no port is left for it";
  EXPECT_FALSE(lacks_ipv6(at_once(ENETUNREACH), Family::ipv4));
  EXPECT_FALSE(lacks_ipv6(after(Millis(20), ENETUNREACH), Family::ipv6));
  EXPECT_FALSE(lacks_ipv6(at_once(EACCES), Family::ipv6));
}

struct Shortage {
  std::string name;
  ConnectEnding ending;
  std::optional<std::string> says;
};

TEST(OwnShortage, says_nothing_of_the_way_to_the_target) {
  const HostPort target{"198.51.100.7", 443};
  const std::string memory = "this machine has no memory left for a connection";
  const std::string descriptor = "this machine has no free file descriptor";
  for (const Shortage& row : {
           Shortage{"every port towards the target is taken", at_once(EADDRNOTAVAIL),
                    "this machine has no free port towards 198.51.100.7:443"},
           Shortage{"no descriptor", at_once(EMFILE), descriptor},
           Shortage{"no descriptor in the whole system", at_once(ENFILE), descriptor},
           Shortage{"no buffer", at_once(ENOBUFS), memory},
           Shortage{"no memory", at_once(ENOMEM), memory},
           Shortage{"no route is the machine's, but no shortage", at_once(ENETUNREACH), {}},
           Shortage{"a refusal of the kernel is none", at_once(EPERM), {}},
           Shortage{"a RST is none", after(Millis(1), ECONNREFUSED), {}},
           Shortage{"silence is none", {.expired = true, .elapsed = Millis(5000)}, {}},
           Shortage{"what comes later is from the way", after(Millis(20), ENOBUFS), {}},
       }) {
    EXPECT_EQ(own_shortage(row.ending, target), row.says) << row.name;
  }
}

}  // namespace connect_verdict_test
}  // namespace netprobe
