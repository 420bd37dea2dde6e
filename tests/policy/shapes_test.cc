// Every shape in which rules are exported, read from the excerpts in exports/.

#include "netprobe/core/text.h"
#include "netprobe/policy/parse_rule_sets.h"
#include "tests/policy/short_rules.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <ostream>
#include <string>

namespace netprobe {
namespace shapes_test {

std::string text_of(const std::string& name) {
  std::ifstream file("tests/policy/exports/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Row {
  std::string file;
  /// Each set: its name, where it hangs, its outbound rules by priority, and how many defaults had
  /// to be added.
  std::string sets;
  std::string decided;  ///< of 20.0.0.0/24 at port 443
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.file; }

std::string in_words(const RuleSet& set) {
  std::vector<std::string> rules;
  for (const SecurityRule& rule : set.rules) {
    if (rule.direction != Direction::inbound && !rule.is_default) {
      rules.push_back(
          fmt::format("{}{}", rule.name, rule.priority ? fmt::format(" {}", *rule.priority) : ""));
    }
  }
  return fmt::format("{} {}: {}; {} added", set.name, name_of(set.association), join(rules, ", "),
                     set.added_defaults.size());
}

class Shapes : public testing::TestWithParam<Row> {};

TEST_P(Shapes, are_read) {
  const auto parsed = parse_rule_sets(text_of(GetParam().file), GetParam().file);
  ASSERT_TRUE(parsed) << parsed.error().message;
  PolicyInputs inputs;
  inputs.tags = short_tags();
  inputs.rule_sets = *parsed;
  const Policy policy(std::move(inputs));
  std::vector<std::string> sets;
  for (const RuleSet& set : policy.inputs().rule_sets) {
    sets.push_back(in_words(set));
    EXPECT_EQ(set.file, GetParam().file);
  }
  EXPECT_EQ(join(sets, " | "), GetParam().sets);
  EXPECT_EQ(in_short(policy, policy.evaluate(set_of("20.0.0.0/24"), 443)), GetParam().decided);
}

constexpr const char* cli_rules = "allow-backup 100, deny-internet 4000";

INSTANTIATE_TEST_SUITE_P(
    Exports, Shapes,
    testing::Values(
        Row{"arm-nsg.json", "nsg1 network-interface: deny-web 200; 0 added",
            "allow 20.0.0.0/24 AllowInternetOutBound"},
        Row{"cli-nsg.json", fmt::format("backup-nsg subnet: {}; 3 added", cli_rules),
            "allow 20.0.0.0/24 allow-backup"},
        Row{"windows.json", fmt::format("backup-nsg subnet: {}; 3 added", cli_rules),
            "allow 20.0.0.0/24 allow-backup"},
        Row{"cli-created.json", fmt::format("backup-nsg subnet: {}; 3 added", cli_rules),
            "allow 20.0.0.0/24 allow-backup"},
        Row{"cli-rules.json", fmt::format("backup-nsg unknown: {}; 3 added", cli_rules),
            "allow 20.0.0.0/24 allow-backup"},
        Row{"cli-no-rules.json", "cli-no-rules unknown: ; 3 added",
            "allow 20.0.0.0/24 AllowInternetOutBound"},
        Row{"cli-nsgs.json",
            fmt::format("nic-nsg network-interface: ; 3 added | backup-nsg subnet: {}; 3 added",
                        cli_rules),
            "allow 20.0.0.0/24 AllowInternetOutBound; allow 20.0.0.0/24 allow-backup"},
        Row{"powershell-nsg.json", fmt::format("backup-nsg subnet: {}; 3 added", cli_rules),
            "allow 20.0.0.0/24 allow-backup"},
        Row{"no-nsg.json", "", "allow 20.0.0.0/24 -"}));

constexpr const char* nic_set =
    "nic-nsg network-interface: allow-backup 100, deny-rest 200; 0 added";
constexpr const char* halves = "allow 20.0.0.0/25 allow-backup; deny 20.0.0.128/25 deny-rest";

INSTANTIATE_TEST_SUITE_P(
    EffectiveRules, Shapes,
    testing::Values(
        Row{"effective-value.json", fmt::format("{} | subnet-nsg subnet: ; 0 added", nic_set),
            "allow 20.0.0.0/25 allow-backup; allow 20.0.0.0/25 subnet:AllowInternetOutBound; deny "
            "20.0.0.128/25 deny-rest"},
        Row{"effective-groups.json", nic_set, halves}, Row{"effective-list.json", nic_set, halves},
        Row{"effective-object.json", nic_set, halves},
        Row{"powershell-effective.json", nic_set, halves},
        Row{"effective-both-places.json",
            "nsg1 network-interface-and-subnet: allow-backup 100, deny-rest 200; 0 added", halves},
        Row{"effective-admin.json",
            "manager1 network-manager: deny-backup 10; 0 added | subnet-nsg subnet: ; 0 added",
            "deny 20.0.0.0/24 deny-backup"},
        Row{"effective-rest.json", "test-nsg network-interface-and-subnet: ; 2 added",
            "deny 20.0.0.0/24 DenyAllOutBound"},
        Row{"effective-2018.json", "effective-2018 unknown: ; 1 added",
            "deny 20.0.0.0/24 DenyAllOutBound"}));

INSTANTIATE_TEST_SUITE_P(
    Templates, Shapes,
    testing::Values(Row{"template.json",
                        "[parameters('name')] unknown: allow-backup 100, deny-some 200, "
                        "[concat(parameters('name'), '/deny-internet')] 4000; 3 added",
                        "allow 20.0.0.0/24 allow-backup"},
                    Row{"template-symbolic.json",
                        fmt::format("backup-nsg unknown: {}; 3 added", cli_rules),
                        "allow 20.0.0.0/24 allow-backup"},
                    Row{"template-nested.json",
                        "[parameters('name')] unknown: allow-backup 100, deny-some 200; 3 added",
                        "allow 20.0.0.0/24 allow-backup"},
                    Row{"template-all-open.json",
                        "backup-nsg unknown: [variables('rules')]; 3 added",
                        "unknown 20.0.0.0/24 [variables('rules')]"}));

TEST(Shapes, keep_where_a_rule_stands) {
  const auto rule_at = [](const std::string& file, std::size_t index) {
    return parse_rule_sets(text_of(file), file).value().front().rules.at(index).pointer;
  };
  EXPECT_EQ(rule_at("cli-nsg.json", 1), "/securityRules/1");
  EXPECT_EQ(rule_at("arm-nsg.json", 0), "/properties/securityRules/0");
  EXPECT_EQ(rule_at("effective-groups.json", 1),
            "/networkSecurityGroups/0/effectiveSecurityRules/1");
  EXPECT_EQ(rule_at("powershell-nsg.json", 0), "/SecurityRules/0");
  EXPECT_EQ(rule_at("cli-rules.json", 1), "/1");
  EXPECT_EQ(rule_at("effective-rest.json", 0),
            "/responses/200/body/value/0/effectiveSecurityRules/0");
}

TEST(Shapes, know_whose_they_are) {
  const RuleSet arm = parse_rule_sets(text_of("arm-nsg.json"), "x").value().front();
  EXPECT_EQ(arm.resource_group, "group1");
  EXPECT_EQ(arm.subscription, "00000000-0000-0000-0000-000000000000");
  const RuleSet list =
      parse_rule_sets(text_of("cli-no-rules.json"), "dir/my rules.json").value().front();
  EXPECT_EQ(list.name, "my rules");
  EXPECT_FALSE(list.has_own_name);
}

}  // namespace shapes_test
}  // namespace netprobe
