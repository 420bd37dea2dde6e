// The laws of sets, against the plainest model that there is: one bit an address. The model covers
// 1,024 addresses, laid over each place where arithmetic could go wrong.
#include "netprobe/core/ip_set.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace netprobe {
namespace ip_set_laws_test {

constexpr std::size_t window_size = 1024;
using Model = std::bitset<window_size>;

/// The addresses of a window, each by one step from the one before it.
using Window = std::vector<IpAddress>;

IpAddress next(const IpAddress& address) {
  auto bytes = address.bytes();
  for (std::size_t i = address.family() == Family::ipv4 ? 4 : 16; i > 0; --i) {
    if (++bytes.at(i - 1) != 0) {
      break;
    }
  }
  return address.family() == Family::ipv6
             ? IpAddress::v6(bytes)
             : IpAddress::v4(static_cast<std::uint32_t>(bytes[0]) << 24U |
                             static_cast<std::uint32_t>(bytes[1]) << 16U |
                             static_cast<std::uint32_t>(bytes[2]) << 8U | bytes[3]);
}

Window window_at(const char* first) {
  Window window = {IpAddress::parse(first).value()};
  while (window.size() < window_size) {
    window.push_back(next(window.back()));
  }
  return window;
}

/// Each has an end, or its middle, where carries and overflows live.
std::vector<Window> windows() {
  return {window_at("0.0.0.0"),
          window_at("255.255.252.0"),
          window_at("127.255.254.0"),
          window_at("::"),
          window_at("ffff:ffff:ffff:ffff:ffff:ffff:ffff:fc00"),
          window_at("::ffff:ffff:ffff:fe00"),
          window_at("7fff:ffff:ffff:ffff:ffff:ffff:ffff:fe00")};
}

struct Sample {
  IpSet set;
  Model model;
};

/// A set of random prefixes inside the window, with the model of it.
Sample random_sample(const Window& window, std::mt19937& random) {
  Sample sample;
  std::vector<Cidr> prefixes;
  const std::size_t count = random() % 12;
  for (std::size_t i = 0; i < count; ++i) {
    const int free = static_cast<int>(random() % 10);  // at most half of the window
    const Cidr prefix =
        Cidr::around(window.at(random() % window_size), window.front().bits() - free);
    prefixes.push_back(prefix);
    for (std::size_t offset = 0; offset < window_size; ++offset) {
      if (prefix.contains(window.at(offset))) {
        sample.model.set(offset);
      }
    }
  }
  sample.set = IpSet(prefixes);
  return sample;
}

IpSet set_of(const Window& window) { return IpSet::range(window.front(), window.back()); }

/// How many prefixes the model needs at least: a full block is one, else its halves decide.
std::size_t fewest_prefixes(const Model& model, std::size_t begin, std::size_t size) {
  std::size_t set_bits = 0;
  for (std::size_t i = begin; i < begin + size; ++i) {
    set_bits += model.test(i) ? 1U : 0U;
  }
  if (set_bits == 0 || set_bits == size) {
    return set_bits == 0 ? 0 : 1;
  }
  return fewest_prefixes(model, begin, size / 2) +
         fewest_prefixes(model, begin + size / 2, size / 2);
}

/// The same inside the window, nothing outside of it.
void expect_equal(const IpSet& set, const Model& model, const Window& window) {
  for (std::size_t offset = 0; offset < window_size; ++offset) {
    ASSERT_EQ(set.contains(window.at(offset)), model.test(offset)) << window.at(offset).to_string();
  }
  ASSERT_EQ(set.count(), (AddressCount{0, {0, model.count()}}));
  ASSERT_TRUE(set_of(window).contains(set));
}

TEST(IpSetLaws, sets_agree_with_bitmaps) {
  std::mt19937 random(20251028);
  for (const Window& window : windows()) {
    SCOPED_TRACE(window.front().to_string());
    for (int round = 0; round < 20; ++round) {
      const Sample a = random_sample(window, random);
      const Sample b = random_sample(window, random);
      ASSERT_NO_FATAL_FAILURE(expect_equal(a.set, a.model, window));
      ASSERT_NO_FATAL_FAILURE(expect_equal(a.set | b.set, a.model | b.model, window));
      ASSERT_NO_FATAL_FAILURE(expect_equal(a.set & b.set, a.model & b.model, window));
      ASSERT_NO_FATAL_FAILURE(expect_equal(a.set - b.set, a.model & ~b.model, window));
      ASSERT_NO_FATAL_FAILURE(expect_equal(
          a.set.complement(window.front().family()) & set_of(window), ~a.model, window));
      ASSERT_EQ(a.set.contains(b.set), (b.model & ~a.model).none());
      ASSERT_EQ(a.set == b.set, a.model == b.model);
    }
  }
}

TEST(IpSetLaws, the_algebra_holds) {
  std::mt19937 random(375);
  for (const Window& window : windows()) {
    SCOPED_TRACE(window.front().to_string());
    const Family family = window.front().family();
    for (int round = 0; round < 20; ++round) {
      const IpSet a = random_sample(window, random).set;
      const IpSet b = random_sample(window, random).set;
      const IpSet c = random_sample(window, random).set;
      ASSERT_EQ(a | b, b | a);
      ASSERT_EQ(a & b, b & a);
      ASSERT_EQ((a | b) | c, a | (b | c));
      ASSERT_EQ((a & b) & c, a & (b & c));
      ASSERT_EQ(a & (b | c), (a & b) | (a & c));
      ASSERT_EQ(a - b, a & b.complement(family));
      ASSERT_EQ(a.complement(family).complement(family), a);
      ASSERT_EQ((a | b).complement(family), a.complement(family) & b.complement(family));
      ASSERT_EQ((a - b) | (a & b), a);
      ASSERT_EQ(a | a.complement(family), IpSet::all(family));
      ASSERT_EQ(a & a.complement(family), IpSet());
      ASSERT_EQ((a | b).count() + (a & b).count(), a.count() + b.count());
      ASSERT_EQ(a.count() + a.complement(family).count(), IpSet::all(family).count());
    }
  }
}

TEST(IpSetLaws, prefixes_are_the_same_set_and_the_fewest) {
  std::mt19937 random(402);
  for (const Window& window : windows()) {
    SCOPED_TRACE(window.front().to_string());
    // Only prefixes of half the size lie straight in a window that spans a border in its middle.
    const IpAddress& first = window.front();
    const bool aligned = Cidr::around(first, first.bits() - 10).base == first;
    for (int round = 0; round < 20; ++round) {
      const Sample a = random_sample(window, random);
      const auto prefixes = a.set.prefixes();
      ASSERT_EQ(IpSet(prefixes), a.set);
      ASSERT_EQ(prefixes.size(),
                aligned ? fewest_prefixes(a.model, 0, window_size)
                        : fewest_prefixes(a.model, 0, window_size / 2) +
                              fewest_prefixes(a.model, window_size / 2, window_size / 2));
      IpSet of_ranges;
      for (const IpRange& range : a.set.ranges()) {
        const IpSet one = IpSet::range(range.first, range.last);
        ASSERT_EQ(one & of_ranges, IpSet());
        of_ranges = of_ranges | one;
      }
      ASSERT_EQ(of_ranges, a.set);
    }
  }
}

/// Both families in one set do not touch each other.
TEST(IpSetLaws, families_are_apart) {
  std::mt19937 random(92);
  const Window four = window_at("0.0.0.0");
  const Window six = window_at("::");
  for (int round = 0; round < 20; ++round) {
    const IpSet a4 = random_sample(four, random).set;
    const IpSet b4 = random_sample(four, random).set;
    const IpSet a6 = random_sample(six, random).set;
    const IpSet b6 = random_sample(six, random).set;
    ASSERT_EQ((a4 | a6) & (b4 | b6), (a4 & b4) | (a6 & b6));
    ASSERT_EQ((a4 | a6) - (b4 | b6), (a4 - b4) | (a6 - b6));
    ASSERT_EQ((a4 | a6).only(Family::ipv4), a4);
    ASSERT_EQ((a4 | a6).only(Family::ipv6), a6);
    ASSERT_EQ((a4 | a6).complement(Family::ipv6), a6.complement(Family::ipv6));
  }
}

/// One set small, one large: the walk over the large one leaps.
TEST(IpSetLaws, a_small_set_laid_over_a_large_one_is_what_it_is_address_by_address) {
  std::mt19937 random(405);
  std::vector<Cidr> many;
  for (int i = 0; i < 5000; ++i) {
    many.push_back(Cidr::around(IpAddress::v4(static_cast<std::uint32_t>(random())), 28));
  }
  const IpSet large(many);
  for (int round = 0; round < 20; ++round) {
    const Cidr prefix = Cidr::around(IpAddress::v4(static_cast<std::uint32_t>(random())), 22);
    const IpSet small(prefix);
    const IpSet common = large & small;
    const IpSet rest = small - large;
    ASSERT_EQ(common | rest, small);
    ASSERT_EQ(common & rest, IpSet());
    for (std::uint64_t offset = 0; offset < prefix.size(); ++offset) {
      ASSERT_EQ(common.contains(prefix.at(offset)), large.contains(prefix.at(offset)));
    }
  }
}

TEST(IntervalSetLaws, hold_for_small_numbers_too) {
  std::mt19937 random(193);
  const auto sample = [&] {
    std::pair<IntervalSet<std::uint8_t>, std::bitset<256>> out;
    std::vector<Interval<std::uint8_t>> intervals;
    const std::size_t count = random() % 8;
    for (std::size_t i = 0; i < count; ++i) {
      const auto a = static_cast<std::uint8_t>(random());
      const auto b = static_cast<std::uint8_t>(random());
      intervals.push_back({std::min(a, b), std::max(a, b)});
      for (std::size_t number = std::min(a, b); number <= std::max(a, b); ++number) {
        out.second.set(number);
      }
    }
    out.first = IntervalSet<std::uint8_t>(intervals);
    return out;
  };
  const auto model_of = [](const IntervalSet<std::uint8_t>& set) {
    std::bitset<256> out;
    for (std::size_t number = 0; number < 256; ++number) {
      out.set(number, set.contains(static_cast<std::uint8_t>(number)));
    }
    return out;
  };
  for (int round = 0; round < 300; ++round) {
    const auto [a, a_model] = sample();
    const auto [b, b_model] = sample();
    ASSERT_EQ(model_of(a), a_model);
    ASSERT_EQ(model_of(a | b), a_model | b_model);
    ASSERT_EQ(model_of(a & b), a_model & b_model);
    ASSERT_EQ(model_of(a - b), a_model & ~b_model);
    ASSERT_EQ(model_of(a.complement()), ~a_model);
    ASSERT_EQ(a == b, a_model == b_model);
  }
}

}  // namespace ip_set_laws_test
}  // namespace netprobe
