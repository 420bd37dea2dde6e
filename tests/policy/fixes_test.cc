// The smallest fix: what it says, and that it is enough.

#include "netprobe/policy/fix.h"
#include "netprobe/policy/parse_rule_sets.h"
#include "tests/policy/random_policy.h"
#include "tests/policy/short_rules.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

namespace netprobe {
namespace fixes_test {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Requirement tag_requirement(const std::string& tag, std::uint16_t port = 443) {
  Requirement requirement;
  requirement.id = fmt::format("tag-{}:{}", tag, port);
  requirement.service_tag = tag;
  requirement.port = port;
  requirement.required = true;
  return requirement;
}

Requirement range_requirement(const std::string& prefix, const std::string& tag) {
  Requirement requirement = tag_requirement(tag);
  requirement.id = prefix;
  requirement.range = Cidr::parse(prefix);
  return requirement;
}

std::vector<Requirement> three_tags() {
  return {tag_requirement("AzureBackup"), tag_requirement("Storage"),
          tag_requirement("AzureActiveDirectory"),
          range_requirement("20.0.2.0/25", "AzureActiveDirectory")};
}

std::vector<Examined> examine_all(const Policy& policy, const std::vector<Requirement>& list) {
  std::vector<Examined> examined;
  std::transform(list.begin(), list.end(), std::back_inserter(examined),
                 [&](const Requirement& requirement) { return examine(policy, requirement); });
  return examined;
}

Policy policy_of(std::vector<RuleSet> sets) {
  PolicyInputs inputs;
  inputs.tags = short_tags();
  inputs.rule_sets = std::move(sets);
  return Policy(std::move(inputs));
}

/// "nic-nsg AzureBackup 190".
std::vector<std::string> in_words(const std::vector<RuleFix>& fixes) {
  std::vector<std::string> words;
  for (const RuleFix& fix : fixes) {
    words.push_back(fmt::format("{} {}:{} {}", fix.nsg, fix.destination, fix.port,
                                fix.priority ? std::to_string(*fix.priority) : "none"));
  }
  return words;
}

std::vector<RuleFix> fixes_of(const std::vector<std::string>& rules,
                              const std::vector<Requirement>& list = three_tags()) {
  const Policy policy = policy_of({short_rules(rules, Association::network_interface)});
  return fixes_for(policy, examine_all(policy, list));
}

TEST(Fixes, need_no_rule_where_all_is_allowed) {
  EXPECT_THAT(fixes_of({}), IsEmpty());
  EXPECT_THAT(fixes_of({"100 Allow Tcp * AzureCloud 443", "200 Deny * * * *"}), IsEmpty());
}

TEST(Fixes, are_one_rule_a_tag_before_the_rule_that_denies) {
  const auto fixes = fixes_of({"4000 Deny * * Internet *"});
  EXPECT_THAT(in_words(fixes),
              ElementsAre("nic-nsg AzureBackup:443 3990", "nic-nsg Storage:443 3980",
                          "nic-nsg AzureActiveDirectory:443 3970"));
  EXPECT_THAT(fixes[2].requirements, ElementsAre("tag-AzureActiveDirectory:443", "20.0.2.0/25"));
  EXPECT_EQ(
      fixes[0].text,
      "Add an outbound rule in nic-nsg that allows TCP 443 to AzureBackup, with priority 3990: "
      "before rule4000.");
  EXPECT_THAT(
      fixes[0].commands,
      ElementsAre("az network nsg rule create --resource-group '<resource-group>' --nsg-name "
                  "'<nsg>' --name AllowAzureBackupOutBound --priority 3990 --direction "
                  "Outbound --access Allow --protocol Tcp --destination-address-prefixes "
                  "AzureBackup --destination-port-ranges 443"));
}

TEST(Fixes, are_for_what_is_denied_only) {
  EXPECT_THAT(in_words(fixes_of({"100 Allow * * AzureBackup,Storage 443", "4096 Deny * * * *"})),
              ElementsAre("nic-nsg AzureActiveDirectory:443 4090"));
}

TEST(Fixes, come_before_every_rule_that_is_in_the_way) {
  EXPECT_THAT(in_words(fixes_of({"300 Deny * * 20.0.0.0/25 *", "150 Deny * * 20.0.0.128/25 443"})),
              ElementsAre("nic-nsg AzureBackup:443 140"));
  EXPECT_THAT(
      in_words(fixes_of({"300 Deny * * AzureBackup *", "150 Deny * asg:web AzureBackup *"})),
      ElementsAre("nic-nsg AzureBackup:443 140"));
}

TEST(Fixes, take_a_number_that_is_free) {
  EXPECT_THAT(in_words(fixes_of(
                  {"110 Allow Udp * * *", "100 Allow Udp * * *", "112 Deny * * AzureBackup *"})),
              ElementsAre("nic-nsg AzureBackup:443 111"));
  // An inbound rule's number is free for an outbound one.
  EXPECT_THAT(in_words(fixes_of({"in:110 Allow * * * *", "120 Deny * * AzureBackup *"})),
              ElementsAre("nic-nsg AzureBackup:443 110"));
  // A default rule denies: any number of a rule of one's own will do.
  EXPECT_THAT(in_words(fixes_of({"65001 Deny * * Internet *"}, {tag_requirement("AzureBackup")})),
              ElementsAre("nic-nsg AzureBackup:443 4090"));
}

TEST(Fixes, move_the_rule_that_denies_where_there_is_no_room) {
  const auto fixes = fixes_of({"100 Deny * * Internet *"});
  EXPECT_THAT(in_words(fixes), ElementsAre("nic-nsg AzureBackup:443 100", "nic-nsg Storage:443 101",
                                           "nic-nsg AzureActiveDirectory:443 102"));
  EXPECT_THAT(fixes[0].commands.front(),
              HasSubstr("az network nsg rule update --resource-group '<resource-group>' --nsg-name "
                        "'<nsg>' --name rule100 --priority 103"));
  EXPECT_THAT(fixes[0].text, HasSubstr("First rule100 (100) makes room: it moves to 103."));
}

TEST(Fixes, say_so_where_nothing_can_move) {
  const auto fixes = fixes_of({"100 Deny * * AzureBackup *", "101 Allow Udp * * *"});
  EXPECT_THAT(in_words(fixes), ElementsAre("nic-nsg AzureBackup:443 none"));
  EXPECT_THAT(fixes[0].text, HasSubstr("renumber the rules first"));
  EXPECT_THAT(fixes[0].commands, IsEmpty());
}

TEST(Fixes, correct_rules_that_name_the_port_as_the_sources) {
  const auto fixes = fixes_of(
      {"from:443 100 Allow Tcp * AzureBackup 443", "from:443 110 Allow Tcp * Storage 443,8443",
       "from:443 120 Allow Tcp * AzureActiveDirectory *", "4000 Deny * * Internet *"});
  EXPECT_THAT(in_words(fixes), ElementsAre("nic-nsg AzureBackup:443 100", "nic-nsg Storage:443 110",
                                           "nic-nsg AzureActiveDirectory:443 120"));
  EXPECT_EQ(fixes[0].rule, "rule100");
  EXPECT_EQ(fixes[0].text,
            "Correct rule rule100 (100) in nic-nsg: it has 443 as its source port. Clients do not "
            "send from there, so the rule never matches. Set its source port to * (any).");
  EXPECT_THAT(fixes[0].commands,
              ElementsAre("az network nsg rule update --resource-group '<resource-group>' "
                          "--nsg-name '<nsg>' --name rule100 --source-port-ranges '*'"));
  // Where the destination's ports are all, those of the source were meant for it.
  EXPECT_THAT(fixes[2].commands.front(),
              HasSubstr("--source-port-ranges '*' --destination-port-ranges 443"));
  EXPECT_THAT(fixes[2].requirements, ElementsAre("tag-AzureActiveDirectory:443", "20.0.2.0/25"));
}

TEST(Fixes, add_a_rule_where_correcting_does_not_suffice) {
  EXPECT_THAT(in_words(fixes_of(
                  {"from:443 100 Allow Tcp * 20.0.0.0/25 443", "4000 Deny * * AzureBackup *"})),
              ElementsAre("nic-nsg AzureBackup:443 3990"));
  // It comes too late, or is for another port.
  EXPECT_THAT(in_words(fixes_of(
                  {"4000 Deny * * AzureBackup *", "from:443 4001 Allow Tcp * AzureBackup 443"})),
              ElementsAre("nic-nsg AzureBackup:443 3990"));
  EXPECT_THAT(
      in_words(fixes_of({"from:80 100 Allow Tcp * AzureBackup *", "4000 Deny * * AzureBackup *"})),
      ElementsAre("nic-nsg AzureBackup:443 3990"));
}

TEST(Fixes, are_for_each_set_that_denies) {
  const Policy policy =
      policy_of({short_rules({"100 Deny * * * *"}, Association::subnet),
                 short_rules({"200 Deny * * Internet *"}, Association::network_interface)});
  EXPECT_THAT(in_words(fixes_for(policy, examine_all(policy, {tag_requirement("AzureBackup")}))),
              ElementsAre("nic-nsg AzureBackup:443 190", "subnet-nsg AzureBackup:443 100"));
}

TEST(Fixes, of_admin_rules_are_words) {
  const Policy policy =
      policy_of({short_rules({"10 Deny * * Internet *"}, Association::network_manager)});
  const auto fixes = fixes_for(policy, examine_all(policy, {tag_requirement("AzureBackup")}));
  ASSERT_EQ(fixes.size(), 1U);
  EXPECT_THAT(fixes[0].text, HasSubstr("Ask the owner of the network manager"));
  EXPECT_THAT(fixes[0].commands, IsEmpty());
}

TEST(Fixes, name_a_range_by_its_prefix) {
  const auto fixes = fixes_of({"300 Deny * * 20.0.2.0/25 *"},
                              {range_requirement("20.0.2.0/25", "AzureActiveDirectory")});
  EXPECT_THAT(in_words(fixes), ElementsAre("nic-nsg 20.0.2.0/25:443 290"));
  EXPECT_EQ(fixes[0].rule, "Allow20.0.2.0-25OutBound");
}

TEST(Fixes, take_no_name_that_is_taken) {
  RuleSet set = short_rules({"300 Deny * * AzureBackup *"}, Association::network_interface);
  set.rules.front().name = "allowazurebackupoutbound";
  const Policy policy = policy_of({set});
  EXPECT_EQ(fixes_for(policy, examine_all(policy, {tag_requirement("AzureBackup")})).front().rule,
            "AllowAzureBackupOutBound2");
}

TEST(Fixes, quote_what_a_shell_would_read) {
  RuleSet set = short_rules({"300 Deny * * AzureBackup *"}, Association::network_interface);
  set.name = "a'b; $(reboot)\n";
  set.has_own_name = true;
  set.resource_group = "-rf";
  set.subscription = "s p";
  const Policy policy = policy_of({set});
  EXPECT_THAT(
      fixes_for(policy, examine_all(policy, {tag_requirement("AzureBackup")}))
          .front()
          .commands.front(),
      HasSubstr(
          R"(--subscription 's p' --resource-group '<resource-group>' --nsg-name 'a'\''b; $(reboot)\x0a' )"));
}

/// The rule that a fix describes, in the set that it is for.
void apply(const RuleFix& fix, std::vector<RuleSet>& sets) {
  const auto set = std::find_if(sets.begin(), sets.end(), [&](const RuleSet& candidate) {
    return candidate.name == fix.nsg;
  });
  SecurityRule rule = outbound_defaults()[2];
  rule.name = fix.rule;
  rule.priority = fix.priority;
  rule.access = RuleAccess::allow;
  rule.is_default = false;
  rule.destinations.terms = {TagName{fix.destination}};
  rule.destination_ports.ranges = {{fix.port, fix.port}};
  // Where the fix takes a number that is in use, its first command has moved that rule.
  for (SecurityRule& other : set->rules) {
    if (other.priority == fix.priority && other.direction == Direction::outbound) {
      other.priority = *other.priority + 1;
    }
  }
  set->rules.push_back(rule);
}

TEST(Fixes, are_enough_for_any_rules) {
  int fixed = 0;
  for (unsigned seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE(seed);
    RandomPolicy random(seed);
    PolicyInputs inputs = random.inputs(false);
    inputs.routes.reset();
    std::vector<RuleSet> sets = inputs.rule_sets;
    const TagSets tags = inputs.tags;
    const Policy policy(std::move(inputs));
    const std::vector<Requirement> list = {tag_requirement("AzureBackup", random.port()),
                                           tag_requirement("Storage", 443)};
    const auto fixes = fixes_for(policy, examine_all(policy, list));
    if (std::any_of(fixes.begin(), fixes.end(), [](const RuleFix& fix) { return !fix.priority; })) {
      continue;
    }
    for (const RuleFix& fix : fixes) {
      ASSERT_GE(*fix.priority, 100);
      ASSERT_LE(*fix.priority, 4096);
      apply(fix, sets);
      ++fixed;
    }
    PolicyInputs after;
    after.tags = tags;
    after.rule_sets = sets;
    const Policy mended(std::move(after));
    for (const Requirement& requirement : list) {
      EXPECT_TRUE(judge(mended, examine(mended, requirement)).passes()) << requirement.id;
    }
  }
  EXPECT_GT(fixed, 200);
}

}  // namespace fixes_test
}  // namespace netprobe
