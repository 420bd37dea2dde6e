#include "netprobe/policy/lint.h"

#include "tests/policy/short_rules.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace netprobe {
namespace lint_test {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Requirement backup() {
  Requirement requirement;
  requirement.id = "tag-azure-backup:443";
  requirement.service_tag = "AzureBackup";
  requirement.port = 443;
  requirement.required = true;
  return requirement;
}

std::vector<RuleLint> lint_with(PolicyInputs inputs) {
  inputs.tags = short_tags();
  const Policy policy(std::move(inputs));
  const std::vector<Examined> examined = {examine(policy, backup())};
  std::vector<RuleLint> lint = lint_of(policy, examined);
  std::erase_if(lint, [](const RuleLint& one) { return one.kind == "missing-defaults"; });
  return lint;
}

std::vector<RuleLint> lint_of_rules(const std::vector<std::string>& rules) {
  PolicyInputs inputs;
  inputs.rule_sets = {short_rules(rules, Association::network_interface)};
  return lint_with(std::move(inputs));
}

/// "warning shadowed rule200".
std::vector<std::string> in_words(const std::vector<RuleLint>& lint) {
  std::vector<std::string> words;
  for (const RuleLint& one : lint) {
    words.push_back(fmt::format("{} {} {}", name_of(one.severity), one.kind, one.rule));
  }
  return words;
}

struct Row {
  std::string name;
  std::vector<std::string> rules;
  std::vector<std::string> lint;
};

void expect(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    EXPECT_EQ(in_words(lint_of_rules(row.rules)), row.lint) << row.name;
  }
}

TEST(Lint, finds_rules_that_others_leave_nothing_to) {
  expect({
      {"a wider one before it",
       {"100 Deny * * Internet *", "200 Allow Tcp * 30.0.0.0/8 443"},
       {"warning shadowed rule200"}},
      {"the same twice",
       {"100 Deny * * 30.0.0.0/8 *", "200 Deny * * 30.0.0.0/8 *"},
       {"info shadowed rule200"}},
      {"two halves together",
       {"100 Deny * * 30.0.0.0/9 *", "110 Deny * * 30.128.0.0/9 *", "200 Allow * * 30.0.0.0/8 *"},
       {"warning shadowed rule200"}},
      {"ports in pieces",
       {"100 Deny * * 30.0.0.0/8 0-442", "110 Deny * * 30.0.0.0/8 443-65535",
        "200 Allow * * 30.0.0.0/8 *"},
       {"warning shadowed rule200"}},
      {"one port is left",
       {"100 Deny * * 30.0.0.0/8 0-442", "110 Deny * * 30.0.0.0/8 444-65535",
        "200 Allow * * 30.0.0.0/8 *"},
       {}},
      {"one address is left", {"100 Deny * * 30.0.0.0/9 *", "200 Allow * * 30.0.0.0/8 *"}, {}},
      {"another protocol", {"100 Deny Udp * 30.0.0.0/8 *", "200 Allow Tcp * 30.0.0.0/8 *"}, {}},
      {"any protocol after one", {"100 Deny Tcp * 30.0.0.0/8 *", "200 Allow * * 30.0.0.0/8 *"}, {}},
      {"another source",
       {"100 Deny * 10.1.0.0/16 30.0.0.0/8 *", "200 Allow * 10.2.0.0/16 30.0.0.0/8 *"},
       {}},
      {"the same source",
       {"100 Deny * 10.1.0.0/16 30.0.0.0/8 *", "200 Allow * 10.1.0.0/16 30.0.0.0/9 *"},
       {"warning shadowed rule200"}},
      {"a tag that no file has hides nothing",
       {"100 Deny * * Moon *", "200 Allow * * 30.0.0.0/8 *"},
       {"warning unknown-tag rule100"}},
      {"Internet behind Internet",
       {"100 Deny * * Internet *", "200 Allow Tcp * Internet 80"},
       {"warning shadowed rule200"}},
      {"default rules are no matter", {"4096 Deny * * * *"}, {}},
      {"inbound rules are no matter", {"in:100 Deny * * * *", "in:200 Allow * * * *"}, {}},
  });
  EXPECT_THAT(
      lint_of_rules({"100 Deny * * Internet *", "200 Allow Tcp * 30.0.0.0/8 443"}).front().text,
      HasSubstr("rule100 (100) comes first"));
}

TEST(Lint, finds_rules_that_no_machine_matches) {
  expect({
      {"source ports of servers",
       {"from:443 100 Allow Tcp * AzureBackup *"},
       {"warning never-matches rule100"}},
      {"a source on the other side",
       {"100 Deny * Internet * *"},
       {"warning never-matches rule100"}},
  });
}

TEST(Lint, finds_what_cannot_be_decided) {
  expect({
      {"an unknown tag", {"100 Deny * * AzureBakup *"}, {"warning unknown-tag rule100"}},
      {"an unknown source tag", {"100 Deny * Moon 30.0.0.0/8 *"}, {"warning unknown-tag rule100"}},
      {"an expression", {"100 Deny * * [parameters('x')] *"}, {"warning undecidable rule100"}},
      {"a group", {"100 Deny * asg:web 30.0.0.0/8 *"}, {"info application-security-group rule100"}},
      {"one priority twice",
       {"100 Allow * * 30.0.0.0/8 *", "100 Deny * * 30.0.0.0/8 *"},
       {"warning duplicate-priority rule100"}},
  });
  EXPECT_THAT(lint_of_rules({"100 Deny * * AzureBakup *"}).front().text,
              HasSubstr("is it AzureBackup?"));
}

TEST(Lint, finds_prefixes_that_a_tag_has_outgrown) {
  expect({
      {"half of the tag",
       {"100 Allow Tcp * 20.0.0.0/26,20.0.0.64/26 443", "200 Deny * * * *"},
       {"warning outgrown-prefixes rule100"}},
      {"all of the tag", {"100 Allow Tcp * 20.0.0.0/25,20.0.0.128/25 443", "200 Deny * * * *"}, {}},
      {"the rest is allowed by another rule",
       {"100 Allow Tcp * 20.0.0.0/26,20.0.0.64/26 443", "110 Allow Tcp * AzureBackup 443",
        "200 Deny * * * *"},
       {}},
      {"one prefix is no copy", {"100 Allow Tcp * 20.0.0.0/26 443", "200 Deny * * * *"}, {}},
      {"prefixes of somebody else",
       {"100 Allow Tcp * 30.0.0.0/26,30.0.0.64/26 443", "200 Deny * * * *"},
       {}},
  });
  EXPECT_THAT(lint_of_rules({"100 Allow Tcp * 20.0.0.0/26,20.0.0.64/26 443", "200 Deny * * * *"})
                  .front()
                  .text,
              HasSubstr("2 prefixes are of the service tag AzureBackup, which has grown: 50 %"));
}

TEST(Lint, finds_rules_that_open_more_than_is_needed) {
  expect({
      {"all of Azure",
       {"100 Allow Tcp * AzureCloud 443", "200 Deny * * * *"},
       {"info wider-than-needed rule100"}},
      {"every port",
       {"100 Allow Tcp * AzureBackup *", "200 Deny * * * *"},
       {"info wider-than-needed rule100"}},
      {"just so", {"100 Allow Tcp * AzureBackup 443", "200 Deny * * * *"}, {}},
      {"the default rule is nobody's doing", {}, {}},
  });
}

TEST(Lint, finds_two_sets_where_a_machine_has_one) {
  PolicyInputs inputs;
  inputs.rule_sets = {short_rules({}, Association::subnet), short_rules({}, Association::subnet)};
  EXPECT_THAT(in_words(lint_with(std::move(inputs))), ElementsAre("warning several-nsgs "));
  PolicyInputs apart;
  apart.rule_sets = {short_rules({}, Association::subnet),
                     short_rules({}, Association::network_interface)};
  EXPECT_THAT(lint_with(std::move(apart)), IsEmpty());
}

TEST(Lint, says_what_a_route_table_does_not_show) {
  PolicyInputs inputs;
  inputs.routes = RouteTable{};
  inputs.routes->routes = system_routes();
  EXPECT_THAT(in_words(lint_with(inputs)), ElementsAre("info learnt-routes "));
  inputs.routes->learns_from_gateway = false;
  EXPECT_THAT(lint_with(inputs), IsEmpty());
  inputs.routes->routes.front().destinations = {TagName{"Moon"}};
  EXPECT_THAT(in_words(lint_with(inputs)), ElementsAre("warning unknown-tag "));
}

TEST(Lint, notes_the_defaults_that_a_file_leaves_out) {
  PolicyInputs inputs;
  inputs.rule_sets = {short_rules({}, Association::subnet)};
  const Policy policy(std::move(inputs));
  const auto lint = lint_of(policy, {});
  ASSERT_EQ(lint.size(), 1U);
  EXPECT_EQ(lint[0].kind, "missing-defaults");
  EXPECT_THAT(lint[0].text, HasSubstr("AllowVnetOutBound, AllowInternetOutBound, DenyAllOutBound"));
}

}  // namespace lint_test
}  // namespace netprobe
