#include "netprobe/diagnosis/explain.h"

#include "tests/diagnosis/scene.h"

#include <gmock/gmock.h>

#include <set>

namespace netprobe {
namespace explain_test {

TEST(Explanations, are_there_for_every_cause_and_alike_for_none) {
  std::set<std::string_view> told;
  for (const Cause cause : all_causes()) {
    const Explanation words = explanation_of(cause);
    EXPECT_FALSE(words.seen.empty()) << name_of(cause);
    EXPECT_FALSE(words.decided.empty()) << name_of(cause);
    EXPECT_FALSE(words.owner.empty()) << name_of(cause);
    EXPECT_FALSE(words.remedy.empty()) << name_of(cause);
    EXPECT_TRUE(told.insert(words.seen).second) << name_of(cause);
  }
}

TEST(DecisionPaths, end_at_the_rule_that_claimed_the_attempts) {
  Scene scene;
  scene.row("a.contoso.com").fails("a.contoso.com", Cause::tcp_reset);
  const Finding finding = finding_of(scene.judge(), Cause::tcp_reset, Blocker::firewall);
  const auto path = decision_path(finding);
  ASSERT_GT(path.size(), 1U);
  EXPECT_EQ(path.back().rule, "firewall.reset");
  for (const DecisionStep& step : path) {
    EXPECT_EQ(step.claimed, &step == &path.back());
    EXPECT_FALSE(step.when.empty()) << step.rule;
  }
}

TEST(DecisionPaths, are_empty_for_a_notice) {
  Finding notice;
  notice.id = "comparison.silent";
  EXPECT_TRUE(decision_path(notice).empty());
}

}  // namespace explain_test
}  // namespace netprobe
