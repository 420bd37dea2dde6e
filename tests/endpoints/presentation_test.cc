#include "endpoints/presentation.h"

#include "endpoints/catalog.h"
#include "tests/endpoints/carried.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>

namespace netprobe {
namespace presentation_test {

using testing::HasSubstr;
using testing::Not;

TEST(CatalogTable, has_one_line_a_row) {
  for (const Cloud cloud : all_clouds()) {
    const Catalog& catalog = carried_catalog(cloud);
    const std::string table = catalog_table(catalog);
    EXPECT_EQ(static_cast<std::size_t>(std::count(table.begin(), table.end(), '\n')),
              catalog.rows.size() + 1);
    for (const CatalogRow& row : catalog.rows) {
      EXPECT_THAT(table, HasSubstr("\n" + row.id + " "));
    }
  }
}

TEST(CatalogTable, of_somebody_elses_catalog_is_harmless) {
  Catalog catalog;
  catalog.rows = {{.id = "a\x1b[2J", .kind = EndpointKind::rule_only, .name = "b\nc\x9b"}};
  EXPECT_THAT(catalog_table(catalog), HasSubstr("\na\\x1b[2J "));
  EXPECT_THAT(*describe_row(catalog, "a\x1b[2J"), Not(HasSubstr("\x1b")));
}

TEST(DescribedRow, says_everything_that_a_firewall_team_asks) {
  const Catalog& catalog = carried_catalog(Cloud::public_cloud);
  EXPECT_EQ(*describe_row(catalog, "ncsi-old"),
            "ncsi-old   www.msftncsi.com\n"
            "  kind            fqdn\n"
            "  protocol        http\n"
            "  purpose         the same of older Windows\n"
            "  required for    -\n"
            "  optional for    mars\n"
            "  ports           80\n"
            "  request         /ncsi.txt\n"
            "  answers seen    200\n"
            "  exact body      Microsoft NCSI\n"
            "  lists           Microsoft's lists of 2019, 2021\n"
            "  source          MicrosoftDocs/azure-docs "
            "articles/backup/backup-support-matrix-mars-agent.md, 2019-08 (2019)\n"
            "  source          MicrosoftDocs/azure-docs includes/backup-network-connectivity.md, "
            "2025-02-28 (2021)\n"
            "  source          Windows' connectivity probes (NCSI), 2025 (2019-2025)\n");
}

TEST(DescribedRow, of_an_unknown_id_suggests_near_ones) {
  const Catalog& catalog = carried_catalog(Cloud::public_cloud);
  EXPECT_EQ(
      describe_row(catalog, "storage-blobs").error(),
      (Error{Error::Kind::usage,
             "found \"storage-blobs\", expected the id of a row of the public catalog; did you "
             "mean storage-blob?"}));
  EXPECT_EQ(row_json(catalog, "zzzzzzzzzzzz").error().message,
            "found \"zzzzzzzzzzzz\", expected the id of a row of the public catalog; `netprobe "
            "endpoints list` prints them");
}

TEST(RowAsJson, is_a_row_that_a_catalog_takes) {
  for (const Cloud cloud : all_clouds()) {
    const Catalog& catalog = carried_catalog(cloud);
    for (const CatalogRow& row : catalog.rows) {
      Catalog empty;
      empty.cloud = cloud;
      const auto again =
          extend_catalog(empty, "{\"rows\": [" + *row_json(catalog, row.id) + "]}", "row.json");
      ASSERT_TRUE(again) << again.error().message;
      EXPECT_EQ(again->rows, std::vector{row}) << row.id;
    }
  }
}

}  // namespace presentation_test
}  // namespace netprobe
