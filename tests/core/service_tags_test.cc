#include "netprobe/core/service_tags.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace netprobe {
namespace service_tags_test {

WallTime at(const char* time) { return parse_rfc3339(time).value(); }

TEST(ServiceTags, grow_stale_after_ninety_days) {
  struct Row {
    const char* date;
    const char* now;
    std::optional<int> age;
    bool is_stale;
  };
  const std::vector<Row> rows = {
      {"2025-10-28", "2025-10-28T00:00:00Z", 0, false},
      {"2025-10-28", "2025-10-28T23:59:59Z", 0, false},
      {"2025-10-28", "2025-10-29T00:00:00Z", 1, false},
      {"2025-10-28", "2026-01-26T23:59:59Z", 90, false},
      {"2025-10-28", "2026-01-27T00:00:00Z", 91, true},
      {"2025-10-28", "2025-10-27T12:00:00Z", -1, false},  // a clock that is behind
      {"2024-02-29", "2024-03-01T00:00:00Z", 1, false},
      {"2025-02-29", "2025-03-01T00:00:00Z", std::nullopt, false},
      {"28.10.2025", "2026-03-01T00:00:00Z", std::nullopt, false},
      {"2025-10-28 ", "2026-03-01T00:00:00Z", std::nullopt, false},
      {"", "2026-03-01T00:00:00Z", std::nullopt, false},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(age_in_days(row.date, at(row.now)), row.age) << row.date << " at " << row.now;
    EXPECT_EQ(is_stale(row.date, at(row.now)), row.is_stale) << row.date << " at " << row.now;
  }
}

TEST(ServiceTags, say_where_they_are_from_and_what_to_mind) {
  struct Row {
    const char* sentence;
    ServiceTags tags;
    std::string description;
    std::optional<std::string> warning;
  };
  const std::vector<Row> rows = {
      {"a fresh file",
       {"tags.json", "China", 405, "2026-07-20", false, {}},
       "China service tags of 2026-07-20 (change 405), from tags.json",
       std::nullopt},
      {"a stale snapshot",
       {"", "Public", 375, "2025-10-28", false, {}},
       "Public service tags of 2025-10-28 (change 375), carried by netprobe",
       "the Public service tags of 2025-10-28 (change 375), carried by netprobe, are 276 days old; "
       "prefixes may have been added since, see --service-tags"},
      {"a page of an answer",
       {"page.json", "Public", 63, "", true, {}},
       "Public service tags (change 63), from page.json",
       "the Public service tags (change 63), from page.json, are only a part of all: the file's "
       "nextLink leads to the rest"},
      {"a bare list", {"x\x1b", "", 0, "", false, {}}, "service tags, from x\\x1b", std::nullopt},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(row.tags.description(), row.description) << row.sentence;
    EXPECT_EQ(warning_about(row.tags, at("2026-07-31T08:00:00Z")), row.warning) << row.sentence;
  }
}

TEST(ServiceTags, are_found_in_any_letter_case_and_by_region) {
  ServiceTags tags;
  for (const auto& [name, region] : std::vector<std::pair<std::string, std::string>>{
           {"AzureBackup", ""},
           {"AzureBackup.FranceCentral", "centralfrance"},
           {"AzureCloud.centralfrance", "centralfrance"},
           {"Storage.EastUS2Stage", "eastus2"},
           {"AzureActiveDirectory.ServiceEndpoint", ""}}) {
    ServiceTag tag;
    tag.name = name;
    tag.region = region;
    tags.tags.push_back(tag);
  }
  const auto name_of = [](const ServiceTag* tag) { return tag == nullptr ? "" : tag->name; };
  EXPECT_EQ(name_of(tags.find("AZUREBACKUP")), "AzureBackup");
  EXPECT_EQ(name_of(tags.find("azurebackup.francecentral")), "AzureBackup.FranceCentral");
  EXPECT_EQ(name_of(tags.find("Backup")), "");
  const std::vector<std::string> france = {"francecentral", "centralfrance"};
  EXPECT_EQ(name_of(tags.find_in_region("AzureBackup", france)), "AzureBackup.FranceCentral");
  EXPECT_EQ(name_of(tags.find_in_region("azurecloud", france)), "AzureCloud.centralfrance");
  EXPECT_EQ(name_of(tags.find_in_region("Storage", france)), "");
  const std::vector<std::string> east_us_2 = {"eastus2"};
  EXPECT_EQ(name_of(tags.find_in_region("Storage", east_us_2)), "");
  EXPECT_EQ(service_of("AzureBackup.FranceCentral"), "AzureBackup");
  EXPECT_EQ(service_of("AzureBackup"), "AzureBackup");
  EXPECT_EQ(region_suffix(tags.tags[1]), "FranceCentral");
  EXPECT_EQ(region_suffix(tags.tags[0]), "");
  EXPECT_EQ(region_suffix(tags.tags[4]), "");
}

}  // namespace service_tags_test
}  // namespace netprobe
