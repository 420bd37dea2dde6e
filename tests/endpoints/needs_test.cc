#include "endpoints/needs.h"

#include "tests/endpoints/carried.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace netprobe {
namespace needs_test {

std::vector<Catalog> all_carried() {
  std::vector<Catalog> catalogs;
  for (const Cloud cloud : all_clouds()) {
    catalogs.push_back(carried_catalog(cloud));
  }
  return catalogs;
}

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Set NETPROBE_REWRITE_GOLDEN to write what the catalogs say today; the change is then read line
/// by line: each is something that a machine is told to need.
TEST(NeedsTable, of_all_clouds_is_the_one_that_somebody_read) {
  const std::string path = "tests/endpoints/needs.txt";
  const std::string actual = needs_table(all_carried());
  if (std::getenv("NETPROBE_REWRITE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << actual;
  }
  EXPECT_EQ(actual, read(path)) << path;
}

TEST(NeedsTable, has_a_source_and_a_date_in_every_line) {
  for (const Need& need : needs_of(all_carried())) {
    const std::string place = std::string(name_of(need.cloud)) + " " + need.row;
    EXPECT_FALSE(need.source.page.empty()) << place;
    EXPECT_FALSE(need.source.date.empty()) << place;
    EXPECT_FALSE(need.years.empty()) << place;
  }
}

TEST(NeedsTable, names_the_source_that_asked_last) {
  Catalog catalog;
  catalog.rows = {
      {.id = "row", .name = "a.example", .required_for = {Workload::sql}, .ports = {443}}};
  catalog.rows.front().sources = {
      {"old.md, 2019", "2019"}, {"new.md, 2025-02-28", "2021-2025"}, {"too.md", "2025"}};
  const std::vector<Need> expected = {{Cloud::public_cloud,
                                       Workload::sql,
                                       true,
                                       "row",
                                       "a.example",
                                       {443},
                                       "2019-2025",
                                       {"new.md", "2025-02-28"}}};
  EXPECT_EQ(needs_of(std::vector{catalog}), expected);
}

TEST(NeedsTable, leaves_the_page_of_another_workload_out_if_there_are_others) {
  Catalog catalog;
  catalog.rows = {{.id = "row", .name = "a.example", .ports = {443}}};
  catalog.rows.front().required_for = {Workload::mars, Workload::hana};
  catalog.rows.front().sources = {{"agents.md, 2021", "2021"},
                                  {"backup-azure-sap-hana-database.md, 2026", "2023-2026"}};
  std::vector<std::string> told;
  for (const Need& need : needs_of(std::vector{catalog})) {
    told.push_back(need.years + " " + need.source.page);
  }
  EXPECT_EQ(told, (std::vector<std::string>{"2021 agents.md",
                                            "2021-2026 backup-azure-sap-hana-database.md"}));
}

TEST(DatedPage, is_split_at_the_last_comma) {
  struct Row {
    std::string text;
    DatedPage page;
  };
  for (const Row& row :
       {Row{"a page, 2025-02-28", {"a page", "2025-02-28"}},
        Row{"set 56, 2025", {"set 56", "2025"}}, Row{"a, b, 2026-11", {"a, b", "2026-11"}},
        Row{"no date", {"no date", ""}}, Row{"set 56, 2025-1", {"set 56, 2025-1", ""}},
        Row{"a, b", {"a, b", ""}}}) {
    EXPECT_EQ(dated_page(row.text), row.page) << row.text;
  }
}

}  // namespace needs_test
}  // namespace netprobe
