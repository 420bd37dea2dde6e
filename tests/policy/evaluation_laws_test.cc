// The set algebra against walks of single packets, over rule sets made up at random.

#include "tests/policy/oracle.h"
#include "tests/policy/random_policy.h"

#include <gtest/gtest.h>

#include <array>

namespace netprobe {
namespace evaluation_laws_test {

IpSet single(const IpAddress& address) { return IpSet(Cidr{address, address.bits()}); }

/// Where everything that packets of the small world can go to lies.
IpSet the_world() {
  const std::array prefixes = {*Cidr::parse("20.0.0.0/16"), *Cidr::parse("2001:db8::/112"),
                               *Cidr::parse("10.0.0.7/32"), *Cidr::parse("168.63.129.16/32")};
  return IpSet(prefixes);
}

Ruling ruling_of(const Evaluation& evaluation, const IpAddress& address) {
  if (evaluation.allowed.contains(address)) {
    return Ruling::allow;
  }
  return evaluation.denied.contains(address) ? Ruling::deny : Ruling::unknown;
}

void expect_partition(const Evaluation& evaluation, const IpSet& asked) {
  EXPECT_EQ(evaluation.allowed | evaluation.denied | evaluation.unknown, asked);
  EXPECT_TRUE((evaluation.allowed & evaluation.denied).empty());
  EXPECT_TRUE((evaluation.allowed & evaluation.unknown).empty());
  EXPECT_TRUE((evaluation.denied & evaluation.unknown).empty());
  for (const Part& part : evaluation.parts) {
    const IpSet& of = part.ruling == Ruling::deny      ? evaluation.denied
                      : part.ruling == Ruling::unknown ? evaluation.unknown
                                                       : evaluation.allowed;
    EXPECT_TRUE(of.contains(part.addresses));
    EXPECT_EQ(part.doubt.empty(), part.ruling != Ruling::unknown);
  }
}

/// What is denied or unknown has its rules, each address all of them.
void expect_reasons(const Evaluation& evaluation) {
  IpSet denied;
  IpSet unknown;
  for (const Part& part : evaluation.parts) {
    if (part.ruling == Ruling::deny) {
      EXPECT_TRUE((denied & part.addresses).empty()) << "two rules deny it";
      denied = denied | part.addresses;
    }
    if (part.ruling == Ruling::unknown) {
      unknown = unknown | part.addresses;
    }
  }
  EXPECT_EQ(denied, evaluation.denied);
  EXPECT_EQ(unknown, evaluation.unknown);
}

TEST(Evaluation, agrees_with_a_walk_over_ten_thousand_packets) {
  std::array<int, 4> seen{};
  for (unsigned seed = 0; seed < 500; ++seed) {
    RandomPolicy random(seed);
    const Policy policy(random.inputs(false));
    const std::uint16_t port = random.port();
    const Evaluation evaluation = policy.evaluate(the_world(), port);
    expect_partition(evaluation, the_world());
    expect_reasons(evaluation);
    for (int packet = 0; packet < 20; ++packet) {
      const IpAddress address = random.address();
      const Ruling expected = naive_walk(policy.inputs(), address, port);
      ++seen.at(static_cast<std::size_t>(expected));
      ASSERT_EQ(ruling_of(evaluation, address), expected)
          << "seed " << seed << ", " << address.to_string() << ":" << port;
      ASSERT_EQ(ruling_of(policy.evaluate(single(address), port), address), expected);
    }
  }
  EXPECT_GT(seen.at(static_cast<std::size_t>(Ruling::allow)), 2000);
  EXPECT_GT(seen.at(static_cast<std::size_t>(Ruling::deny)), 2000);
}

TEST(Evaluation, says_unknown_exactly_where_files_leave_it_open) {
  std::array<int, 4> seen{};
  for (unsigned seed = 1000; seed < 1600; ++seed) {
    RandomPolicy random(seed);
    PolicyInputs inputs = random.inputs(true);
    inputs.rule_sets.resize(1);
    const Policy policy(std::move(inputs));
    const std::uint16_t port = random.port();
    const Evaluation evaluation = policy.evaluate(the_world(), port);
    expect_partition(evaluation, the_world());
    expect_reasons(evaluation);
    for (int packet = 0; packet < 20; ++packet) {
      const IpAddress address = random.address();
      const Ruling expected = naive_walk(policy.inputs(), address, port);
      ++seen.at(static_cast<std::size_t>(expected));
      ASSERT_EQ(ruling_of(evaluation, address), expected)
          << "seed " << seed << ", " << address.to_string() << ":" << port;
    }
  }
  EXPECT_GT(seen.at(static_cast<std::size_t>(Ruling::unknown)), 1000);
}

TEST(Evaluation, of_two_open_sets_claims_nothing_that_one_world_contradicts) {
  for (unsigned seed = 3000; seed < 3300; ++seed) {
    RandomPolicy random(seed);
    const Policy policy(random.inputs(true));
    const std::uint16_t port = random.port();
    const Evaluation evaluation = policy.evaluate(the_world(), port);
    expect_partition(evaluation, the_world());
    for (int packet = 0; packet < 20; ++packet) {
      const IpAddress address = random.address();
      const Ruling claimed = ruling_of(evaluation, address);
      if (claimed != Ruling::unknown) {
        ASSERT_EQ(claimed, naive_walk(policy.inputs(), address, port))
            << "seed " << seed << ", " << address.to_string() << ":" << port;
      }
    }
  }
}

TEST(Routing, agrees_with_looking_at_each_route) {
  std::array<int, 5> seen{};
  for (unsigned seed = 5000; seed < 5500; ++seed) {
    RandomPolicy random(seed);
    PolicyInputs inputs = random.inputs(false);
    inputs.routes = random.routes(false);
    const Policy policy(std::move(inputs));
    const IpSet asked = the_world();
    const std::vector<RoutedPart> parts = policy.route(asked);
    IpSet covered;
    for (const RoutedPart& part : parts) {
      EXPECT_TRUE((covered & part.addresses).empty());
      covered = covered | part.addresses;
    }
    EXPECT_EQ(covered, asked - platform_addresses());
    for (int packet = 0; packet < 20; ++packet) {
      const IpAddress address = random.address();
      if (platform_addresses().contains(address)) {
        continue;
      }
      const RouteEffect expected = naive_route(policy.inputs(), *policy.inputs().routes, address);
      ++seen.at(static_cast<std::size_t>(expected));
      const auto part = std::find_if(parts.begin(), parts.end(), [&](const RoutedPart& candidate) {
        return candidate.addresses.contains(address);
      });
      ASSERT_EQ(part->effect, expected) << "seed " << seed << ", " << address.to_string();
    }
  }
  for (const RouteEffect effect : {RouteEffect::direct, RouteEffect::forced_tunnel,
                                   RouteEffect::blackhole, RouteEffect::inside}) {
    EXPECT_GT(seen.at(static_cast<std::size_t>(effect)), 500);
  }
}

}  // namespace evaluation_laws_test
}  // namespace netprobe
