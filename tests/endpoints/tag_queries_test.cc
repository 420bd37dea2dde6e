#include "endpoints/tag_queries.h"

#include "tests/endpoints/carried.h"
#include "tests/endpoints/service_tag_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace netprobe {
namespace tag_queries_test {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

/// The names of the tags that have a query, and the longest prefix of each.
std::vector<std::pair<std::string, std::string>> found(const ServiceTags& tags,
                                                       const std::string& query) {
  const auto report = look_up_tags(tags, std::vector<std::string>{query}).value();
  std::vector<std::pair<std::string, std::string>> out;
  for (const TagMatch& match : report.lookups.front().matches) {
    out.emplace_back(match.tag.name, match.prefixes.front().to_string());
  }
  return out;
}

TEST(TagLookup, finds_what_the_files_of_each_cloud_say_the_smallest_tag_first) {
  struct Row {
    Cloud cloud;
    const char* query;
    std::vector<std::pair<std::string, std::string>> found;
  };
  using Found = std::vector<std::pair<std::string, std::string>>;
  constexpr Cloud everywhere = Cloud::public_cloud;
  const std::vector<Row> rows = {
      {everywhere, "20.190.128.1",
       Found{{"AzureActiveDirectory", "20.190.128.0/18"}, {"AzureCloud", "20.190.128.0/19"}}},
      {everywhere, "40.126.63.255",
       Found{{"AzureActiveDirectory", "40.126.0.0/18"}, {"AzureCloud", "40.126.0.0/18"}}},
      {everywhere, "40.126.64.0", {}},
      {everywhere, "20.191.166.150",
       Found{{"AzureBackup.JapanEast", "20.191.166.128/26"},
             {"AzureBackup", "20.191.166.128/26"},
             {"AzureCloud", "20.191.0.0/16"}}},
      {everywhere, "20.60.0.1",
       Found{{"Storage.EastUS", "20.60.0.0/24"},
             {"Storage", "20.60.0.0/16"},
             {"AzureCloud", "20.56.0.0/13"}}},
      {everywhere, "2603:1020:206:402::200",
       Found{{"AzureBackup.WestEurope", "2603:1020:206:402::200/121"},
             {"AzureBackup", "2603:1020:206:402::200/121"},
             {"AzureCloud", "2603:1020:206::/47"}}},
      {everywhere, "2603:1006:2000::1",
       Found{{"AzureActiveDirectory", "2603:1006:2000::/48"},
             {"AzureCloud", "2603:1006:2000::/58"}}},
      {everywhere, "168.63.129.16", {}},
      {everywhere, "10.0.0.4", {}},
      {Cloud::us_government, "52.127.3.5",
       Found{{"AzureBackup.USGovArizona", "52.127.3.0/26"},
             {"AzureBackup", "52.127.3.0/26"},
             {"AzureCloud", "52.127.0.0/18"}}},
      {Cloud::china, "40.72.79.65",
       Found{{"AzureBackup.ChinaNorth", "40.72.79.64/26"},
             {"AzureBackup", "40.72.79.64/26"},
             {"AzureCloud", "40.72.72.0/21"}}},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(found(embedded_service_tags(row.cloud).value(), row.query), row.found) << row.query;
  }
}

ServiceTags some_tags() {
  ServiceTags tags;
  tags.file = "t.json";
  tags.tags = {{"Wide", "", "", "", 1, cidrs({"10.0.0.0/8", "10.1.0.0/16", "2001:db8::/32"})},
               {"Halves", "", "", "", 1, cidrs({"10.1.0.0/17", "10.1.128.0/17"})},
               {"Part", "", "", "", 1, cidrs({"10.1.2.0/24"})},
               {"Bits", "", "", "", 1, cidrs({"10.1.0.0/32", "10.1.255.255/32"})},
               {"Empty", "", "", "", 1, {}}};
  return tags;
}

TEST(TagLookup, tells_all_of_a_range_from_a_part) {
  const auto report =
      look_up_tags(some_tags(),
                   std::vector<std::string>{"10.1.0.0/16", "2001:db8::1", "11.0.0.0/8"})
          .value();
  ASSERT_EQ(report.lookups.size(), 3U);
  const TagLookup& range = report.lookups[0];
  ASSERT_EQ(range.matches.size(), 2U);
  EXPECT_EQ(range.matches[0].tag.name, "Halves");
  EXPECT_EQ(range.matches[0].prefixes, cidrs({"10.1.0.0/17", "10.1.128.0/17"}));
  EXPECT_EQ(range.matches[1].tag.name, "Wide");
  EXPECT_EQ(range.matches[1].prefixes, cidrs({"10.1.0.0/16", "10.0.0.0/8"}));
  EXPECT_EQ(range.parts, (std::vector<TagPart>{{"Part", {0, {0, 256}}}, {"Bits", {0, {0, 2}}}}));
  EXPECT_THAT(report.lookups[1].matches, testing::SizeIs(1));
  EXPECT_THAT(report.lookups[2].matches, IsEmpty());
  EXPECT_THAT(report.lookups[2].parts, IsEmpty());
}

TEST(TagLookup, refuses_what_is_no_address) {
  struct Row {
    const char* query;
    const char* error;
  };
  for (
      const Row& row : {
          Row{"", R"(found "", expected an IP address or a prefix such as 13.69.65.32/27)"},
          Row{"login.microsoftonline.com",
              R"(found "login.microsoftonline.com", expected an IP address or a prefix such as 13.69.65.32/27)"},
          Row{"20.190.128.1/18",
              R"(found "20.190.128.1/18", expected an IP address or a prefix without host bits; did you mean 20.190.128.0/18?)"},
          Row{"10.0.0.0/33",
              R"(found "10.0.0.0/33", expected an IP address or a prefix such as 13.69.65.32/27)"},
          Row{"10.0.0.0/",
              R"(found "10.0.0.0/", expected an IP address or a prefix such as 13.69.65.32/27)"},
          Row{"fe80::1%eth0",
              R"(found "fe80::1%eth0", expected an IP address or a prefix such as 13.69.65.32/27)"},
      }) {
    const auto report = look_up_tags(some_tags(), std::vector<std::string>{"10.0.0.1", row.query});
    ASSERT_FALSE(report) << row.query;
    EXPECT_EQ(report.error().message, row.error);
    EXPECT_EQ(report.error().kind, Error::Kind::usage);
  }
}

TEST(TagList, keeps_to_a_region) {
  const ServiceTags tags = tag_file("ServiceTags_Public_20251028.json");
  const auto names = [&](const char* region) {
    const TagListReport report = list_tags(tags, region).value();
    std::vector<std::string> out;
    for (const TagFacts& tag : report.tags) {
      out.push_back(tag.name);
    }
    return out;
  };
  EXPECT_THAT(names("we"), ElementsAre("AzureBackup.WestEurope"));
  EXPECT_THAT(names("Chile Central"), ElementsAre("AzureBackup.ChileCentral", "AzureCloud.chilec"));
  EXPECT_EQ(names("").size(), tags.tags.size());
  EXPECT_FALSE(list_tags(tags, "Atlantis"));
  EXPECT_EQ(
      list_tags(tags, "we").value().tags.front(),
      (TagFacts{
          "AzureBackup.WestEurope", "AzureBackup", "WestEurope", 2, 8, 3, 672, {0, {0, 384}}}));
}

TEST(TagShow, has_the_prefixes_and_the_regions) {
  const ServiceTags tags = tag_file("ServiceTags_AzureGermany_20220307.json");
  const auto report = show_tag(tags, "AZUREBACKUP").value();
  const TagFacts central = {
      "AzureBackup.GermanyCentral", "AzureBackup", "GermanyCentral", 1, 2, 0, 96, {}};
  EXPECT_EQ(
      report,
      (TagShowReport{origin_of(tags),
                     {"AzureBackup", "AzureBackup", "", 1, 4, 0, 192, {}},
                     cidrs({"51.8.227.0/26", "51.8.227.64/27", "51.8.235.0/26", "51.8.235.64/27"}),
                     4,
                     {central}}));
  EXPECT_EQ(show_tag(some_tags(), "halves").value().fewest_prefixes, 1U);
  EXPECT_EQ(show_tag(tags, "azurebackup.germanycentral").value().regional, std::vector<TagFacts>());
}

TEST(TagShow, suggests_near_names) {
  const ServiceTags tags = tag_file("ServiceTags_AzureGermany_20220307.json");
  const auto error = [&](const char* name) { return show_tag(tags, name).error().message; };
  const std::string of =
      "expected the name of a tag of the AzureGermany service tags of 2022-03-07 "
      "(change 193), from ServiceTags_AzureGermany_20220307.json";
  EXPECT_EQ(error("AzureBakup"), "found \"AzureBakup\", " + of + "; did you mean AzureBackup?");
  EXPECT_EQ(error("VirtualMachines"),
            "found \"VirtualMachines\", " + of + "; `netprobe tags list` prints them");
  EXPECT_EQ(error("internet"),
            "found \"internet\", expected the name of a tag in a file: this one stands for other "
            "addresses in each virtual network, and no file has it");
}

TEST(TagDiff, says_what_came_and_what_went) {
  const ServiceTags older = tag_file("ServiceTags_AzureGovernment_20200601.json");
  const ServiceTags newer = tag_file("ServiceTags_AzureGovernment_20260720.json");
  const auto set = [](const std::vector<std::string>& texts) { return IpSet(cidrs(texts)); };
  const std::vector<std::string> backup = {"AzureBackup"};
  EXPECT_EQ(
      compare_tags(older, newer, backup).value(),
      (TagDiffReport{
          origin_of(older),
          origin_of(newer),
          backup,
          2,
          {{TagChange::Kind::changed, "AzureBackup.USGovArizona",
            set({"20.140.53.240/28", "51.54.224.0/27", "51.54.224.32/28", "52.127.15.128/26",
                 "52.127.23.128/26", "2001:489a:3604:2::780/121", "2001:489a:3604:402::200/121",
                 "2001:489a:3604:802::180/121", "2001:489a:3604:c02::100/121"}),
            set({})},
           {TagChange::Kind::removed, "AzureBackup.USGovIowa", set({}),
            set({"52.127.26.96/27", "52.127.26.128/26"})}}}));
  const auto all = compare_tags(newer, older, {}).value();
  EXPECT_EQ(all.compared, 4U);
  std::vector<std::pair<std::string, TagChange::Kind>> kinds;
  for (const TagChange& change : all.changes) {
    kinds.emplace_back(change.name, change.kind);
  }
  EXPECT_THAT(kinds, ElementsAre(Pair("AzureActiveDirectory", TagChange::Kind::changed),
                                 Pair("AzureBackup.USGovArizona", TagChange::Kind::changed),
                                 Pair("AzureBackup.USGovIowa", TagChange::Kind::added),
                                 Pair("AzureResourceManager.USDoDEast", TagChange::Kind::removed)));
}

TEST(TagDiff, sees_addresses_not_spellings) {
  ServiceTags older = some_tags();
  ServiceTags newer = some_tags();
  newer.tags[0].prefixes = cidrs({"2001:db8:8000::/33", "2001:db8::/33", "10.0.0.0/8"});
  newer.tags[0].change_number = 2;
  newer.tags[0].name = "WIDE";
  EXPECT_EQ(compare_tags(older, newer, {}).value().changes, std::vector<TagChange>());
  EXPECT_EQ(compare_tags(older, older, {}).value().changes, std::vector<TagChange>());
  // A tag that comes without an address is a difference all the same: rules may name it now.
  newer.tags.push_back({"New", "", "", "", 1, {}});
  EXPECT_EQ(compare_tags(older, newer, {}).value().changes,
            (std::vector<TagChange>{{TagChange::Kind::added, "New", {}, {}}}));
}

TEST(TagDiff, does_not_compare_clouds) {
  const auto report = compare_tags(tag_file("ServiceTags_China_20260720.json"),
                                   tag_file("ServiceTags_AzureGermany_20220307.json"), {});
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().message,
            "NEW: found the AzureGermany service tags of 2022-03-07 (change 193), from "
            "ServiceTags_AzureGermany_20220307.json, expected tags of the cloud China, as OLD has");
}

TEST(TagDiff, notices_files_in_the_wrong_order) {
  struct Row {
    TagOrigin older;
    TagOrigin newer;
    bool is_reversed;
  };
  for (const Row& row : {Row{{"", "", 1, "2026-01-01", ""}, {"", "", 2, "2025-01-01", ""}, false},
                         Row{{"", "", 2, "", ""}, {"", "", 1, "", ""}, true},
                         Row{{"", "", 2, "2026-01-01", ""}, {"", "", 0, "2025-01-01", ""}, true},
                         Row{{"", "", 2, "2026-01-01", ""}, {"", "", 0, "", ""}, false},
                         Row{{"", "", 2, "", ""}, {"", "", 2, "", ""}, false}}) {
    EXPECT_EQ(is_reversed(row.older, row.newer), row.is_reversed)
        << row.older.change_number << " " << row.newer.change_number;
  }
}

TEST(TagsForRules, are_those_that_the_catalog_names) {
  const Catalog& catalog = carried_catalog(Cloud::public_cloud);
  const auto tags = [&](std::vector<Workload> workloads) {
    return tags_for_rules(catalog, workloads);
  };
  EXPECT_THAT(tags({Workload::sql}), ElementsAre("AzureBackup", "Storage", "AzureActiveDirectory"));
  EXPECT_THAT(
      tags({Workload::hana, Workload::mars}),
      ElementsAre("AzureBackup", "Storage", "AzureActiveDirectory", "AzureResourceManager"));
  EXPECT_THAT(tags({}), IsEmpty());
}

}  // namespace tag_queries_test
}  // namespace netprobe
