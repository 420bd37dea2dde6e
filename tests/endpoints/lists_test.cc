#include "endpoints/lists.h"

#include "tests/endpoints/carried.h"

#include <gmock/gmock.h>

#include <ostream>
#include <string>
#include <vector>

namespace netprobe {
namespace lists_test {

struct Row {
  std::string name;
  std::string list;
  Cloud cloud = Cloud::public_cloud;
  std::vector<Workload> workloads;
  std::vector<std::string> asked;  ///< ids of rows; all of them are required
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class OldLists : public testing::TestWithParam<Row> {};

TEST_P(OldLists, ask_for_what_they_name_and_for_nothing_else) {
  const Row& row = GetParam();
  const auto cut = cut_to_list(carried_catalog(row.cloud), row.list, row.workloads);
  ASSERT_TRUE(cut) << cut.error().message;
  EXPECT_EQ(cut->rows.size(), carried_catalog(row.cloud).rows.size()) << "rows say more than needs";
  std::vector<std::string> asked;
  for (const CatalogRow& one : without_idle_rows(*cut).rows) {
    asked.push_back(one.id);
    EXPECT_TRUE(one.optional_for.empty()) << one.id;
  }
  EXPECT_EQ(asked, row.asked);
}

INSTANTIATE_TEST_SUITE_P(
    Lists, OldLists,
    testing::Values(
        Row{"the agents' list of 2019 has four wildcards, the ranges and a connectivity test",
            "2019",
            Cloud::public_cloud,
            {Workload::mars},
            {"windowsazure", "microsoftonline", "windows-net", "microsoft", "entra-token",
             "entra-range-a", "entra-range-b", "ncsi-old"}},
        Row{"MABS has the agent inside",
            "2019",
            Cloud::public_cloud,
            {Workload::mabs},
            {"windowsazure", "microsoftonline", "windows-net", "microsoft", "entra-token",
             "entra-range-a", "entra-range-b", "ncsi-old"}},
        Row{"2021 adds the other connectivity test",
            "2021",
            Cloud::public_cloud,
            {Workload::mars},
            {"windowsazure", "microsoftonline", "windows-net", "microsoft", "entra-token",
             "entra-range-a", "entra-range-b", "ncsi-new", "ncsi-old"}},
        Row{"2022 has names alone, those of storage among them",
            "2022",
            Cloud::public_cloud,
            {Workload::mars},
            {"windowsazure", "microsoftonline", "windows-net", "microsoft", "storage-blob",
             "storage-queue", "storage-managed", "entra-token"}},
        Row{"databases had a list of their own in 2019",
            "2019",
            Cloud::public_cloud,
            {Workload::sql},
            {"backup-control", "storage-blob", "storage-queue", "entra-token", "tag-azure-backup",
             "tag-storage", "tag-azure-active-directory"}},
        Row{"21Vianet's is of 2021",
            "2021",
            Cloud::china,
            {Workload::mars},
            {"windowsazure", "microsoftonline", "chinacloudapi", "microsoft", "ncsi-new",
             "ncsi-old"}}));

TEST(Lists, of_today_are_the_catalog_as_it_is) {
  for (const Cloud cloud : all_clouds()) {
    EXPECT_EQ(cut_to_list(carried_catalog(cloud), todays_list, all_workloads()),
              carried_catalog(cloud));
  }
}

TEST(Lists, that_nobody_knows_are_wrong_calls) {
  EXPECT_EQ(list_named("2021"), "2021");
  EXPECT_EQ(list_named("2020").error().message,
            "--list: found \"2020\", expected today, 2022, 2021, 2019");
  EXPECT_EQ(
      cut_to_list(carried_catalog(Cloud::us_government), "2019", std::vector{Workload::mars})
          .error()
          .message,
      "--list: found \"2019\", and no list of that year is known for mars in the usgov cloud; "
      "expected today, 2022, 2021");
  EXPECT_THAT(cut_to_list(carried_catalog(Cloud::public_cloud), "2022", {}).error().message,
              testing::HasSubstr("--workload none in the public cloud; expected today"));
}

}  // namespace lists_test
}  // namespace netprobe
