#include "netprobe/plan/name_controls.h"

#include "netprobe/plan/follow_ups.h"
#include "netprobe/plan/name_follow_ups.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace netprobe {
namespace name_controls_test {

using Words = std::vector<std::string>;

/// A plan with one required row for each of these hosts.
ProbePlan plan_for(const Words& hosts, RouteKind route = RouteKind::direct) {
  ProbePlan plan;
  for (const std::string& host : hosts) {
    ProbeTask task;
    task.id = static_cast<TaskId>(plan.tasks.size());
    task.host = task.server_name = host;
    task.route.kind = route;
    plan.tasks.push_back(task);
    RowProbe probe;
    probe.host = host;
    probe.tasks = {task.id};
    PlannedRow row;
    row.id = host;
    row.required = true;
    row.probes = {probe};
    plan.rows.push_back(row);
  }
  return plan;
}

/// "NAME by RESOLVER", "NAME by the system", "NAME" for one below a search domain.
Words controls_of(const ProbePlan& plan) {
  Words words;
  for (const ProbeTask& task : plan.tasks) {
    if (task.control) {
      EXPECT_EQ(task.depth, Depth::dns) << task.host;
      words.push_back(task.host + (task.by_name_service       ? " by the system"
                                   : !task.dns_server.empty() ? " by " + task.dns_server
                                                              : ""));
    }
  }
  return words;
}

struct Row {
  std::string name;
  ProbePlan plan;
  PlanRequest request;
  Words controls;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

PlanRequest with_resolvers(Words system, Words given = {}) {
  PlanRequest request;
  request.system_resolvers = std::move(system);
  request.resolvers = std::move(given);
  return request;
}

ProbePlan with_tags(ProbePlan plan, const Words& tags) {
  for (std::size_t i = 0; i < tags.size(); ++i) {
    plan.rows[i].service_tag = tags[i];
  }
  return plan;
}

ProbePlan with_search(ProbePlan plan, Words domains, int dots) {
  plan.search = {std::move(domains), dots, true};
  return plan;
}

class NameControls : public testing::TestWithParam<Row> {};

TEST_P(NameControls, ask_for_a_few_names) {
  ProbePlan plan = GetParam().plan;
  add_name_controls(GetParam().request, plan);
  EXPECT_EQ(controls_of(plan), GetParam().controls);
}

INSTANTIATE_TEST_SUITE_P(
    All, NameControls,
    testing::Values(Row{"one resolver is asked for every name anyway",
                        plan_for({"a.test"}),
                        with_resolvers({"10.0.0.1:53"}),
                        {"a.test by the system"}},
                    Row{"each of two",
                        plan_for({"a.test"}),
                        with_resolvers({"10.0.0.1:53", "10.0.0.2:53"}),
                        {"a.test by 10.0.0.1:53", "a.test by 10.0.0.2:53", "a.test by the system"}},
                    Row{"who names resolvers does not ask the system",
                        plan_for({"a.test"}),
                        with_resolvers({"10.0.0.1:53"}, {"10.0.0.3:53", "10.0.0.4:53"}),
                        {"a.test by 10.0.0.3:53", "a.test by 10.0.0.4:53"}},
                    Row{"nothing is looked up here where all goes by a proxy",
                        plan_for({"a.test"}, RouteKind::proxy),
                        with_resolvers({"10.0.0.1:53", "10.0.0.2:53"}),
                        {}},
                    Row{"of each owner one, then of each domain, the shortest first",
                        plan_for({"x.y.we.test.com", "b.other.com", "a.other.com",
                                  "c.blob.other.com", "d.third.com", "e.fourth.com"}),
                        with_resolvers({"10.0.0.1:53"}),
                        {"b.other.com by the system", "d.third.com by the system",
                         "e.fourth.com by the system", "x.y.we.test.com by the system"}},
                    Row{"of each part of the service one before all",
                        with_tags(plan_for({"a.first.com", "b.second.com", "c.third.com",
                                            "d.fourth.com", "e.fifth.com"}),
                                  {"Backup", "Backup", "SignIn", "SignIn", "Storage"}),
                        with_resolvers({"10.0.0.1:53"}),
                        {"a.first.com by the system", "c.third.com by the system",
                         "e.fifth.com by the system", "b.second.com by the system"}},
                    Row{"programs that try a search domain first",
                        with_search(plan_for({"a.test"}), {"corp", "lan"}, 5),
                        with_resolvers({"10.0.0.1:53"}),
                        {"a.test by the system", "a.test.corp", "a.test.lan"}},
                    Row{"and those that do not",
                        with_search(plan_for({"a.test"}), {"corp", "lan"}, 1),
                        with_resolvers({"10.0.0.1:53"}),
                        {"a.test by the system"}}));

TEST(NameControls, are_few_however_much_is_configured) {
  Words hosts;
  Words resolvers;
  Words domains;
  for (int i = 0; i < 40; ++i) {
    hosts.push_back(fmt::format("a.owner{}.com", i));
    resolvers.push_back(fmt::format("10.0.0.{}:53", i));
    domains.push_back(fmt::format("d{}.corp", i));
  }
  for (const int count : {2, 3, 5, 12}) {
    ProbePlan plan = with_search(plan_for(hosts), domains, 5);
    add_name_controls(with_resolvers(Words(resolvers.begin(), resolvers.begin() + count)), plan);
    EXPECT_LE(controls_of(plan).size(), 20U) << count;
  }
}

TEST(NameFollowUps, try_the_name_at_the_address_that_only_one_gives) {
  ProbePlan plan = plan_for({"a.test"});
  add_name_controls(with_resolvers({"10.0.0.1:53", "10.0.0.2:53"}), plan);
  std::vector<Observation> seen;
  for (const ProbeTask& task : plan.tasks) {
    Observation one;
    one.task = task.id;
    one.control = task.control;
    one.outcome = Outcome::ok;
    one.address = IpAddress::parse("20.1.1.1");
    const bool differs = task.dns_server == "10.0.0.2:53";
    one.dns.emplace().addresses.push_back(
        {.address = *IpAddress::parse(differs ? "20.2.2.2" : "20.1.1.1")});
    one.dns->server = differs ? task.dns_server : "10.0.0.1:53";
    seen.push_back(one);
  }
  // The first resolver differs from the second as much as the other way round; the run has tried
  // its address already.
  Words tried;
  for (const ProbeTask& task : plan_follow_ups(plan, seen, {})) {
    tried.push_back(fmt::format("{} {} {} as {} for {}", name_of(task.follow_up->experiment),
                                task.address->to_string(), name_of(task.depth), task.server_name,
                                plan.tasks[task.follow_up->about].dns_server));
  }
  EXPECT_EQ(tried, Words{"other-resolver 20.2.2.2 tls as a.test for 10.0.0.2:53"});
  for (Observation& one : seen) {
    one.dns->addresses.front().address = *IpAddress::parse("20.1.1.1");
  }
  EXPECT_TRUE(plan_follow_ups(plan, seen, {}).empty()) << "all say the same";
}

}  // namespace name_controls_test
}  // namespace netprobe
