#include "netprobe/remedy/nsg_places.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace netprobe {
namespace nsg_places_test {

DecidingRule rule(const std::string& nsg, std::optional<int> priority,
                  Access access = Access::deny) {
  DecidingRule one;
  one.name = "r";
  one.nsg = nsg;
  one.priority = priority;
  one.access = access;
  return one;
}

ConnectionRuling ruling(Access access, std::vector<DecidingRule> rules) {
  ConnectionRuling one;
  one.access = access;
  one.rules = std::move(rules);
  return one;
}

struct Row {
  std::string name;
  std::vector<ConnectionRuling> rulings;
  std::size_t count = 3;
  std::vector<int> priorities;  // of the first place
  std::string says;
  std::vector<NsgPriorities> used;
};

TEST(NsgPlaces, priorities_come_before_the_rule_that_denies) {
  const std::vector<Row> rows = {
      {"nothing is known", {}, 3, {200, 201, 202}, "must be free"},
      {"a rule of 200", {ruling(Access::deny, {rule("n", 200)})}, 3, {190, 180, 170}, "r (200)"},
      {"the first of two decides",
       {ruling(Access::deny, {rule("n", 400)}), ruling(Access::deny, {rule("n", 300)})},
       2,
       {290, 280},
       "r (300)"},
      {"what is taken is passed over",
       {ruling(Access::deny, {rule("n", 200)}),
        ruling(Access::allow, {rule("n", 199, Access::allow)})},
       2,
       {190, 180},
       ""},
      {"what another NSG has is free",
       {ruling(Access::deny, {rule("n", 200)}),
        ruling(Access::allow, {rule("m", 199, Access::allow)})},
       2,
       {190, 180},
       ""},
      {"the default rule", {ruling(Access::deny, {rule("n", 65500)})}, 2, {4090, 4080}, ""},
      {"no room", {ruling(Access::deny, {rule("n", 101)})}, 3, {100, 101, 102}, "no room"},
      {"the whole export is known",
       {ruling(Access::deny, {rule("n", 200)})},
       3,
       {190, 180, 170},
       "were free",
       {{.nsg = "m", .outbound = {196}}, {.nsg = "n", .outbound = {195, 198, 199, 200}}}},
      {"an expression", {ruling(Access::deny, {rule("n", std::nullopt)})}, 1, {200}, "r;"},
      {"negative", {ruling(Access::deny, {rule("n", -5)})}, 1, {100}, "no room"},
  };
  for (const Row& row : rows) {
    const auto places = nsg_places(row.rulings, row.used);
    const Priorities chosen = priorities_for(places.front(), row.count);
    EXPECT_EQ(chosen.values, row.priorities) << row.name;
    EXPECT_NE(chosen.note.find(row.says), std::string::npos) << row.name << ": " << chosen.note;
  }
}

TEST(NsgPlaces, each_nsg_that_denies_is_one) {
  const auto places =
      nsg_places({ruling(Access::deny, {rule("/x/networkSecurityGroups/of-nic", 300)}),
                  ruling(Access::deny, {rule("of-subnet", 200)}),
                  ruling(Access::allow, {rule("innocent", 100, Access::allow)})});
  ASSERT_EQ(places.size(), 2U);
  EXPECT_EQ(places[0].nsg, "of-nic");
  EXPECT_EQ(places[1].nsg, "of-subnet");
}

TEST(NsgPlaces, a_name_that_azure_does_not_allow_is_not_taken_over) {
  const auto places = nsg_places({ruling(Access::deny, {rule("x; reboot", 300)})});
  ASSERT_EQ(places.size(), 1U);
  EXPECT_EQ(places[0].nsg, "");
  EXPECT_EQ(places[0].before, 300);
}

}  // namespace nsg_places_test
}  // namespace netprobe
