#include "netprobe/plan/status_addresses.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace netprobe {
namespace status_addresses_test {

using Words = std::vector<std::string>;

/// A run that asked one host over HTTPS and one over plain HTTP, and was shown this chain.
struct Shown {
  AnchorKind anchor = AnchorKind::expected;
  std::vector<Words> chain;  ///< the addresses in each certificate
};

Words asked_after(const Shown& shown) {
  ProbePlan plan;
  for (const char* host : {"login.contoso.com", "crl.contoso.com"}) {
    ProbeTask task;
    task.id = static_cast<TaskId>(plan.tasks.size());
    task.host = host;
    task.protocol = task.id == 0 ? Protocol::https : Protocol::http;
    plan.tasks.push_back(task);
  }
  Observation seen;
  seen.outcome = Outcome::ok;
  seen.tls.emplace().anchor_kind = shown.anchor;
  for (const Words& addresses : shown.chain) {
    seen.tls->chain.emplace_back().status_addresses = addresses;
  }
  const RouteChooser by_proxy = [](const RouteQuestion& question) {
    Proxy proxy;
    proxy.address = {"proxy.corp", 3128};
    EXPECT_EQ(question.protocol, Protocol::http);
    return HostRoutes{{Route{}, Route{RouteKind::system, proxy}}, {1}, ""};
  };
  Words words;
  for (const ProbeTask& task : plan_status_addresses(plan, {&seen, 1}, by_proxy)) {
    EXPECT_EQ(task.follow_up->experiment, Experiment::status_address);
    words.push_back(
        fmt::format("{}:{}{} by {}", task.host, task.port, task.path, name_of(task.route.kind)));
  }
  return words;
}

struct Row {
  std::string name;
  Shown shown;
  Words asked;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class StatusAddresses : public testing::TestWithParam<Row> {};

TEST_P(StatusAddresses, are_asked_once_for_each_host_that_nobody_asked) {
  EXPECT_EQ(asked_after(GetParam().shown), GetParam().asked);
}

INSTANTIATE_TEST_SUITE_P(
    All, StatusAddresses,
    testing::Values(
        Row{"none is named", {AnchorKind::expected, {{}, {}}}, {}},
        Row{"one of the leaf, one of the issuer, each host once",
            {AnchorKind::expected,
             {{"http://crl.a.test/x.crl", "http://ocsp.a.test"}, {"http://crl.a.test/other.crl"}}},
            {"crl.a.test:80/x.crl by system", "ocsp.a.test:80/ by system"}},
        Row{"a host that a row asks already",
            {AnchorKind::expected, {{"http://crl.contoso.com/x.crl"}}},
            {}},
        Row{"a chain of the machine's own authority is believed too",
            {AnchorKind::local, {{"http://pki.corp.example:8080/x.crl"}}},
            {"pki.corp.example:8080/x.crl by system"}},
        Row{"a chain that does not verify sends nobody anywhere",
            {AnchorKind::unverified, {{"http://crl.a.test/x.crl"}}},
            {}},
        Row{"literal addresses, single labels and what is no URL",
            {AnchorKind::expected,
             {{"http://10.0.0.1/x", "http://[::1]/x", "http://intranet/x", "http://", "nonsense"}}},
            {}}));

TEST(StatusAddressesInACrowd, are_asked_of_a_few) {
  Words many;
  for (int i = 0; i < 50; ++i) {
    many.push_back(fmt::format("http://crl{}.a.test/x", i));
  }
  EXPECT_EQ(asked_after({AnchorKind::expected, {many}}).size(), 8U);
}

}  // namespace status_addresses_test
}  // namespace netprobe
