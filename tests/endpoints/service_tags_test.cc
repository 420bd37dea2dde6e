#include "endpoints/service_tags.h"

#include "tests/endpoints/carried.h"
#include "tests/endpoints/service_tag_files.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace netprobe {
namespace service_tags_test {

const ServiceTag china_north = {
    "AzureBackup.ChinaNorth",
    "AzureBackup.ChinaNorth",
    "AzureBackup",
    "chinanorth",
    3,
    cidrs({"40.72.79.64/26", "139.217.51.32/27", "139.217.51.64/26", "2404:7940:1:402::200/121"})};

TEST(ServiceTagFiles, of_every_form_and_year_are_read_whole) {
  struct Row {
    std::string file;
    ServiceTags tags;
  };
  const std::vector<Row> rows = {
      {"ServiceTags_China_20260720.json",  // today's, networkFeatures null
       {"ServiceTags_China_20260720.json", "China", 405, "2026-07-20", false, {china_north}}},
      {"powershell.json",  // PascalCase, numbers as text
       {"powershell.json", "China", 405, "", false, {china_north}}},
      {"ServiceTags_AzureGovernment_20200601.json",  // no regionId, no networkFeatures
       {"ServiceTags_AzureGovernment_20200601.json",
        "AzureGovernment",
        92,
        "2020-06-01",
        false,
        {{"AzureActiveDirectory", "AzureActiveDirectory", "AzureAD", "", 4,
          cidrs({"13.72.52.95/32", "13.73.64.64/26", "13.73.208.128/25", "20.140.232.0/23",
                 "52.126.194.0/23", "52.126.203.96/27", "52.127.2.0/27", "52.127.3.128/27",
                 "52.127.26.224/27", "52.127.35.96/27", "52.127.43.64/27", "52.127.59.96/27",
                 "52.227.174.114/32", "52.238.165.247/32", "52.238.166.25/32", "52.244.67.230/32",
                 "52.244.71.138/32", "52.244.120.128/25"})},
         {"AzureBackup.USGovArizona", "AzureBackup.USGovArizona", "AzureBackup", "usgovarizona", 1,
          cidrs({"52.127.3.0/26", "52.127.3.64/27"})},
         {"AzureBackup.USGovIowa", "AzureBackup.USGovIowa", "AzureBackup", "usgoviowa", 1,
          cidrs({"52.127.26.96/27", "52.127.26.128/26"})}}}},
      {"ServiceTags_AzureGermany_20220307.json",  // CRLF
       {"ServiceTags_AzureGermany_20220307.json",
        "AzureGermany",
        193,
        "2022-03-07",
        false,
        {{"AzureBackup", "AzureBackup", "AzureBackup", "", 1,
          cidrs({"51.8.227.0/26", "51.8.227.64/27", "51.8.235.0/26", "51.8.235.64/27"})},
         {"AzureBackup.GermanyCentral", "AzureBackup.GermanyCentral", "AzureBackup",
          "germanycentral", 1, cidrs({"51.8.235.0/26", "51.8.235.64/27"})}}}},
      {"rest.json",  // numbers as text, a nextLink
       {"rest.json",
        "Public",
        63,
        "",
        true,
        {{"ApiManagement", "ApiManagement", "AzureApiManagement", "", 7,
          cidrs({"13.64.39.16/32", "40.74.146.80/31", "40.74.147.32/28"})},
         {"ApiManagement.AustraliaCentral", "ApiManagement.AustraliaCentral", "AzureApiManagement",
          "australiacentral", 2, cidrs({"20.36.106.68/31", "20.36.107.176/28"})},
         {"AppService", "AppService", "AzureAppService", "", 13,
          cidrs({"13.64.73.110/32", "191.235.208.12/32", "191.235.215.184/32"})},
         {"ServiceBus", "ServiceBus", "AzureServiceBus", "", 10,
          cidrs({"23.98.82.96/29", "40.68.127.68/32", "40.70.146.64/29"})},
         {"ServiceBus.EastUS2", "ServiceBus.EastUS2", "AzureServiceBus", "eastus2", 1,
          cidrs({"13.68.110.36/32", "40.70.146.64/29"})}}}},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(read_service_tags(bytes_of_tag_file(row.file), row.file), row.tags) << row.file;
  }
}

TEST(ServiceTagFiles, may_come_with_what_else_tools_put_into_them) {
  const std::string china = bytes_of_tag_file("ServiceTags_China_20260720.json");
  const ServiceTags expected = {"t.json", "China", 405, "", false, {china_north}};
  const auto replaced = [&](const std::string& what, const std::string& with) {
    std::string text = china;
    text.replace(text.find(what), what.size(), with);
    return text;
  };
  const std::string list =
      china.substr(china.find("[\n    {"), china.rfind(']') + 1 - china.find("[\n    {"));
  struct Row {
    const char* sentence;
    std::string text;
    ServiceTags tags;
  };
  const std::vector<Row> rows = {
      {"a byte order mark", "\xef\xbb\xbf" + china, expected},
      {"a comment", "// from a ticket\n" + china, expected},
      {"keys that nobody knows", replaced("\"cloud\"", R"("x": {"values": [[{"a": 1}]]}, "cloud")"),
       expected},
      {"a null where there is no link", replaced("\"cloud\"", R"("nextLink": null, "cloud")"),
       expected},
      {"a null for no number",
       replaced("405", "null"),
       {"t.json", "China", 0, "", false, {china_north}}},
      {"a date of its own",
       replaced("\"cloud\"", R"("date": "2026-07-21", "cloud")"),
       {"t.json", "China", 405, "2026-07-21", false, {china_north}}},
      {"the list alone", list, {"t.json", "", 0, "", false, {china_north}}},
      {"no tag at all", R"({"values": []})", {"t.json", "", 0, "", false, {}}},
      {"a tag without properties",
       R"([{"name": "X", "properties": null}])",
       {"t.json", "", 0, "", false, {{"X", "", "", "", 0, {}}}}},
      {"nulls in a tag",
       R"([{"name": "X", "id": null, "properties": {"region": null, "systemService": null,
           "changeNumber": null, "addressPrefixes": null, "networkFeatures": null}}])",
       {"t.json", "", 0, "", false, {{"X", "", "", "", 0, {}}}}},
      {"a flat tag",
       R"([{"Name": "X", "SystemService": "Y", "AddressPrefixes": ["10.0.0.4"]}])",
       {"t.json", "", 0, "", false, {{"X", "", "Y", "", 0, cidrs({"10.0.0.4/32"})}}}},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(read_service_tags(row.text, "t.json"), row.tags) << row.sentence;
  }
}

TEST(ServiceTagFiles, have_their_date_in_their_name) {
  struct Row {
    const char* file;
    const char* date;
  };
  for (const Row& row :
       {Row{"ServiceTags_Public_20251028.json", "2025-10-28"},
        Row{"/tmp/a_b/ServiceTags_Public_20251028 (1).json", "2025-10-28"},
        Row{"C:\\tags\\ServiceTags_China_20260720.json", "2026-07-20"},
        Row{"ServiceTags_Public_20251399.json", ""}, Row{"/tmp/x_20251028/tags.json", ""},
        Row{"tags_2025.json", ""}, Row{"standard input", ""}, Row{"", ""}, Row{"_", ""}}) {
    EXPECT_EQ(read_service_tags("[]", row.file).value().date, row.date) << row.file;
  }
}

TEST(ServiceTagFiles, that_are_none_are_refused_with_the_place_of_the_fault) {
  const auto deep = [](const std::string& before, std::size_t depth, char bracket) {
    return before + std::string(depth, bracket);
  };
  struct Row {
    const char* sentence;
    std::string text;
    std::string error;
  };
  const std::vector<Row> rows = {
      {"nothing", "", "t.json: the file is empty, expected JSON"},
      {"blanks", " \r\n", "t.json: the file is empty, expected JSON"},
      {"UTF-16, as PowerShell's > writes it", std::string("\xff\xfe{\0}\0", 6),
       "t.json: the file is UTF-16, expected UTF-8"},
      {"UTF-16 without its mark", std::string("{\0}\0", 4),
       "t.json: the file has NUL bytes, expected JSON text in UTF-8"},
      {"a text that ends early", R"({"values": [{"name": "X")",
       "t.json:1:25: not JSON: syntax error while parsing object - unexpected end of input; "
       "expected '}'"},
      {"a web page", "<!DOCTYPE html>",
       "t.json:1:1: not JSON: it is a web page, not the file that the page offers"},
      {"more after the end", "[] []",
       "t.json:1:4: not JSON: the file holds two documents, and the second begins in line 1; give "
       "each of them as a file of its own"},
      {"a number that no double holds", R"({"x": 1e999})",
       "t.json:1:11: not JSON: number overflow parsing '1e999'"},
      {"a number", "7",
       "t.json: /: found 7, expected service tags: an object with a list of \"values\""},
      {"another document", R"({"properties": {"securityRules": []}})",
       "t.json: /: found no \"values\", expected a list of service tags under it"},
      {"values that are no list", R"({"values": {"name": "X"}})",
       "t.json: /values: found an object, expected a list of service tags"},
      {"values that are null", R"({"Values": null})",
       "t.json: /Values: found null, expected a list of service tags"},
      {"a tag that is a text", R"({"values": ["AzureBackup"]})",
       "t.json: /values/0: found \"AzureBackup\", expected a service tag: an object with a name "
       "and properties"},
      {"a tag that is a list", R"({"values": [{"name": "X"}, []]})",
       "t.json: /values/1: found a list, expected a service tag: an object with a name and "
       "properties"},
      {"a tag without a name", R"([{"name": "X"}, {"id": "Y"}])",
       "t.json: /1: found an object without a name, expected a service tag: an object with a name "
       "and properties"},
      {"a name that is a number", R"({"values": [{"name": 3}]})",
       "t.json: /values/0/name: found 3, expected a text of at most 2000 bytes"},
      {"what ConvertTo-Json makes of objects that lie too deep",
       R"({"Values": [{"Name": "X", "Properties": "Microsoft.Azure.Commands.Network.Models.X"}]})",
       "t.json: /Values/0/Properties: found \"Microsoft.Azure.Commands.Network.Models.X\", "
       "expected an "
       "object (ConvertTo-Json writes what lies deep as text: give it -Depth 5)"},
      {"what it makes of lists that do",
       R"([{"Name": "X", "Properties": {"AddressPrefixes": "10.0.0.0/8 10.0.0.4/32"}}])",
       "t.json: /0/Properties/AddressPrefixes: found \"10.0.0.0/8 10.0.0.4/32\", expected a list "
       "of "
       "prefixes (give ConvertTo-Json -Depth 5)"},
      {"prefixes that are an object", R"([{"name": "X", "properties": {"addressPrefixes": {}}}])",
       "t.json: /0/properties/addressPrefixes: found an object, expected a list of prefixes"},
      {"a prefix that is none",
       R"([{"name": "X", "properties": {"addressPrefixes": ["10.0.0.0/8", "789"]}}])",
       "t.json: /0/properties/addressPrefixes/1: found \"789\", expected a prefix without host "
       "bits such as 13.69.65.32/27"},
      {"a prefix with host bits",
       R"([{"name": "X", "properties": {"addressPrefixes": ["10.0.0.1/8"]}}])",
       "t.json: /0/properties/addressPrefixes/0: found \"10.0.0.1/8\", expected a prefix without "
       "host bits such as 13.69.65.32/27"},
      {"a prefix that is a number", R"([{"name": "X", "properties": {"addressPrefixes": [1]}}])",
       "t.json: /0/properties/addressPrefixes/0: found 1, expected a prefix such as "
       "13.69.65.32/27"},
      {"a prefix that is a list", R"([{"name": "X", "properties": {"addressPrefixes": [[]]}}])",
       "t.json: /0/properties/addressPrefixes/0: found a list, expected a prefix such as "
       "13.69.65.32/27"},
      {"a change number below zero", R"({"changeNumber": -1, "values": []})",
       "t.json: /changeNumber: found -1, expected a change number"},
      {"a change number of words", R"([{"name": "X", "properties": {"changeNumber": "many"}}])",
       "t.json: /0/properties/changeNumber: found \"many\", expected a change number"},
      {"a change number that is a list", R"({"changeNumber": [], "values": []})",
       "t.json: /changeNumber: found a list, expected a text or a number"},
      {"a cloud that is an object", R"({"cloud": {}, "values": []})",
       "t.json: /cloud: found an object, expected a text or a number"},
      {"a date that is none", R"({"date": "soon", "values": []})",
       "t.json: /date: found \"soon\", expected a date such as 2025-10-28"},
      {"the same tag twice", R"({"values": [{"name": "X"}, {"name": "Y"}, {"name": "x"}]})",
       "t.json: /values/2/name: found \"x\", expected each tag once"},
      {"a name that moves the cursor", "[{\"name\": \"X\\u001b[2J\"}, {\"name\": \"X\\u001b[2J\"}]",
       "t.json: /1/name: found \"X\\x1b[2J\", expected each tag once"},
      {"a name without end", R"([{"name": ")" + std::string(1000, 'x') + "\"}]",
       "t.json: /0/name: found \"" + std::string(97, 'x') + "…\", expected a shorter name"},
      {"lists in lists", deep("", 100'000, '['),
       "t.json: /0: found a list, expected a service tag: an object with a name and properties"},
      {"lists in what nobody knows", deep(R"({"x": )", 100'000, '['),
       "t.json: it is nested deeper than 64 levels"},
      {"objects in what nobody knows",
       [] {
         std::string text;
         for (int i = 0; i < 100'000; ++i) {
           text += R"({"x":)";
         }
         return text;
       }(),
       "t.json: it is nested deeper than 64 levels"},
  };
  for (const Row& row : rows) {
    const auto tags = read_service_tags(row.text, "t.json");
    ASSERT_FALSE(tags) << row.sentence;
    EXPECT_EQ(tags.error().message, row.error) << row.sentence;
    EXPECT_EQ(tags.error().kind, Error::Kind::input) << row.sentence;
  }
}

TEST(ServiceTagFiles, cut_anywhere_are_refused_and_never_half_read) {
  const std::string whole = bytes_of_tag_file("ServiceTags_AzureGovernment_20200601.json");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    ASSERT_FALSE(read_service_tags(whole.substr(0, length), "t.json")) << length;
  }
}

TEST(ServiceTagFiles, have_bounds_for_what_they_may_hold) {
  std::string tags = "[";
  for (int i = 0; i <= 50'000; ++i) {
    tags += (i == 0 ? "" : ",") + std::string(R"({"name":"X)") + std::to_string(i) + "\"}";
  }
  const auto read = read_service_tags(tags + "]", "t.json");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message, "t.json: /50000: found more, expected at most 50000 tags");
}

class Snapshots : public testing::TestWithParam<Cloud> {
 protected:
  const ServiceTags tags = embedded_service_tags(GetParam()).value();

  [[nodiscard]] IpSet addresses(std::string_view name) const {
    const ServiceTag* tag = tags.find(name);
    return tag == nullptr ? IpSet() : tag->addresses();
  }
};

TEST_P(Snapshots, are_of_their_cloud_and_dated) {
  EXPECT_EQ(tags.file, "");
  EXPECT_EQ(cloud_of(tags), GetParam());
  EXPECT_GT(tags.change_number, 300U);
  EXPECT_TRUE(age_in_days(tags.date, WallTime())) << tags.date;
  EXPECT_FALSE(tags.is_partial);
}

TEST_P(Snapshots, have_every_tag_that_the_catalog_names_in_its_regions) {
  for (const CatalogRow& row : carried_catalog(GetParam()).rows) {
    if (!row.service_tag.empty()) {
      EXPECT_FALSE(addresses(row.service_tag).empty()) << row.service_tag;
    }
  }
  std::set<std::string> backup;
  std::set<std::string> storage;
  for (const ServiceTag& tag : tags.tags) {
    EXPECT_EQ(tag.id, tag.name);
    if (service_of(tag.name) == "AzureBackup") {
      backup.emplace(region_suffix(tag));
    }
    if (service_of(tag.name) == "Storage") {
      storage.emplace(region_suffix(tag));
    }
  }
  EXPECT_GE(backup.size(), 6U);
  EXPECT_TRUE(std::includes(storage.begin(), storage.end(), backup.begin(), backup.end()));
}

TEST_P(Snapshots, have_backup_inside_azure) {
  // Microsoft's public file of that date has this one address in the one and not in the other.
  const IpSet odd(*Cidr::parse("2603:1020:406::5/128"));
  EXPECT_TRUE((addresses("AzureBackup") - addresses("AzureCloud") - odd).empty());
}

TEST_P(Snapshots, agree_with_the_sign_in_tag_of_the_catalog) {
  const Catalog& catalog = carried_catalog(GetParam());
  EXPECT_EQ(IpSet(catalog.sign_in_tag_prefixes), addresses("AzureActiveDirectory"));
  EXPECT_EQ(catalog.sign_in_tag_date, tags.date);
}

INSTANTIATE_TEST_SUITE_P(Clouds, Snapshots,
                         testing::Values(Cloud::public_cloud, Cloud::us_government, Cloud::china));

TEST(TagRegion, is_found_by_all_its_names) {
  ServiceTags tags = tag_file("ServiceTags_Public_20251028.json");
  tags.tags.push_back({"Storage.EastUS2", "", "", "eastus2", 1, {}});
  struct Row {
    const char* region;
    std::vector<std::string> spellings;  // empty: an error that says
    std::string error;
  };
  const std::vector<Row> rows = {
      {"West Europe", {"westeurope"}, ""},
      {"WESTEUROPE", {"westeurope"}, ""},
      {"we", {"westeurope"}, ""},
      {"france-central", {"francecentral", "centralfrance"}, ""},
      {"centralfrance", {"francecentral", "centralfrance"}, ""},
      {"Chile Central", {"chilecentral", "chilec"}, ""},
      {"chilec", {"chilecentral", "chilec"}, ""},
      {"clc", {"chilecentral", "chilec"}, ""},
      {"Code:CLC", {"chilecentral", "chilec"}, ""},
      {"eastus2stage", {"eastus2stage"}, ""},
      {"eus2", {"eastus2"}, ""},
      {"chilecentrale",
       {},
       R"(--region: found "chilecentrale", expected a region that a tag of the Public service tags )"
       "of 2025-10-28 (change 375), from ServiceTags_Public_20251028.json is of; did you mean "
       "chilecentral?"},
      {"code:xyz",
       {},
       R"(--region: found "code:xyz", a code that netprobe does not know, expected the region's )"
       "name: no tag is named by a code"},
      {"FirstParty",
       {},
       R"(--region: found "FirstParty", expected a region that a tag of the Public service tags of )"
       "2025-10-28 (change 375), from ServiceTags_Public_20251028.json is of"},
      {"usgovvirginia",
       {},
       R"(--region: found "usgovvirginia", expected a region that a tag of the Public service tags )"
       "of 2025-10-28 (change 375), from ServiceTags_Public_20251028.json is of"},
  };
  for (const Row& row : rows) {
    const auto found = tag_region(tags, row.region);
    EXPECT_EQ(found.value_or(std::vector<std::string>()), row.spellings) << row.region;
    EXPECT_EQ(found ? "" : found.error().message, row.error) << row.region;
  }
}

}  // namespace service_tags_test
}  // namespace netprobe
