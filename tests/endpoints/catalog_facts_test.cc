#include "endpoints/catalog.h"
#include "netprobe/core/text.h"
#include "tests/endpoints/carried.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

namespace netprobe {
namespace catalog_facts_test {

/// What a firewall team would be asked for: the rows of a workload as Microsoft lists them. Who
/// changes one of these changes what a machine is told to need.
struct Fact {
  std::string id;
  EndpointKind kind = EndpointKind::fqdn;
  std::string name;
  std::string ports;  ///< "443 +8443": required, and compared
  std::string tag;
  std::string lists;  ///< Microsoft's lists that name it
  bool operator==(const Fact&) const = default;
};

void PrintTo(const Fact& fact, std::ostream* out) {
  *out << fmt::format("{{{}, {}, {}, {}, {}, {}}}", fact.id, name_of(fact.kind), fact.name,
                      fact.ports, fact.tag, fact.lists);
}

bool holds(const std::vector<Workload>& workloads, Workload workload) {
  return std::find(workloads.begin(), workloads.end(), workload) != workloads.end();
}

std::vector<Fact> required_facts(Cloud cloud, Workload workload) {
  const Catalog& catalog = carried_catalog(cloud);
  std::vector<Fact> facts;
  for (const CatalogRow& row : catalog.rows) {
    if (holds(row.required_for, workload)) {
      facts.push_back({row.id, row.kind, row.name,
                       row.comparison_ports.empty()
                           ? fmt::format("{}", fmt::join(row.ports, " "))
                           : fmt::format("{} +{}", fmt::join(row.ports, " "),
                                         fmt::join(row.comparison_ports, " ")),
                       row.service_tag, join(row.lists, " ")});
    }
  }
  return facts;
}

constexpr auto wildcard = EndpointKind::wildcard;
constexpr auto fqdn = EndpointKind::fqdn;
constexpr auto range = EndpointKind::range;
constexpr auto rule_only = EndpointKind::rule_only;

const std::string https = "443 +8443";
const std::string backup = "AzureBackup";
const std::string storage = "Storage";
const std::string entra = "AzureActiveDirectory";
const std::string sql_too = "sql:2019 sql:2022";

TEST(CatalogFacts, public_agents_need_the_union_of_the_lists_and_both_ranges) {
  const std::vector<Fact> expected = {
      {"backup-control", wildcard, "*.backup.windowsazure.com", https, backup, sql_too},
      {"windowsazure", wildcard, "*.windowsazure.com", https, backup, "2019 2021 2022 2025"},
      {"microsoftonline", wildcard, "*.microsoftonline.com", https, entra, "2019 2021 2022 2025"},
      {"windows-net", wildcard, "*.windows.net", https, "", "2019 2021 2022 2025"},
      {"microsoft", wildcard, "*.microsoft.com", https, "", "2019 2021 2022 2025"},
      {"storage-blob", wildcard, "*.blob.core.windows.net", https, storage, "2022 2025 " + sql_too},
      {"storage-queue", wildcard, "*.queue.core.windows.net", https, storage,
       "2022 2025 " + sql_too},
      {"storage-managed", wildcard, "*.blob.storage.azure.net", https, storage,
       "2022 2025 sql:2022"},
      {"entra-token", fqdn, "login.microsoftonline.com", https, entra,
       "2019 2021 2022 2025 " + sql_too},
      {"entra-regional", wildcard, "*.login.microsoft.com", https, entra, "sql:2022"},
      {"entra-range-a", range, "20.190.128.0/18", https, entra, "2019 2021"},
      {"entra-range-b", range, "40.126.0.0/18", https, entra, "2019 2021"},
  };
  EXPECT_EQ(required_facts(Cloud::public_cloud, Workload::mars), expected);
  EXPECT_EQ(required_facts(Cloud::public_cloud, Workload::mabs), expected);
}

TEST(CatalogFacts, government_agents_need_the_list_of_their_cloud_and_its_storage) {
  const std::vector<Fact> expected = {
      {"backup-control", wildcard, "*.backup.windowsazure.us", https, backup, ""},
      {"windowsazure", wildcard, "*.windowsazure.us", https, backup, "2021 2022 2025"},
      {"microsoftonline", wildcard, "*.microsoftonline.us", https, entra, "2021 2022 2025"},
      {"windows-net", wildcard, "*.windows.net", https, "", "2021 2022 2025"},
      {"usgovcloudapi", wildcard, "*.usgovcloudapi.net", https, "", "2021 2022 2025"},
      {"microsoft", wildcard, "*.microsoft.com", https, "", "2021 2022 2025"},
      {"storage-gov", wildcard, "*.core.usgovcloudapi.net", https, storage, ""},
      {"entra-token", fqdn, "login.microsoftonline.us", https, entra, ""},
  };
  EXPECT_EQ(required_facts(Cloud::us_government, Workload::mars), expected);
  EXPECT_EQ(required_facts(Cloud::us_government, Workload::mabs), expected);
}

TEST(CatalogFacts, china_agents_need_the_list_of_21vianet_and_what_its_suffixes_say) {
  const std::vector<Fact> expected = {
      {"backup-control", wildcard, "*.backup.windowsazure.cn", https, backup, ""},
      {"windowsazure", wildcard, "*.windowsazure.cn", https, backup, "2021"},
      {"microsoftonline", wildcard, "*.microsoftonline.cn", https, entra, "2021"},
      {"chinacloudapi", wildcard, "*.chinacloudapi.cn", https, "", "2021"},
      {"microsoft", wildcard, "*.microsoft.com", https, "", "2021"},
      {"storage-blob", wildcard, "*.blob.core.chinacloudapi.cn", https, storage, ""},
      {"storage-queue", wildcard, "*.queue.core.chinacloudapi.cn", https, storage, ""},
      {"entra-token", fqdn, "login.partner.microsoftonline.cn", https, entra, ""},
  };
  EXPECT_EQ(required_facts(Cloud::china, Workload::mars), expected);
  EXPECT_EQ(required_facts(Cloud::china, Workload::mabs), expected);
}

TEST(CatalogFacts, databases_in_a_vm_need_service_storage_and_sign_in) {
  const std::vector<Fact> expected = {
      {"backup-control", wildcard, "*.backup.windowsazure.com", https, backup, sql_too},
      {"storage-blob", wildcard, "*.blob.core.windows.net", https, storage, "2022 2025 " + sql_too},
      {"storage-queue", wildcard, "*.queue.core.windows.net", https, storage,
       "2022 2025 " + sql_too},
      {"storage-managed", wildcard, "*.blob.storage.azure.net", https, storage,
       "2022 2025 sql:2022"},
      {"entra-token", fqdn, "login.microsoftonline.com", https, entra,
       "2019 2021 2022 2025 " + sql_too},
      {"entra-regional", wildcard, "*.login.microsoft.com", https, entra, "sql:2022"},
      {"tag-azure-backup", rule_only, backup, "443", backup, sql_too},
      {"tag-storage", rule_only, storage, "443", storage, sql_too},
      {"tag-azure-active-directory", rule_only, entra, "443", entra, sql_too},
  };
  EXPECT_EQ(required_facts(Cloud::public_cloud, Workload::sql), expected);
  EXPECT_EQ(required_facts(Cloud::public_cloud, Workload::hana), expected);
}

TEST(CatalogFacts, the_backup_of_a_vm_needs_nothing_but_the_host_that_it_runs_on) {
  const std::vector<Fact> expected = {
      {"wire-server", range, "168.63.129.16/32", "80", "", ""},
      {"wire-server-plugin", range, "168.63.129.16/32", "32526", "", ""},
  };
  for (const Cloud cloud : all_clouds()) {
    EXPECT_EQ(required_facts(cloud, Workload::vm), expected) << name_of(cloud);
  }
}

TEST(CatalogFacts, sign_in_goes_to_the_hosts_of_the_cloud) {
  struct Row {
    Cloud cloud;
    std::vector<std::string> sign_in_hosts, default_geo_codes;
    std::size_t tag_prefixes;
    std::string tag_date;
  };
  const std::vector<Row> rows = {
      {Cloud::public_cloud,
       {"login.microsoftonline.com", "login.windows.net", "login.microsoft.com"},
       {"we", "eus", "sea"},
       216,
       "2025-10-28"},
      {Cloud::us_government, {"login.microsoftonline.us"}, {"ugv", "ugt"}, 37, "2026-07-20"},
      {Cloud::china,
       {"login.partner.microsoftonline.cn", "login.chinacloudapi.cn"},
       {"bjb2", "sha2"},
       44,
       "2026-07-20"},
  };
  for (const Row& row : rows) {
    const Catalog& catalog = carried_catalog(row.cloud);
    EXPECT_EQ(catalog.cloud, row.cloud);
    EXPECT_EQ(catalog.sign_in_hosts, row.sign_in_hosts) << name_of(row.cloud);
    EXPECT_EQ(catalog.default_geo_codes, row.default_geo_codes) << name_of(row.cloud);
    EXPECT_EQ(catalog.sign_in_tag_prefixes.size(), row.tag_prefixes) << name_of(row.cloud);
    EXPECT_EQ(catalog.sign_in_tag_date, row.tag_date) << name_of(row.cloud);
  }
}

}  // namespace catalog_facts_test
}  // namespace netprobe
