#include "netprobe/core/failover.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace netprobe {
namespace failover_test {

using enum Cause;

struct Seen {
  TaskId task = 0;
  std::optional<Cause> cause;  ///< none: it passed
  bool skipped = false;
};

struct Row {
  std::string name;
  std::vector<TaskId> in_force;
  std::vector<Seen> seen;
  std::vector<TaskId> reached;
  RowProbe::Role role = RowProbe::Role::representative;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class Failover : public testing::TestWithParam<Row> {};

TEST_P(Failover, ends_at_the_first_that_answers) {
  std::vector<Observation> observations;
  for (const Seen& seen : GetParam().seen) {
    Observation one;
    one.task = seen.task;
    one.outcome = seen.skipped ? Outcome::skipped : seen.cause ? Outcome::failed : Outcome::ok;
    if (seen.cause) {
      one.failure = Failure{.cause = *seen.cause};
    }
    observations.push_back(one);
  }
  RowProbe probe;
  probe.role = GetParam().role;
  probe.tasks = {0, 1, 2, 3};
  probe.in_force = GetParam().in_force;
  EXPECT_EQ(tasks_reached(probe, observations), GetParam().reached);
}

INSTANTIATE_TEST_SUITE_P(
    All, Failover,
    testing::Values(
        Row{"nothing is in force", {}, {{0, {}}}, {}},
        Row{"one that works", {1}, {{0, {}}, {1, {}}}, {1}},
        Row{"one that does not", {1}, {{0, {}}, {1, proxy_refused}}, {1}},
        Row{"a second is not reached where the first works", {1, 2}, {{1, {}}, {2, {}}}, {1}},
        Row{"nor where the first refuses", {1, 2}, {{1, proxy_denied}, {2, {}}}, {1}},
        Row{"nor where it wants a password", {1, 2}, {{1, proxy_auth_required}, {2, {}}}, {1}},
        Row{"nor where it cannot go on", {1, 2}, {{1, proxy_upstream_dns}, {2, {}}}, {1}},
        Row{"nor where it is no proxy", {1, 2}, {{1, proxy_not_http}, {2, {}}}, {1}},
        Row{"it is where nobody listens", {1, 2}, {{1, proxy_refused}, {2, {}}}, {1, 2}},
        Row{"where the proxy is silent", {1, 2}, {{1, proxy_timeout}, {2, {}}}, {1, 2}},
        Row{"where it has no address", {1, 2}, {{1, proxy_unresolvable}, {2, {}}}, {1, 2}},
        Row{"where the way is closed", {1, 2}, {{1, proxy_unreachable}, {2, {}}}, {1, 2}},
        Row{"the order is the list's",
            {3, 1, 0},
            {{0, {}}, {1, proxy_refused}, {3, proxy_timeout}},
            {3, 1, 0}},
        Row{"direct ends the list", {0, 1}, {{0, tcp_timeout}, {1, {}}}, {0}},
        Row{"all are dead", {1, 2}, {{1, proxy_refused}, {2, proxy_timeout}}, {1, 2}},
        Row{"what was cut short ends it", {1, 2}, {{1, {}, true}, {2, {}}}, {1}},
        Row{"so does what was never tried", {1, 2}, {{2, {}}}, {1}},
        Row{"one path of several that works ends it",
            {1, 2},
            {{1, proxy_refused}, {1, {}}, {2, {}}},
            {1}},
        Row{"samples stand side by side",
            {0, 1, 2},
            {{0, tcp_timeout}, {1, {}}, {2, tcp_timeout}},
            {0, 1, 2},
            RowProbe::Role::sample}));

TEST(InForce, is_what_the_probe_lists) {
  RowProbe probe;
  probe.tasks = {0, 1, 2};
  probe.in_force = {2, 1};
  EXPECT_FALSE(is_in_force(probe, 0));
  EXPECT_TRUE(is_in_force(probe, 1));
  EXPECT_TRUE(is_in_force(probe, 2));
}

}  // namespace failover_test
}  // namespace netprobe
