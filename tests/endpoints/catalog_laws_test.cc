#include "endpoints/catalog.h"
#include "endpoints/needs.h"
#include "endpoints/regions.h"
#include "tests/endpoints/carried.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace netprobe {
namespace catalog_laws_test {

/// What holds for every row of every catalog that the program carries.
class CatalogLaws : public testing::TestWithParam<Cloud> {
 protected:
  const Catalog& catalog_ = carried_catalog(GetParam());
};

INSTANTIATE_TEST_SUITE_P(Clouds, CatalogLaws, testing::ValuesIn(all_clouds()),
                         [](const auto& cloud) { return std::string(name_of(cloud.param)); });

std::string with_code(std::string name, const std::string& code) {
  for (const std::string place : {"{geo}", "{region}"}) {
    if (const std::size_t at = name.find(place); at != std::string::npos) {
      name.replace(at, place.size(), code);
    }
  }
  return name;
}

bool is_year(const std::string& text) {
  return text.size() == 4 && text >= "2015" && text <= "2026" &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

TEST_P(CatalogLaws, ids_are_unique) {
  std::set<std::string> ids;
  for (const CatalogRow& row : catalog_.rows) {
    EXPECT_TRUE(ids.insert(row.id).second) << row.id;
  }
  for (const Control& control : catalog_.controls) {
    EXPECT_TRUE(ids.insert(control.id).second) << control.id;
  }
}

TEST_P(CatalogLaws, every_row_says_who_listed_it_and_when) {
  for (const CatalogRow& row : catalog_.rows) {
    EXPECT_FALSE(row.purpose.empty()) << row.id;
    EXPECT_FALSE(row.sources.empty()) << row.id;
    for (const CatalogSource& source : row.sources) {
      EXPECT_FALSE(dated_page(source.page).page.empty()) << row.id;
      EXPECT_TRUE(is_year(dated_page(source.page).date.substr(0, 4)))
          << row.id << ": no date of the copy that was read: " << source.page;
      const std::string first = source.years.substr(0, 4);
      const std::string last = source.years.size() == 9 ? source.years.substr(5) : first;
      EXPECT_TRUE(is_year(first) && is_year(last) && first <= last &&
                  (source.years.size() == 4 || source.years[4] == '-'))
          << row.id << ": " << source.years;
    }
    EXPECT_TRUE(std::is_sorted(row.lists.begin(), row.lists.end())) << row.id;
    EXPECT_THAT(row.lists, testing::Each(testing::AnyOf("2019", "2021", "2022", "2025", "sql:2019",
                                                        "sql:2022")));
  }
}

TEST_P(CatalogLaws, every_row_is_somebodys_and_is_either_required_or_optional_for_them) {
  for (const CatalogRow& row : catalog_.rows) {
    EXPECT_FALSE(row.required_for.empty() && row.optional_for.empty()) << row.id;
    for (const Workload workload : row.required_for) {
      EXPECT_THAT(row.optional_for, testing::Not(testing::Contains(workload))) << row.id;
    }
  }
}

TEST_P(CatalogLaws, https_is_tested_on_443_and_compared_on_8443) {
  for (const CatalogRow& row : catalog_.rows) {
    // What is only a rule, or has a part that only the user knows, is connected to nowhere.
    const bool connected =
        row.kind != EndpointKind::rule_only && row.name.find('<') == std::string::npos;
    const bool https = row.protocol == Protocol::https && connected;
    EXPECT_EQ(row.comparison_ports,
              https ? std::vector<std::uint16_t>{8443} : std::vector<std::uint16_t>{})
        << row.id;
    if (https) {
      EXPECT_EQ(row.ports, std::vector<std::uint16_t>{443}) << row.id;
    }
  }
}

TEST_P(CatalogLaws, representatives_are_hosts_below_their_wildcard) {
  for (const CatalogRow& row : catalog_.rows) {
    for (const std::string& pattern : row.representatives) {
      for (const std::string& code : catalog_.default_geo_codes) {
        const std::string host = with_code(pattern, code);
        EXPECT_TRUE(is_host_name(host)) << row.id << ": " << host;
        EXPECT_TRUE(row.kind != EndpointKind::wildcard || wildcard_covers(row.name, host))
            << row.id << ": " << host;
      }
    }
  }
}

TEST_P(CatalogLaws, a_required_wildcard_has_a_representative_or_says_that_the_user_has_one) {
  for (const CatalogRow& row : catalog_.rows) {
    if (row.kind == EndpointKind::wildcard && row.representatives.empty()) {
      EXPECT_THAT(row.purpose, testing::HasSubstr("--host")) << row.id;
    }
  }
}

TEST_P(CatalogLaws, hosts_of_a_region_differ_from_one_code_to_the_next) {
  const auto codes = geo_codes_for(catalog_.default_geo_codes, catalog_.cloud);
  ASSERT_TRUE(codes) << codes.error().message;
  EXPECT_EQ(*codes, catalog_.default_geo_codes) << "the defaults are codes of this cloud";
  EXPECT_GE(codes->size(), 2U);
}

TEST_P(CatalogLaws, sign_in_ranges_lie_in_the_service_tag) {
  for (const CatalogRow& row : catalog_.rows) {
    if (row.kind != EndpointKind::range || row.service_tag != "AzureActiveDirectory") {
      continue;
    }
    const Cidr range = Cidr::parse(row.name).value();
    EXPECT_TRUE(std::any_of(catalog_.sign_in_tag_prefixes.begin(),
                            catalog_.sign_in_tag_prefixes.end(),
                            [&](const Cidr& prefix) { return prefix.contains(range); }))
        << row.id;
  }
  EXPECT_EQ(
      std::set<Cidr>(catalog_.sign_in_tag_prefixes.begin(), catalog_.sign_in_tag_prefixes.end())
          .size(),
      catalog_.sign_in_tag_prefixes.size());
}

TEST_P(CatalogLaws, sign_in_hosts_have_rows_of_their_own) {
  for (const std::string& host : catalog_.sign_in_hosts) {
    EXPECT_THAT(catalog_.rows, testing::Contains(testing::Field(&CatalogRow::name, host)));
  }
}

TEST_P(CatalogLaws, addresses_of_the_platform_are_never_proxied_and_exist_inside_azure_only) {
  for (const CatalogRow& row : catalog_.rows) {
    const bool platform = row.name == "168.63.129.16/32" || row.name == "169.254.169.254/32";
    EXPECT_EQ(row.never_proxy, platform || row.id == "ilr-rec-iscsi") << row.id;
    EXPECT_EQ(row.inside_azure_only, platform) << row.id;
  }
}

TEST_P(CatalogLaws, what_only_an_old_list_asks_for_is_required_of_nobody) {
  for (const CatalogRow& row : catalog_.rows) {
    const bool by_old_ones_only =
        !row.lists.empty() &&
        std::none_of(row.sources.begin(), row.sources.end(), [](const CatalogSource& source) {
          return source.years.ends_with("2025") || source.years.ends_with("2026");
        });
    // 21Vianet's list of 2021 is its newest.
    const bool newest = catalog_.cloud == Cloud::china;
    EXPECT_TRUE(!by_old_ones_only || newest || row.required_for.empty()) << row.id;
  }
}

TEST_P(CatalogLaws, a_rule_is_named_by_its_service_tag) {
  for (const CatalogRow& row : catalog_.rows) {
    if (row.kind == EndpointKind::rule_only) {
      EXPECT_EQ(row.name, row.service_tag) << row.id;
    }
  }
}

TEST_P(CatalogLaws, controls_tell_the_four_kinds_of_liars_apart) {
  std::set<ControlKind> kinds;
  for (const Control& control : catalog_.controls) {
    kinds.insert(control.kind);
    EXPECT_TRUE(control.id.starts_with("control-")) << control.id;
    EXPECT_TRUE(control.kind != ControlKind::must_not_resolve ||
                control.target.ends_with(".invalid"))
        << control.target;
  }
  EXPECT_EQ(kinds.size(), 4U);
}

}  // namespace catalog_laws_test
}  // namespace netprobe
