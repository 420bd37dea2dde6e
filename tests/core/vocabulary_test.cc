#include "netprobe/core/vocabulary.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace netprobe {
namespace vocabulary_test {

// The contract's own list, in the contract's order: a name that changes here breaks other people's
// scripts.
TEST(Vocabulary, names_every_cause_as_the_contract_does) {
  const std::vector<std::string> contract = {"dns.nxdomain",
                                             "dns.nodata",
                                             "dns.servfail",
                                             "dns.refused",
                                             "dns.timeout",
                                             "dns.unreachable",
                                             "dns.hosts-override",
                                             "dns.sinkhole",
                                             "dns.private",
                                             "tcp.timeout",
                                             "tcp.reset",
                                             "tcp.unreachable",
                                             "tcp.prohibited",
                                             "tcp.denied-locally",
                                             "tcp.no-route",
                                             "tcp.mtu-blackhole",
                                             "tls.reset",
                                             "tls.timeout",
                                             "tls.intercepted",
                                             "tls.untrusted",
                                             "tls.expired",
                                             "tls.not-yet-valid",
                                             "tls.name-mismatch",
                                             "tls.version",
                                             "tls.not-tls",
                                             "http.captive-portal",
                                             "http.block-page",
                                             "http.unexpected-status",
                                             "http.timeout",
                                             "http.reset",
                                             "proxy.unresolvable",
                                             "proxy.timeout",
                                             "proxy.refused",
                                             "proxy.unreachable",
                                             "proxy.not-http",
                                             "proxy.closed",
                                             "proxy.auth-required",
                                             "proxy.auth-rejected",
                                             "proxy.denied",
                                             "proxy.port-denied",
                                             "proxy.upstream-dns",
                                             "proxy.upstream-timeout",
                                             "proxy.upstream-refused",
                                             "proxy.upstream-failed",
                                             "proxy.pac-error",
                                             "clock.skew",
                                             "nsg.denied",
                                             "route.forced-tunnel",
                                             "route.blackhole",
                                             "range.outside",
                                             "tcp.answered-for-all",
                                             "credentials.expired",
                                             "credentials.invalid"};
  std::vector<std::string> ours;
  for (const Cause cause : all_causes()) {
    ours.emplace_back(name_of(cause));
    EXPECT_EQ(parse_cause(name_of(cause)), cause);
  }
  EXPECT_EQ(ours, contract);
}

TEST(Vocabulary, names_every_blocker_and_stage_as_the_contract_does) {
  std::vector<std::string> blockers;
  for (const Blocker blocker : all_blockers()) {
    blockers.emplace_back(name_of(blocker));
  }
  EXPECT_EQ(blockers, (std::vector<std::string>{"none", "dns", "host-firewall", "nsg", "route",
                                                "firewall", "tls-inspection", "captive-portal",
                                                "proxy", "proxy-settings", "private-endpoint",
                                                "clock", "network", "service", "unknown"}));
  std::vector<std::string> stages;
  for (const Stage stage : all_stages()) {
    stages.emplace_back(name_of(stage));
  }
  EXPECT_EQ(stages, (std::vector<std::string>{"dns", "proxy-dns", "proxy-tcp", "proxy-tls",
                                              "proxy-connect", "tcp", "tls", "http"}));
}

TEST(Vocabulary, reads_clouds_by_our_names_and_by_the_azure_cli_s) {
  EXPECT_EQ(parse_cloud("public"), Cloud::public_cloud);
  EXPECT_EQ(parse_cloud("azureusgovernment"), Cloud::us_government);
  EXPECT_EQ(parse_cloud("AzureChinaCloud"), Cloud::china);
  EXPECT_EQ(parse_cloud("moon"), std::nullopt);
  EXPECT_EQ(parse_workload("MARS"), Workload::mars);
  EXPECT_EQ(name_of(EndpointKind::rule_only), "rule-only");
}

}  // namespace vocabulary_test
}  // namespace netprobe
