#include "endpoints/catalog.h"
#include "tests/endpoints/carried.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace netprobe {
namespace catalog_needs_test {

/// What the row is to the workloads that name it.
enum class Need { required, optional, rule };

/// A line of what Microsoft's pages ask for, whatever row of the catalog answers it.
struct Line {
  std::string clouds;  ///< "P", "G", "C": public, usgov, china
  std::string name;    ///< "CLOUD" stands for com, us or cn
  std::uint16_t port;
  std::vector<Workload> workloads;
  Need need = Need::required;
};

constexpr auto mars = Workload::mars;
constexpr auto vm = Workload::vm;
constexpr auto sql = Workload::sql;
constexpr auto hana = Workload::hana;
constexpr auto mabs = Workload::mabs;

const std::vector<Workload> agents = {mars, mabs};
const std::vector<Workload> all_but_vm = {mars, sql, hana, mabs};
const std::vector<Workload> all = {mars, vm, sql, hana, mabs};

const std::vector<Line> lines = {
    {"PGC", "*.backup.windowsazure.CLOUD", 443, all_but_vm},
    {"PGC", "*.windowsazure.CLOUD", 443, agents},
    {"PGC", "*.microsoftonline.CLOUD", 443, agents},
    {"PG", "*.windows.net", 443, agents},
    {"G", "*.usgovcloudapi.net", 443, agents},
    {"PGC", "*.microsoft.com", 443, agents},
    {"P", "*.blob.core.windows.net", 443, all_but_vm},
    {"P", "*.queue.core.windows.net", 443, all_but_vm},
    {"P", "*.blob.storage.azure.net", 443, all_but_vm},
    {"G", "*.core.usgovcloudapi.net", 443, all_but_vm},
    {"C", "*.blob.core.chinacloudapi.cn", 443, all_but_vm},
    {"C", "*.queue.core.chinacloudapi.cn", 443, all_but_vm},
    {"P", "login.microsoftonline.com", 443, all_but_vm},
    {"G", "login.microsoftonline.us", 443, all_but_vm},
    {"C", "login.partner.microsoftonline.cn", 443, all_but_vm},
    {"P", "20.190.128.0/18", 443, agents},
    {"P", "40.126.0.0/18", 443, agents},
    {"PGC", "168.63.129.16/32", 80, {vm}},
    {"PGC", "168.63.129.16/32", 32526, {vm}},
    // The government list names public storage suffixes since 2022.
    {"G", "*.blob.core.windows.net", 443, agents, Need::optional},
    {"G", "*.queue.core.windows.net", 443, agents, Need::optional},
    {"G", "*.blob.storage.azure.net", 443, agents, Need::optional},
    {"P", "login.windows.net", 443, all_but_vm, Need::optional},
    {"P", "login.microsoft.com", 443, all_but_vm, Need::optional},
    {"G", "login-us.microsoftonline.com", 443, all_but_vm, Need::optional},
    {"C", "login.chinacloudapi.cn", 443, all_but_vm, Need::optional},
    {"P", "*.login.microsoft.com", 443, all_but_vm},
    {"G", "*.login.microsoftonline.us", 443, all_but_vm, Need::optional},
    {"C", "*.login.chinacloudapi.cn", 443, all_but_vm, Need::optional},
    {"P", "download.microsoft.com", 443, agents, Need::optional},
    {"PGC", "168.63.129.16/32", 443, {vm}, Need::optional},
    {"P", "graph.windows.net", 443, {mars}, Need::optional},
    {"P", "graph.microsoft.com", 443, {mars}, Need::optional},
    {"P", "20.20.32.0/19", 443, agents, Need::optional},
    {"P", "20.231.128.0/19", 443, agents, Need::optional},
    {"P", "2603:1006:2000::/48", 443, {mars}, Need::optional},
    {"P", "2603:1007:200::/48", 443, {mars}, Need::optional},
    {"P", "2603:1016:1400::/48", 443, {mars}, Need::optional},
    {"P", "2603:1017::/48", 443, {mars}, Need::optional},
    {"P", "2603:1026:3000::/48", 443, {mars}, Need::optional},
    {"P", "2603:1027:1::/48", 443, {mars}, Need::optional},
    {"P", "2603:1036:3000::/48", 443, {mars}, Need::optional},
    {"P", "2603:1037:1::/48", 443, {mars}, Need::optional},
    {"P", "2603:1046:2000::/48", 443, {mars}, Need::optional},
    {"P", "2603:1047:1::/48", 443, {mars}, Need::optional},
    {"P", "2603:1056:2000::/48", 443, {mars}, Need::optional},
    {"P", "2603:1057:2::/48", 443, {mars}, Need::optional},
    {"G", "20.140.232.0/23", 443, {mars}, Need::optional},
    {"G", "52.126.194.0/23", 443, {mars}, Need::optional},
    {"G", "2001:489a:3500::/50", 443, {mars}, Need::optional},
    {"C", "40.72.70.0/23", 443, {mars}, Need::optional},
    {"C", "2406:e500:5500::/48", 443, {mars}, Need::optional},
    {"PC", "www.msftconnecttest.com", 80, {mars}, Need::optional},
    {"PGC", "www.msftncsi.com", 80, {mars}, Need::optional},
    {"P", "dns.msftncsi.com", 53, {mars}, Need::optional},
    {"PGC", "pod01-rec2.{geo}.backup.windowsazure.CLOUD", 443, {vm}, Need::optional},
    {"PGC", "pod01-rec2.{geo}.backup.windowsazure.CLOUD", 3260, {vm}, Need::optional},
    {"PGC", "download.microsoft.com", 443, {vm}, Need::optional},
    {"P", "management.azure.com", 443, {hana}, Need::optional},
    {"G", "management.usgovcloudapi.net", 443, {hana}, Need::optional},
    {"C", "management.chinacloudapi.cn", 443, {hana}, Need::optional},
    {"PGC", "169.254.169.254/32", 80, {vm}, Need::optional},
    {"PGC", "crl3.digicert.com", 80, all, Need::optional},
    {"PGC", "crl4.digicert.com", 80, all, Need::optional},
    {"PGC", "ocsp.digicert.com", 80, all, Need::optional},
    {"PGC", "crl.microsoft.com", 80, all, Need::optional},
    {"PGC", "oneocsp.microsoft.com", 80, all, Need::optional},
    {"PGC", "mscrl.microsoft.com", 80, all, Need::optional},
    {"PGC", "cacerts.digicert.com", 80, all, Need::optional},
    {"PGC", "cacerts.geotrust.com", 80, all, Need::optional},
    {"PGC", "caissuers.microsoft.com", 80, all, Need::optional},
    {"PGC", "www.microsoft.com", 80, all, Need::optional},
    {"C", "cacerts.digicert.cn", 80, all, Need::optional},
    {"C", "crl.digicert.cn", 80, all, Need::optional},
    {"C", "ocsp.digicert.cn", 80, all, Need::optional},
    {"PGC", "<vaultId>-ab-pod01-<svc>.privatelink.{geo}.backup.windowsazure.CLOUD", 443, all_but_vm,
     Need::optional},
    {"PGC", "AzureBackup", 443, {mars, sql, hana}, Need::rule},
    {"PGC", "Storage", 443, {mars, sql, hana}, Need::rule},
    {"PGC", "AzureActiveDirectory", 443, {mars, sql, hana}, Need::rule},
    {"PGC", "AzureResourceManager", 443, {hana}, Need::rule},
    {"P", "Storage", 8443, {vm}, Need::rule},
};

bool holds_all(const std::vector<Workload>& some, const std::vector<Workload>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](Workload workload) {
    return std::find(some.begin(), some.end(), workload) != some.end();
  });
}

bool answers(const CatalogRow& row, const Line& line, const std::string& name) {
  if (row.name != name ||
      std::find(row.ports.begin(), row.ports.end(), line.port) == row.ports.end()) {
    return false;
  }
  std::vector<Workload> either = row.required_for;
  either.insert(either.end(), row.optional_for.begin(), row.optional_for.end());
  switch (line.need) {
    case Need::required:
      return holds_all(row.required_for, line.workloads);
    case Need::optional:
      return row.kind != EndpointKind::rule_only && holds_all(row.optional_for, line.workloads);
    case Need::rule:
      return row.kind == EndpointKind::rule_only && holds_all(either, line.workloads);
  }
  return false;
}

TEST(CatalogNeeds, every_line_of_the_pages_has_its_row) {
  struct Place {
    char letter;
    Cloud cloud;
    std::string suffix;
  };
  const std::vector<Place> places = {{'P', Cloud::public_cloud, "com"},
                                     {'G', Cloud::us_government, "us"},
                                     {'C', Cloud::china, "cn"}};
  for (const Place& place : places) {
    const Catalog& catalog = carried_catalog(place.cloud);
    for (const Line& line : lines) {
      std::string name = line.name;
      if (const std::size_t at = name.find("CLOUD"); at != std::string::npos) {
        name.replace(at, 5, place.suffix);
      }
      const bool wanted = line.clouds.find(place.letter) != std::string::npos;
      const bool found =
          std::any_of(catalog.rows.begin(), catalog.rows.end(),
                      [&](const CatalogRow& row) { return answers(row, line, name); });
      EXPECT_TRUE(found || !wanted) << name_of(place.cloud) << ": " << name << " " << line.port;
    }
  }
}

TEST(CatalogNeeds, an_answer_of_the_connectivity_tests_is_known_to_the_letter) {
  const Catalog& catalog = carried_catalog(Cloud::public_cloud);
  struct Row {
    std::string id, path, body;
  };
  const std::vector<Row> rows = {{"ncsi-new", "/connecttest.txt", "Microsoft Connect Test"},
                                 {"ncsi-old", "/ncsi.txt", "Microsoft NCSI"}};
  for (const Row& expected : rows) {
    const auto row = std::find_if(catalog.rows.begin(), catalog.rows.end(),
                                  [&](const CatalogRow& r) { return r.id == expected.id; });
    ASSERT_NE(row, catalog.rows.end()) << expected.id;
    EXPECT_EQ(row->path, expected.path);
    EXPECT_EQ(row->identity, (ServiceIdentity{{200}, {}, expected.body}));
    EXPECT_EQ(row->protocol, Protocol::http);
  }
}

}  // namespace catalog_needs_test
}  // namespace netprobe
