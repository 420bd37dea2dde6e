#include "endpoints/catalog.h"
#include "netprobe/core/json_reader.h"
#include "netprobe/core/text.h"
#include "tests/endpoints/carried.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace netprobe {
namespace extend_catalog_test {

Catalog empty_catalog(Cloud cloud) {
  Catalog catalog;
  catalog.cloud = cloud;
  return catalog;
}

Catalog extended(Catalog base, std::string_view text) {
  const auto catalog = extend_catalog(std::move(base), text, "own.json");
  EXPECT_TRUE(catalog) << catalog.error().message;
  return catalog.value_or(Catalog{});
}

const CatalogRow* find(const Catalog& catalog, std::string_view id) {
  const auto row = std::find_if(catalog.rows.begin(), catalog.rows.end(),
                                [&](const CatalogRow& r) { return r.id == id; });
  return row == catalog.rows.end() ? nullptr : &*row;
}

TEST(ExportedCatalog, reads_back_as_the_equal_value) {
  for (const Cloud cloud : all_clouds()) {
    const Catalog& catalog = carried_catalog(cloud);
    const std::string text = catalog_to_json(catalog);
    const Catalog again = extended(empty_catalog(cloud), text);
    EXPECT_TRUE(again == catalog) << name_of(cloud);
    EXPECT_EQ(catalog_to_json(again), text) << name_of(cloud);
    EXPECT_TRUE(extended(catalog, text) == catalog) << name_of(cloud);
  }
}

TEST(ExportedCatalog, keeps_every_key_of_a_row) {
  const CatalogRow row = {
      .id = "own",
      .kind = EndpointKind::fqdn,
      .name = "own.example",
      .protocol = Protocol::http,
      .required_for = {Workload::sql, Workload::mars},
      .optional_for = {Workload::vm},
      .ports = {80, 65535},
      .comparison_ports = {1},
      .representatives = {"a.{geo}.example"},
      .path = "/a?b=c",
      .identity = {{200, 599}, {{"server", "own"}, {"x/y~z", ""}}, "exact \"body\"\n"},
      .service_tag = "Own",
      .never_proxy = true,
      .inside_azure_only = true,
      .purpose = "Zweck \xe2\x9c\x93",
      .sources = {{"a page", "2026"}, {"another", "2019-2025"}},
      .lists = {"2019"}};
  Catalog catalog = empty_catalog(Cloud::china);
  catalog.date = "2026-11-20";
  catalog.rows = {row};
  catalog.controls = {{"c1", ControlKind::unrouted_address, "2001:db8::1"},
                      {"c2", ControlKind::must_not_resolve, "x.invalid"}};
  catalog.sign_in_hosts = {"login.example"};
  catalog.default_geo_codes = {"we"};
  catalog.sign_in_tag_prefixes = {*Cidr::parse("10.0.0.0/8"), *Cidr::parse("2001:db8::/32")};
  catalog.sign_in_tag_date = "2025-10-28";
  EXPECT_TRUE(extended(empty_catalog(Cloud::china), catalog_to_json(catalog)) == catalog)
      << catalog_to_json(catalog);
}

TEST(OwnCatalog, replaces_the_keys_that_it_gives_and_keeps_the_others) {
  const Catalog& base = carried_catalog(Cloud::public_cloud);
  Catalog expected = base;
  for (CatalogRow& row : expected.rows) {
    if (row.id == "storage-blob") {
      row.required_for = {Workload::vm};
      row.representatives = {"mine.blob.core.windows.net"};
    }
  }
  EXPECT_TRUE(extended(base, R"({"rows": [{"id": "storage-blob", "required_for": ["vm"],
                                 "representatives": ["mine.blob.core.windows.net"]}]})") ==
              expected);
}

TEST(OwnCatalog, adds_a_row_of_a_new_id_at_the_end) {
  const Catalog& base = carried_catalog(Cloud::public_cloud);
  Catalog expected = base;
  expected.rows.push_back({.id = "wsus",
                           .kind = EndpointKind::fqdn,
                           .name = "wsus.corp",
                           .required_for = {Workload::mars},
                           .ports = {8530}});
  EXPECT_TRUE(extended(base, R"({"rows": [{"id": "wsus", "name": "wsus.corp", "ports": [8530],
                                 "required_for": ["mars"]}]})") == expected);
}

TEST(OwnCatalog, takes_rows_out) {
  const Catalog& base = carried_catalog(Cloud::public_cloud);
  Catalog expected = base;
  std::erase_if(expected.rows, [](const CatalogRow& row) { return row.id == "ncsi-old"; });
  EXPECT_TRUE(extended(base, R"({"rows": [{"id": "ncsi-old", "remove": true}]})") == expected);
  EXPECT_TRUE(extended(base, R"({"rows": [{"id": "ncsi-old", "remove": false}]})") == base);
}

TEST(OwnCatalog, makes_a_compared_port_required) {
  const Catalog catalog =
      extended(carried_catalog(Cloud::public_cloud),
               R"({"rows": [{"id": "storage-managed", "ports": [443, 8443]}]})");
  const CatalogRow* row = find(catalog, "storage-managed");
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row->ports, (std::vector<std::uint16_t>{443, 8443}));
  EXPECT_TRUE(row->comparison_ports.empty()) << "a port is tested once";
}

TEST(OwnCatalog, replaces_the_lists_around_the_rows) {
  const Catalog& base = carried_catalog(Cloud::us_government);
  Catalog expected = base;
  expected.controls = {{"own", ControlKind::unrelated_host, "www.corp"}};
  expected.sign_in_hosts = {"login.corp"};
  expected.default_geo_codes = {"uga"};
  expected.sign_in_tag_prefixes = {*Cidr::parse("10.0.0.0/8")};
  expected.date = "2027-01-01";
  EXPECT_TRUE(
      extended(base,
               R"({"controls": [{"id": "own", "kind": "unrelated-host", "target": "www.corp"}],
                         "sign_in_hosts": ["login.corp"], "default_geo_codes": ["uga"],
                         "sign_in_tag": {"prefixes": ["10.0.0.0/8"]}, "date": "2027-01-01"})") ==
      expected);
}

TEST(OwnCatalog, that_says_nothing_changes_nothing) {
  const Catalog& base = carried_catalog(Cloud::public_cloud);
  for (const std::string text :
       {"{}", "\xef\xbb\xbf{}", " // a comment\r\n{} /* another */", R"({"rows": []})",
        R"({"schema": "netprobe.catalog/1"})", R"({"rows": [{"id": "storage-blob"}]})"}) {
    EXPECT_TRUE(extended(base, text) == base) << text;
  }
}

TEST(OwnCatalog, names_its_cloud_as_az_cloud_list_prints_it) {
  const std::vector<std::pair<std::string, Cloud>> rows = {
      {"AzureCloud", Cloud::public_cloud},
      {"azurecloud", Cloud::public_cloud},
      {"AzureUSGovernment", Cloud::us_government},
      {"AzureChinaCloud", Cloud::china},
      {"public", Cloud::public_cloud},
      {"usgov", Cloud::us_government},
      {"china", Cloud::china},
  };
  for (const auto& [name, cloud] : rows) {
    const Catalog& base = carried_catalog(cloud);
    EXPECT_TRUE(extended(base, "{\"cloud\": \"" + name + "\"}") == base) << name;
  }
}

/// The keys of an object of the schema, in the words in which the reader lists the keys it knows.
std::string keys_of(const nlohmann::json& properties) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : properties.items()) {
    keys.push_back(key);
  }
  return join(keys, ", ");
}

std::string sorted_keys_known_at(std::string_view text) {
  const auto catalog = extend_catalog({}, text, "own.json");
  const std::string words = catalog ? "" : catalog.error().message;
  constexpr std::string_view lead = "expected one of ";
  const std::size_t at = words.find(lead);
  std::string list = at == std::string::npos ? "" : words.substr(at + lead.size());
  std::vector<std::string> keys = split(list.substr(0, list.find(';')), ",");
  std::sort(keys.begin(), keys.end());
  return join(keys, ", ");
}

TEST(CatalogSchema, lists_the_keys_that_the_reader_knows) {
  std::ifstream file("endpoints/netprobe.catalog.schema.json");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto schema = parse_json(text, "the schema");
  ASSERT_TRUE(schema) << schema.error().message;
  const auto& row = schema->at("$defs").at("row").at("properties");
  const auto& top = schema->at("properties");
  EXPECT_EQ(keys_of(top), sorted_keys_known_at(R"({"zzzzzzzz": 1})"));
  EXPECT_EQ(keys_of(row), sorted_keys_known_at(R"({"rows": [{"zzzzzzzz": 1}]})"));
  EXPECT_EQ(keys_of(row.at("identity").at("properties")),
            sorted_keys_known_at(R"({"rows": [{"identity": {"zzzzzzzz": 1}}]})"));
  EXPECT_EQ(keys_of(row.at("sources").at("items").at("properties")),
            sorted_keys_known_at(R"({"rows": [{"sources": [{"zzzzzzzz": 1}]}]})"));
  EXPECT_EQ(keys_of(top.at("controls").at("items").at("properties")),
            sorted_keys_known_at(R"({"controls": [{"zzzzzzzz": 1}]})"));
  EXPECT_EQ(keys_of(top.at("sign_in_tag").at("properties")),
            sorted_keys_known_at(R"({"sign_in_tag": {"zzzzzzzz": 1}})"));
}

}  // namespace extend_catalog_test
}  // namespace netprobe
