#include "endpoints/catalog_diff.h"

#include "endpoints/catalog.h"
#include "tests/endpoints/carried.h"

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

namespace netprobe {
namespace catalog_diff_test {

using testing::HasSubstr;
using testing::Not;
using Json = nlohmann::ordered_json;

Catalog older_catalog() {
  Catalog catalog;
  catalog.date = "2025-01-01";
  catalog.sign_in_hosts = {"login.example"};
  catalog.rows = {
      {.id = "gone", .kind = EndpointKind::fqdn, .name = "gone.example", .ports = {443}},
      {.id = "kept",
       .kind = EndpointKind::wildcard,
       .name = "*.kept.example",
       .required_for = {Workload::mars},
       .ports = {443},
       .purpose = "what it was"},
      {.id = "other", .kind = EndpointKind::rule_only, .name = "AzureBackup"},
  };
  return catalog;
}

Catalog newer_catalog() {
  Catalog catalog = older_catalog();
  catalog.date = "2026-01-01";
  catalog.sign_in_tag_date = "2026-02-02";
  catalog.rows[1].ports = {443, 8443};
  catalog.rows[1].purpose = "what it is";
  catalog.rows[1].never_proxy = true;
  std::swap(catalog.rows[0], catalog.rows[2]);  // order means nothing
  catalog.rows.pop_back();
  catalog.rows.push_back({.id = "new",
                          .kind = EndpointKind::fqdn,
                          .name = "new.example",
                          .required_for = {Workload::mars, Workload::mabs},
                          .ports = {80}});
  return catalog;
}

TEST(CatalogDiff, names_what_came_what_went_and_every_key_that_changed) {
  const Catalog newer = newer_catalog();
  CatalogDiff expected;
  expected.older.date = "2025-01-01";
  expected.newer.date = "2026-01-01";
  expected.compared = 4;
  expected.settings = {{"date", "2025-01-01", "2026-01-01"},
                       {"sign_in_tag date", "", "2026-02-02"}};
  expected.rows = {{RowChange::Kind::changed,
                    newer.rows[1],
                    {{"ports", Json::array({443}), Json::array({443, 8443})},
                     {"never_proxy", false, true},
                     {"purpose", "what it was", "what it is"}}},
                   {RowChange::Kind::added, newer.rows[2], {}},
                   {RowChange::Kind::removed, older_catalog().rows[0], {}}};
  EXPECT_EQ(compare_catalogs(older_catalog(), newer), expected);
}

TEST(CatalogDiff, is_printed_one_change_a_line) {
  CatalogDiff diff = compare_catalogs(older_catalog(), newer_catalog());
  diff.older.file = "old.json";
  EXPECT_EQ(catalog_diff_text(diff),
            "The public catalog\n"
            "  old  old.json (2025-01-01)\n"
            "  new  carried by netprobe (2026-01-01)\n"
            "\n"
            "~ the catalog itself\n"
            "    date                 2025-01-01 -> 2026-01-01\n"
            "    sign_in_tag date     - -> 2026-02-02\n"
            "~ kept                         *.kept.example\n"
            "    ports                +8443\n"
            "    never_proxy          false -> true\n"
            "    purpose              what it was -> what it is\n"
            "+ new                          new.example:80  required for mars,mabs\n"
            "- gone                         gone.example:443  optional\n"
            "\n"
            "4 rows: 1 added, 1 removed, 1 changed\n");
}

TEST(CatalogDiff, of_a_catalog_and_itself_is_none) {
  for (const Cloud cloud : all_clouds()) {
    const CatalogDiff diff = compare_catalogs(carried_catalog(cloud), carried_catalog(cloud));
    EXPECT_TRUE(diff.is_same()) << name_of(cloud);
    EXPECT_EQ(diff.compared, carried_catalog(cloud).rows.size());
    EXPECT_THAT(catalog_diff_text(diff), HasSubstr("no difference in "));
    EXPECT_EQ(Json::parse(catalog_diff_json(diff)).at("same"), true);
  }
}

TEST(CatalogDiff, of_lists_in_another_order_shows_both_orders) {
  Catalog newer = older_catalog();
  newer.rows[1].lists = {"2019", "2021"};
  Catalog older = newer;
  std::swap(older.rows[1].lists[0], older.rows[1].lists[1]);
  EXPECT_THAT(catalog_diff_text(compare_catalogs(older, newer)),
              HasSubstr(R"(lists                ["2021","2019"] -> ["2019","2021"])"));
}

TEST(CatalogDiff, finds_a_change_of_any_key_of_any_row) {
  for (const Cloud cloud : all_clouds()) {
    const Catalog& carried = carried_catalog(cloud);
    const Json whole = Json::parse(catalog_to_json(carried));
    std::size_t keys = 0;
    for (const auto& [key, value] : whole.at("rows").at(0).items()) {
      Json changed = whole;
      auto& row = changed.at("rows").at(0);
      if (key == "purpose" || key == "service_tag") {
        row[key] = "something else";
      } else if (value.is_boolean()) {
        row[key] = !value.get<bool>();
      } else if (value.is_array() && !value.empty()) {
        row[key].erase(0);
      } else {
        continue;
      }
      Catalog empty;
      empty.cloud = cloud;
      const auto read = extend_catalog(empty, changed.dump(), "x");
      if (!read) {
        continue;  // a row must have ports
      }
      ++keys;
      const CatalogDiff diff = compare_catalogs(carried, *read);
      ASSERT_EQ(diff.rows.size(), 1U) << key;
      ASSERT_EQ(diff.rows[0].fields.size(), 1U) << key;
      EXPECT_EQ(diff.rows[0].fields[0].field, key);
    }
    EXPECT_GE(keys, 6U);
  }
}

TEST(CatalogDiff, of_a_hostile_catalog_is_harmless) {
  Catalog hostile = older_catalog();
  hostile.date = "\x1b[2J";
  hostile.rows[1].purpose = "a\nb\x9b\x1b]0;x\a";
  hostile.rows.push_back({.id = "\x1b[1m", .name = "n\r\xff"});
  CatalogDiff diff = compare_catalogs(older_catalog(), hostile);
  diff.newer.file = "\x1b.json";
  const std::string text = catalog_diff_text(diff);
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("\r")));
  EXPECT_THAT(text, HasSubstr("a\\x0ab"));
  EXPECT_TRUE(Json::accept(catalog_diff_json(diff)));
}

TEST(CatalogFiles, that_are_no_whole_catalog_are_met_with_what_was_expected) {
  const std::string whole =
      ", expected a whole catalog, as `netprobe endpoints export` prints it, with --catalog for "
      "one of your own";
  struct Row {
    std::string name, text, error;
  };
  const std::vector<Row> rows = {
      {"what is laid over another", R"({"rows": []})", "f: found no \"schema\"" + whole},
      {"without rows", R"({"schema": "netprobe.catalog/1", "cloud": "china"})",
       "f: found no \"rows\"" + whole},
      {"a list", "[]", "f: found no \"schema\"" + whole},
      {"another cloud", R"({"schema": "", "cloud": "mooncake", "rows": []})",
       "f: /cloud: found \"mooncake\", expected public, usgov or china"},
      {"a cloud that is no text", R"({"schema": "", "cloud": 7, "rows": []})",
       "f: /cloud: found 7, expected text"},
  };
  for (const Row& row : rows) {
    const auto cloud = cloud_of_catalog(row.text, "f");
    ASSERT_FALSE(cloud) << row.name;
    EXPECT_EQ(cloud.error(), (Error{Error::Kind::input, row.error})) << row.name;
  }
  EXPECT_EQ(*cloud_of_catalog(catalog_to_json(carried_catalog(Cloud::china)), "f"), Cloud::china);
}

}  // namespace catalog_diff_test
}  // namespace netprobe
