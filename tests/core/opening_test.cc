#include "netprobe/core/opening.h"

#include "netprobe/core/az_command.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace netprobe {
namespace opening_test {

/// A plan of MARS' names below windows.net, each host with one attempt.
class Openings : public testing::Test {
 protected:
  void row(const std::string& name, const std::vector<std::pair<std::string, bool>>& hosts,
           std::uint16_t port = 443) {
    PlannedRow row;
    row.id = name;
    row.name = name;
    row.kind = name.starts_with("*.") ? EndpointKind::wildcard : EndpointKind::fqdn;
    row.port = port;
    for (const auto& [host, passes] : hosts) {
      ProbeTask task;
      task.id = static_cast<TaskId>(plan_.tasks.size());
      task.host = host;
      task.port = port;
      RowProbe probe;
      probe.host = host;
      probe.tasks = probe.in_force = {task.id};
      row.probes.push_back(probe);
      plan_.tasks.push_back(task);
      Observation seen;
      seen.task = task.id;
      seen.outcome = passes ? Outcome::ok : Outcome::failed;
      seen_.push_back(seen);
    }
    plan_.rows.push_back(row);
  }

  [[nodiscard]] std::vector<std::string> opened(std::size_t index) const {
    std::vector<std::string> names;
    for (const std::size_t place : rows_to_open(plan_, seen_, index)) {
      names.push_back(plan_.rows[place].name);
    }
    return names;
  }

  ProbePlan plan_;
  std::vector<Observation> seen_;
};

using Names = std::vector<std::string>;

TEST_F(Openings, a_wildcard_some_of_whose_hosts_pass_needs_just_what_names_the_others) {
  row("*.windows.net", {{"login.windows.net", true}, {"a.blob.core.windows.net", false}});
  row("*.blob.core.windows.net", {{"a.blob.core.windows.net", false}});
  row("login.windows.net", {{"login.windows.net", true}});
  EXPECT_EQ(opened(0), Names{"*.blob.core.windows.net"});
  EXPECT_EQ(opened(1), Names{"*.blob.core.windows.net"});
}

TEST_F(Openings, a_wildcard_none_of_whose_hosts_passes_is_opened_as_it_is) {
  row("*.windows.net", {{"login.windows.net", false}, {"a.blob.core.windows.net", false}});
  row("*.blob.core.windows.net", {{"a.blob.core.windows.net", false}});
  EXPECT_EQ(opened(0), Names{"*.windows.net"});
}

TEST_F(Openings, a_host_that_nothing_names_more_closely_needs_the_wildcard) {
  row("*.windows.net", {{"login.windows.net", true}, {"graph.windows.net", false}});
  EXPECT_EQ(opened(0), Names{"*.windows.net"});
}

TEST_F(Openings, a_row_of_another_port_names_nothing) {
  row("*.windows.net", {{"login.windows.net", true}, {"a.blob.core.windows.net", false}});
  row("*.blob.core.windows.net", {{"a.blob.core.windows.net", false}}, 8443);
  EXPECT_EQ(opened(0), Names{"*.windows.net"});
}

TEST_F(Openings, a_name_goes_before_the_longest_wildcard) {
  row("*.windows.net", {});
  row("graph.windows.net", {});
  row("*.core.windows.net", {});
  EXPECT_EQ(narrowest_row(plan_, "graph.windows.net", 443), 1U);
  EXPECT_EQ(narrowest_row(plan_, "a.core.windows.net", 443), 2U);
  EXPECT_EQ(narrowest_row(plan_, "windows.net", 443), 3U) << "the bare suffix is not covered";
}

TEST(AzCommands, another_cloud_than_the_public_one_is_chosen_once_and_first) {
  struct Row {
    Cloud cloud;
    Names given, expected;
  };
  const std::string gov = "az cloud set --name AzureUSGovernment";
  for (const Row& row :
       {Row{Cloud::public_cloud, {"az x"}, {"az x"}},
        Row{Cloud::us_government, {"ip route", "az x", "az y"}, {"ip route", gov, "az x", "az y"}},
        Row{Cloud::us_government, {gov, "az x"}, {gov, "az x"}},
        Row{Cloud::china, {"az x"}, {"az cloud set --name AzureChinaCloud", "az x"}},
        Row{Cloud::china, {"ip route"}, {"ip route"}}, Row{Cloud::china, {}, {}}}) {
    Names commands = row.given;
    choose_cloud(commands, row.cloud);
    EXPECT_EQ(commands, row.expected);
  }
}

TEST(Priorities, that_are_free_are_round_where_they_can_be) {
  EXPECT_EQ(free_priority(200, {}), 190);
  EXPECT_EQ(free_priority(200, {190}), 180);
  EXPECT_EQ(free_priority(103, {100}), 102);
  EXPECT_EQ(free_priority(65500, {}), 4090);
  EXPECT_EQ(free_priority(100, {}), std::nullopt);
  EXPECT_EQ(free_priority(-5, {}), std::nullopt);
}

}  // namespace opening_test
}  // namespace netprobe
