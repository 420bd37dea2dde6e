// Requirements out of the catalog, and what is said of them.

#include "netprobe/policy/judge.h"

#include "endpoints/catalog.h"
#include "endpoints/service_tags.h"
#include "netprobe/policy/connections.h"
#include "netprobe/policy/evaluate_rules.h"
#include "tests/policy/short_rules.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <array>
#include <string>
#include <vector>

namespace netprobe {
namespace judge_test {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

/// "tag-storage:443 Storage required"; ranges of IPv6 and comparisons left out.
std::vector<std::string> in_words(const Requirements& requirements) {
  std::vector<std::string> words;
  for (const Requirement& one : requirements.list) {
    const bool is_ipv6 = one.range && one.range->base.family() == Family::ipv6;
    if (!is_ipv6 && !one.comparison) {
      words.push_back(
          fmt::format("{} {}{}", one.id, one.destination(), one.required ? "" : " optional"));
    }
  }
  return words;
}

Requirements requirements_for(Cloud cloud, std::vector<Workload> workloads,
                              const std::vector<std::string>& regions = {}) {
  const ServiceTags tags = embedded_service_tags(cloud).value();
  std::vector<RegionSpellings> spellings;
  for (const std::string& region : regions) {
    spellings.push_back(tag_region(tags, region).value());
  }
  return requirements_of(embedded_catalog(cloud).value(), workloads, tags, spellings);
}

TEST(Requirements, of_mars_are_three_tags_and_the_two_ranges) {
  EXPECT_THAT(
      in_words(requirements_for(Cloud::public_cloud, {Workload::mars})),
      ElementsAre("tag-azure-backup:443 AzureBackup",
                  "tag-azure-active-directory:443 AzureActiveDirectory", "tag-storage:443 Storage",
                  "entra-range-a:443 20.190.128.0/18", "entra-range-b:443 40.126.0.0/18",
                  "entra-range-c:443 20.20.32.0/19 optional",
                  "entra-range-d:443 20.231.128.0/19 optional"));
}

TEST(Requirements, of_sql_are_the_three_tags) {
  EXPECT_THAT(in_words(requirements_for(Cloud::public_cloud, {Workload::sql})),
              ElementsAre("tag-azure-backup:443 AzureBackup", "tag-storage:443 Storage",
                          "tag-azure-active-directory:443 AzureActiveDirectory"));
}

TEST(Requirements, of_other_clouds_name_the_same_tags) {
  for (const Cloud cloud : {Cloud::us_government, Cloud::china}) {
    const auto words = in_words(requirements_for(cloud, {Workload::mars}));
    EXPECT_THAT(words, Contains("tag-azure-backup:443 AzureBackup"));
    EXPECT_THAT(words, Contains("tag-storage:443 Storage"));
    EXPECT_THAT(words, Contains("tag-azure-active-directory:443 AzureActiveDirectory"));
  }
}

TEST(Requirements, are_narrowed_by_region_where_the_service_is_regional) {
  EXPECT_THAT(
      in_words(requirements_for(Cloud::public_cloud, {Workload::sql}, {"westeurope", "frc"})),
      ElementsAre("tag-azure-backup.westeurope:443 AzureBackup.WestEurope",
                  "tag-azure-backup.francecentral:443 AzureBackup.FranceCentral",
                  "tag-storage.westeurope:443 Storage.WestEurope",
                  "tag-storage.francecentral:443 Storage.FranceCentral",
                  "tag-azure-active-directory:443 AzureActiveDirectory"));
}

TEST(Requirements, of_agentless_backup_need_the_host_only) {
  const Requirements vm = requirements_for(Cloud::public_cloud, {Workload::vm});
  std::vector<std::string> required;
  for (const Requirement& one : vm.list) {
    if (one.required) {
      required.push_back(one.destination() + ":" + std::to_string(one.port));
    }
  }
  EXPECT_THAT(required, ElementsAre("168.63.129.16/32:80", "168.63.129.16/32:32526"));
}

TEST(Requirements, have_ids_that_are_unique) {
  const Requirements all = requirements_for(
      Cloud::public_cloud,
      {Workload::mars, Workload::vm, Workload::sql, Workload::hana, Workload::mabs},
      {"westeurope", "eastus"});
  std::set<std::string> ids;
  for (const Requirement& one : all.list) {
    EXPECT_TRUE(ids.insert(one.id).second) << one.id;
    EXPECT_FALSE(one.catalog_ids.empty()) << one.id;
    EXPECT_FALSE(one.required && one.comparison) << one.id;
  }
}

TEST(Requirements, leave_out_what_no_tag_covers_and_say_so) {
  EXPECT_THAT(requirements_for(Cloud::public_cloud, {Workload::mars}).not_judged,
              ElementsAre("*.windows.net:443", "*.microsoft.com:443"));
  EXPECT_THAT(requirements_for(Cloud::public_cloud, {Workload::sql}).not_judged, IsEmpty());
}

Policy policy_of(const std::vector<std::string>& rules) {
  PolicyInputs inputs;
  inputs.tags = short_tags();
  inputs.rule_sets = {short_rules(rules, Association::network_interface)};
  return Policy(std::move(inputs));
}

Requirement storage() {
  Requirement requirement;
  requirement.id = "tag-storage:443";
  requirement.service_tag = "Storage";
  requirement.port = 443;
  requirement.required = true;
  return requirement;
}

TEST(Judge, gives_shares_and_who_decides_them) {
  const Policy policy = policy_of({"100 Allow Tcp * Storage.West 443", "200 Deny * * Internet *"});
  const JudgedRequirement judged = judge(policy, examine(policy, storage()));
  ASSERT_TRUE(judged.ipv4);
  EXPECT_EQ(judged.ipv4->access, Access::partial);
  EXPECT_EQ(judged.ipv4->allowed_share, 0.25);
  EXPECT_EQ(judged.ipv4->denied_share, 0.75);
  EXPECT_EQ(judged.ipv4->addresses, "512");
  ASSERT_EQ(judged.ipv4->rules.size(), 2U);
  EXPECT_EQ(judged.ipv4->rules[0].name, "rule200");
  EXPECT_EQ(judged.ipv4->rules[0].access, Access::deny);
  EXPECT_EQ(judged.ipv4->rules[0].share, 0.75);
  EXPECT_EQ(judged.ipv4->rules[0].pointer, "/1");
  EXPECT_EQ(judged.ipv4->rules[1].name, "rule100");
  EXPECT_THAT(judged.allowed_regions, ElementsAre("West"));
}

TEST(Judge, keeps_the_families_apart) {
  const Policy policy = policy_of({"100 Deny * * ::/0 *"});
  Requirement backup = storage();
  backup.service_tag = "AzureBackup";
  const JudgedRequirement judged = judge(policy, examine(policy, backup));
  EXPECT_EQ(judged.access(), Access::allow);
  EXPECT_TRUE(judged.passes());
  EXPECT_EQ(judged.ipv6->access, Access::deny);
  EXPECT_EQ(judged.ipv6->addresses, "1208925819614629174706176");
}

TEST(Judge, has_a_word_for_each_mixture) {
  struct Row {
    std::vector<std::string> rules;
    Access access;
    RulesStatus status;
  };
  for (const Row& row : {
           Row{{}, Access::allow, RulesStatus::ready},
           Row{{"100 Deny * * * *"}, Access::deny, RulesStatus::blocked},
           Row{{"100 Deny * * Storage.West *"}, Access::partial, RulesStatus::blocked},
           Row{{"100 Deny * * Moon *"}, Access::unknown, RulesStatus::unknown},
           Row{{"100 Deny * * Storage.West *", "200 Deny * * Moon *"},
               Access::partial,
               RulesStatus::blocked},
           Row{{"100 Allow * * Storage.West *", "200 Deny * * Moon *"},
               Access::unknown,
               RulesStatus::unknown},
       }) {
    const Policy policy = policy_of(row.rules);
    const JudgedRequirement judged = judge(policy, examine(policy, storage()));
    EXPECT_EQ(judged.access(), row.access);
    EXPECT_EQ(status_of({judged}), row.status);
  }
}

TEST(Judge, says_so_when_a_tag_is_not_known) {
  const Policy policy = policy_of({});
  Requirement requirement = storage();
  requirement.service_tag = "Storage.Moon";
  const JudgedRequirement judged = judge(policy, examine(policy, requirement));
  EXPECT_EQ(judged.access(), Access::unknown);
  EXPECT_EQ(judged.note, "no tag file at hand has the service tag Storage.Moon");
  EXPECT_EQ(status_of({judged}), RulesStatus::unknown);
}

TEST(Rulings, are_what_is_said_of_each_address) {
  PolicyInputs inputs;
  inputs.tags = short_tags();
  inputs.rule_sets = {short_rules({"100 Deny Tcp * Storage 443"}, Association::subnet)};
  const Policy policy(std::move(inputs));
  const std::array destinations = {Destination{*IpAddress::parse("20.0.1.7"), 443},
                                   Destination{*IpAddress::parse("20.0.1.7"), 8443},
                                   Destination{*IpAddress::parse("2001:db8:1::1"), 443}};
  const auto rulings = rule_connections(policy, destinations);
  ASSERT_EQ(rulings.size(), 3U);
  EXPECT_EQ(rulings[0].access, Access::deny);
  EXPECT_EQ(rulings[0].rules.front().name, "rule100");
  EXPECT_EQ(rulings[1].access, Access::allow);
  EXPECT_EQ(rulings[2].access, Access::allow);
  EXPECT_EQ(rulings[0].effect, std::nullopt);
}

}  // namespace judge_test
}  // namespace netprobe
