#include "netprobe/policy/explain.h"

#include "netprobe/core/text.h"
#include "tests/policy/short_rules.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace netprobe {
namespace explain_test {

/// "100 rule100: protocol no, destination part; 25 %": the fields that do not match whole.
std::vector<std::string> in_words(const ExplainedSet& set) {
  std::vector<std::string> lines;
  for (const ExplainedRule& rule : set.rules) {
    std::vector<std::string> fields;
    for (const ExplainedRule::Field& field : rule.fields) {
      if (field.match != FieldMatch::yes) {
        fields.push_back(fmt::format("{} {}", field.name, name_of(field.match)));
      }
    }
    lines.push_back(
        fmt::format("{}: {}{}", rule.name, join(fields, ", "),
                    rule.is_reached ? fmt::format("; {} %", 100 * rule.share) : "; not reached"));
  }
  return lines;
}

RuleExplanation explained(const std::vector<std::string>& rules, const std::string& to) {
  PolicyInputs inputs;
  inputs.tags = short_tags();
  inputs.rule_sets = {short_rules(rules, Association::subnet)};
  const Policy policy(std::move(inputs));
  return explain(policy, set_of(to), 443);
}

TEST(Explain, asks_every_field_of_every_rule_in_order) {
  const RuleExplanation explanation =
      explained({"140 Deny * * 20.0.0.0/25 *", "100 Deny Udp * * 53", "in:90 Deny * * * *",
                 "110 Allow Tcp 10.1.0.0/16 Storage 443", "120 Allow Tcp * 20.0.0.0/26 443",
                 "from:443 130 Deny * * * *", "150 Deny * * * *"},
                "20.0.0.0/24");
  EXPECT_EQ(in_words(explanation.sets.front()),
            (std::vector<std::string>{
                "rule100: protocol no, destination port no; 0 %",
                "rule110: source unknown, destination no; 0 %",
                "rule120: destination part; 25 %",
                "rule130: source port no; 0 %",
                "rule140: destination part; 25 %",
                "rule150: ; 50 %",
                "AllowVnetOutBound: destination no; not reached",
                "AllowInternetOutBound: ; not reached",
                "DenyAllOutBound: ; not reached",
            }));
  EXPECT_EQ(explanation.verdict.access, Access::partial);
  EXPECT_EQ(explanation.verdict.rules.front().name, "rule150");
  EXPECT_EQ(explanation.family, "IPv4");
}

TEST(Explain, says_what_is_open) {
  const RuleExplanation explanation =
      explained({"100 Deny * asg:web * *", "110 Deny * * Moon *"}, "20.0.0.7/32");
  EXPECT_EQ(in_words(explanation.sets.front())[0], "rule100: source unknown; 100 %");
  EXPECT_EQ(explanation.sets.front().rules[0].doubt,
            "it is for application security group web, and no export lists the members");
  EXPECT_EQ(explanation.verdict.access, Access::unknown);
}

TEST(Explain, takes_ipv6_where_there_is_nothing_else) {
  const RuleExplanation explanation = explained({"100 Deny * * ::/0 *"}, "2001:db8:1::/64");
  EXPECT_EQ(explanation.family, "IPv6");
  EXPECT_EQ(explanation.verdict.access, Access::deny);
}

TEST(Explain, knows_that_rules_pass_the_platform_by) {
  const RuleExplanation explanation = explained({"100 Deny * * * *"}, "168.63.129.16/32");
  EXPECT_EQ(explanation.verdict.access, Access::allow);
  EXPECT_EQ(in_words(explanation.sets.front())[0], "rule100: destination no; 0 %");
}

}  // namespace explain_test
}  // namespace netprobe
