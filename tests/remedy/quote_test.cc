#include "netprobe/remedy/quote.h"

#include "netprobe/core/shell_word.h"
#include "netprobe/remedy/writers.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace netprobe {
namespace quote_test {

struct Row {
  std::string text, quoted;
};

TEST(Quote, shell_words) {
  for (const Row& row : std::vector<Row>{
           {"AzureBackup", "AzureBackup"},
           {"http://proxy.corp:3128", "http://proxy.corp:3128"},
           {"", "''"},
           {"West Europe", "'West Europe'"},
           {"*", "'*'"},
           {"-rf", "'-rf'"},
           {"$(reboot)", "'$(reboot)'"},
           {"a'b", R"('a'\''b')"},
           {"';reboot;'", R"(''\'';reboot;'\''')"},
           {"`x`\"\\", "'`x`\"\\'"},
       }) {
    EXPECT_EQ(shell_word(row.text), row.quoted) << row.text;
  }
}

TEST(Quote, powershell_strings) {
  EXPECT_EQ(powershell_string("a'b"), "'a''b'");
  EXPECT_EQ(powershell_string("a\u2019b"), "'a\u2019\u2019b'");
  EXPECT_EQ(powershell_string("$(reboot)`"), "'$(reboot)`'");
}

TEST(Quote, bicep_strings) {
  EXPECT_EQ(bicep_string("a'b"), R"('a\'b')");
  EXPECT_EQ(bicep_string(R"(a\)"), R"('a\\')");
  EXPECT_EQ(bicep_string("${x}"), R"('\${x}')");
  EXPECT_EQ(bicep_string("a\nb"), R"('a\\x0ab')");
}

TEST(Quote, terraform_strings) {
  EXPECT_EQ(terraform_string("a\"b"), R"("a\"b")");
  EXPECT_EQ(terraform_string("${x} %{if}"), R"("$${x} %%{if}")");
  EXPECT_EQ(terraform_string("\\"), R"("\\")");
}

TEST(Quote, comments_stay_one_line) {
  EXPECT_EQ(comment_text("a\nreboot"), "a\\x0areboot");
  EXPECT_EQ(comment_text("a\r\xc2\x85\xe2\x80\xa8z"), "a\\x0d\\x85\\u2028z");
  EXPECT_EQ(comment_text("goes on \\"), "goes on \\ .");
  EXPECT_EQ(comment_text("goes on \\   "), "goes on \\ .");
  EXPECT_EQ(comment_text("  "), "");
}

TEST(Quote, names_that_may_stand_in_a_rule) {
  for (const std::string name : {"login.microsoftonline.com", "*.windows.net", "a_b.example"}) {
    EXPECT_TRUE(is_rule_name(name)) << name;
  }
  for (const std::string name :
       {"", "*", "*.", "com", "A.example", "a b.example", "a.example\nreboot", "$(x).example",
        "a';x.example", "*.*.example", "*a.example", "-a.example", "a.example.", "..", "1.2.3.4/8",
        "<vaultId>.example", "a.example/", "\xc3\xa4.example"}) {
    EXPECT_FALSE(is_rule_name(name)) << name;
  }
}

TEST(Quote, service_tags_and_names_of_azure) {
  EXPECT_TRUE(is_service_tag("AzureFrontDoor.FirstParty"));
  EXPECT_TRUE(is_azure_name("backup-nsg_1.x"));
  for (const std::string text : {"", "A B", "$(x)", "A'", ".A", "A\n"}) {
    EXPECT_FALSE(is_service_tag(text)) << text;
    EXPECT_FALSE(is_azure_name(text)) << text;
  }
  EXPECT_FALSE(is_azure_name(std::string(81, 'a')));
}

TEST(Quote, chains_of_nftables) {
  EXPECT_EQ(NftChain::parse("inet  filter forward"), (NftChain{"inet", "filter", "forward"}));
  for (const std::string text :
       {"", "filter forward", "inet filter", "inet filter forward x", "arp filter forward",
        "inet fil;ter forward", "inet filter 1x", "inet filter \"x\"", "inet filter {"}) {
    EXPECT_FALSE(NftChain::parse(text)) << text;
  }
}

}  // namespace quote_test
}  // namespace netprobe
