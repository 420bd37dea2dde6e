// A walk over deployment templates: whatever part of a known NSG stands behind an expression, the
// answer is the known one, or that it cannot be told.

#include "netprobe/policy/parse_rule_sets.h"
#include "tests/policy/random_policy.h"
#include "tests/policy/random_template.h"

#include <gtest/gtest.h>

#include <array>

namespace netprobe {
namespace template_walk_test {

constexpr unsigned templates_made = 2'500;
constexpr unsigned packets_asked = 4;  // of each: 10,000 cases

Policy policy_of(const PolicyInputs& known, const nlohmann::json& file) {
  PolicyInputs inputs = known;
  auto sets = parse_rule_sets(file.dump(), "template.json");
  EXPECT_TRUE(sets) << sets.error().message << "\n" << file.dump(1);
  inputs.rule_sets = sets ? *sets : std::vector<RuleSet>();
  return Policy(std::move(inputs));
}

Ruling ruling_of(const Policy& policy, const IpAddress& address, std::uint16_t port) {
  const Evaluation evaluation = policy.evaluate(IpSet(Cidr{address, address.bits()}), port);
  if (evaluation.allowed.contains(address)) {
    return Ruling::allow;
  }
  return evaluation.denied.contains(address) ? Ruling::deny : Ruling::unknown;
}

TEST(Templates, with_parts_behind_expressions_give_the_known_answer_or_none) {
  std::array<unsigned, 4> claims{};
  for (unsigned seed = 0; seed < templates_made; ++seed) {
    RandomPolicy random(seed);
    PolicyInputs known = random.inputs(false);
    known.rule_sets.resize(1);
    RandomTemplate templates(seed);
    const Policy listed = policy_of(known, templates.make(known.rule_sets.front(), false));
    const nlohmann::json file = templates.make(known.rule_sets.front(), true);
    const Policy hidden = policy_of(known, file);
    for (unsigned packet = 0; packet < packets_asked; ++packet) {
      const IpAddress address = random.address();
      const std::uint16_t port = random.port();
      const Ruling claimed = ruling_of(hidden, address, port);
      ++claims.at(static_cast<std::size_t>(claimed));
      if (claimed != Ruling::unknown) {
        ASSERT_EQ(claimed, ruling_of(listed, address, port))
            << "seed " << seed << ", " << address.to_string() << ":" << port << "\n"
            << file.dump(1);
      }
    }
  }
  // A walk that never hides or never tells would prove nothing.
  for (const Ruling ruling : {Ruling::allow, Ruling::deny, Ruling::unknown}) {
    EXPECT_GT(claims.at(static_cast<std::size_t>(ruling)), templates_made * packets_asked / 16);
  }
}

}  // namespace template_walk_test
}  // namespace netprobe
