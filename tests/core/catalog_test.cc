#include "netprobe/core/catalog.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace netprobe {
namespace catalog_test {

CatalogRow row(EndpointKind kind, std::string name, std::string tag) {
  CatalogRow out;
  out.kind = kind;
  out.name = std::move(name);
  out.service_tag = std::move(tag);
  return out;
}

TEST(ServiceTag, is_that_of_the_row_that_names_the_host_most_closely) {
  Catalog catalog;
  catalog.rows = {row(EndpointKind::wildcard, "*.windows.net", ""),
                  row(EndpointKind::wildcard, "*.core.windows.net", "Core"),
                  row(EndpointKind::wildcard, "*.blob.core.windows.net", "Storage"),
                  row(EndpointKind::fqdn, "a.blob.core.windows.net", "Own"),
                  row(EndpointKind::range, "20.190.128.0/18", "AzureActiveDirectory"),
                  row(EndpointKind::range, "20.190.128.0/24", "Narrow"),
                  row(EndpointKind::rule_only, "AzureBackup", "AzureBackup")};
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"x.windows.net", ""},
      {"x.core.windows.net", "Core"},
      {"x.BLOB.core.windows.net", "Storage"},
      {"a.blob.core.windows.net", "Own"},
      {"20.190.129.1", "AzureActiveDirectory"},
      {"20.190.128.1", "Narrow"},
      {"10.0.0.1", ""},
      {"AzureBackup", ""},
      {"", ""},
  };
  for (const auto& [host, tag] : rows) {
    EXPECT_EQ(service_tag_of(catalog, host), tag) << host;
  }
}

}  // namespace catalog_test
}  // namespace netprobe
