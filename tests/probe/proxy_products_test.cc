#include "netprobe/probe/proxy_products.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>

namespace netprobe {
namespace proxy_products_test {

struct Row {
  std::string name;
  Headers headers;
  std::string body;
  RefusalPage page;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class Refusals : public testing::TestWithParam<Row> {};

TEST_P(Refusals, tell_product_reason_and_words) {
  const Row& row = GetParam();
  const RefusalPage page = read_refusal(row.headers, row.body);
  EXPECT_EQ(page.product, row.page.product);
  EXPECT_EQ(page.reason, row.page.reason);
  EXPECT_EQ(page.text, row.page.text);
}

INSTANTIATE_TEST_SUITE_P(
    All, Refusals,
    testing::Values(
        Row{"squid, by its header",
            {{"Server", "squid/5.7"}, {"X-Squid-Error", "ERR_ACCESS_DENIED 0"}},
            "<html><head><style>p { color: red }</style><title>ERROR</title></head>\n<body>Access "
            "<b>Denied.</b></body></html>",
            {"squid", "", "ERROR Access Denied."}},
        Row{"tinyproxy",
            {{"Server", "tinyproxy/1.11.1"}},
            "<h1>Filtered</h1>",
            {"tinyproxy", "", "Filtered"}},
        Row{"a category",
            {{"Content-Type", "text/html"}},
            "<p>Blocked by FortiGuard</p><td>Category:</td><td>File Sharing and Storage</td>",
            {"Fortinet", "category: File Sharing and Storage",
             "Blocked by FortiGuard Category: File Sharing and Storage"}},
        Row{"a policy, and the word category without a name",
            {},
            "No category known. Policy : Servers may not upload; call 4711.",
            {"", "policy: Servers may not upload",
             "No category known. Policy : Servers may not upload; call 4711."}},
        Row{"a word with nothing behind it", {}, "Reason:", {"", "", "Reason:"}},
        Row{"a web server where the proxy should be",
            {{"server", "nginx/1.22.1"}},
            "<h1>405 Not Allowed</h1>",
            {"nginx", "", "405 Not Allowed"}},
        Row{"a script is no text, nor is what is never closed",
            {},
            "before <SCRIPT>var a = '<p>';</Script> after <!-- never closed",
            {"", "", "before after"}},
        Row{"a tag that is never closed", {}, "text <a href=", {"", "", "text"}},
        Row{"nothing", {}, "", {"", "", ""}}));

TEST(PageText, is_bounded) {
  EXPECT_EQ(page_text(std::string(100000, 'x'), 600).size(), 600U);
  EXPECT_EQ(page_text(std::string(100000, '<'), 600), "");
}

}  // namespace proxy_products_test
}  // namespace netprobe
