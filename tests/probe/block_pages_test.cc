#include "netprobe/probe/block_pages.h"

#include <gtest/gtest.h>

#include <ostream>

namespace netprobe {
namespace block_pages_test {

struct Row {
  std::string name;
  int status;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::optional<std::string_view> product;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class BlockPages : public testing::TestWithParam<Row> {};

TEST_P(BlockPages, name_the_product_that_shows_them) {
  const Row& row = GetParam();
  EXPECT_EQ(block_page_product(row.status, row.headers, row.body), row.product);
}

INSTANTIATE_TEST_SUITE_P(
    All, BlockPages,
    testing::Values(
        Row{"Azure Firewall's status alone", 470, {}, "", "Azure Firewall"},
        Row{"Azure Firewall's words under another status",
            403,
            {},
            "Action: Deny. Reason: No rule matched. Proceeding with default action.",
            "Azure Firewall"},
        Row{"a redirect to the vendor",
            302,
            {{"location", "http://notify.bluecoat.com/notify-Notify?x"}},
            "",
            "Symantec ProxySG"},
        Row{"a word in the body, in any letter case",
            403,
            {},
            "<p>powered by fortiguard</p>",
            "Fortinet"},
        Row{"a server that says so", 403, {{"Server", "SonicWALL"}}, "", "SonicWall"},
        Row{"a body's words in a header say nothing",
            200,
            {{"X-Note", "Powered By FortiGuard"}},
            "",
            {}},
        Row{"a refusal that names nobody", 403, {{"Server", "nginx"}}, "<h1>Forbidden</h1>", {}},
        Row{"the service's own answer",
            200,
            {{"Server", "Microsoft-IIS/10.0"}},
            "Microsoft Connect Test",
            {}},
        Row{"nothing", 0, {}, "", {}}));

}  // namespace block_pages_test
}  // namespace netprobe
