#include "netprobe/probe/admission.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <map>
#include <random>
#include <utility>
#include <vector>

namespace netprobe {
namespace admission_test {

using testing::ElementsAre;
using testing::IsEmpty;

Peer host(std::uint32_t last, bool is_promised = true) {
  return {IpAddress::v4(0xC6336400U + last), "", is_promised};
}
Peer proxy(std::uint32_t last = 1) {
  return {IpAddress::v4(0x0A000000U + last), "http://proxy.test:3128"};
}

std::vector<AttemptId> ids(std::initializer_list<AttemptId> list) { return list; }

/// All that may go now.
std::vector<AttemptId> admitted(Admission& admission, Instant now = Instant{}) {
  std::vector<AttemptId> ids;
  while (const auto id = admission.next(now)) {
    ids.push_back(*id);
  }
  return ids;
}

TEST(Admission, lets_as_many_go_as_the_window_has_room_for) {
  Admission admission;
  admission.set({.attempts = 2});
  for (const AttemptId id : ids({1, 2, 3})) {
    admission.queue(id, host(static_cast<std::uint32_t>(id)), Place::last);
  }
  EXPECT_THAT(admitted(admission), ElementsAre(1, 2));
  admission.leave(1, std::nullopt);
  EXPECT_THAT(admitted(admission), ElementsAre(3));
}

TEST(Admission, puts_first_who_goes_on_with_what_has_begun) {
  Admission admission;
  admission.queue(1, host(1), Place::last);
  admission.queue(2, host(2), Place::first);
  EXPECT_THAT(admitted(admission), ElementsAre(2, 1));
}

TEST(Admission, waits_for_a_descriptor_until_somebody_leaves) {
  Admission admission;
  for (const AttemptId id : ids({1, 2})) {
    admission.queue(id, host(static_cast<std::uint32_t>(id)), Place::last);
  }
  ASSERT_THAT(admitted(admission), ElementsAre(1, 2));
  admission.put_back(2);
  EXPECT_THAT(admitted(admission), IsEmpty());
  admission.leave(1, std::nullopt);
  EXPECT_THAT(admitted(admission), ElementsAre(2));
}

TEST(Admission, has_a_ceiling_for_each_address) {
  Admission admission;
  admission.set({.per_address = 2});
  for (const AttemptId id : ids({1, 2, 3})) {
    admission.queue(id, proxy(), Place::last);
  }
  admission.queue(4, proxy(2), Place::last);
  EXPECT_THAT(admitted(admission), ElementsAre(1, 2, 4));
  admission.leave(4, std::nullopt);
  EXPECT_THAT(admitted(admission), IsEmpty());
  admission.leave(1, std::nullopt);
  EXPECT_THAT(admitted(admission), ElementsAre(3));
}

TEST(Admission, knows_who_was_in_a_crowd) {
  Admission admission;
  admission.queue(1, host(1), Place::last);
  ASSERT_THAT(admitted(admission), ElementsAre(1));
  EXPECT_FALSE(admission.is_crowded(1));
  admission.queue(2, proxy(), Place::last);
  admission.queue(3, host(3), Place::last);
  ASSERT_THAT(admitted(admission), ElementsAre(2, 3));
  EXPECT_TRUE(admission.is_crowded(1));
  EXPECT_FALSE(admission.is_crowded(2));
  admission.leave(1, std::nullopt);
  EXPECT_TRUE(admission.is_crowded(3)) << "it was, when it began";
}

TEST(Admission, lets_one_go_alone_when_its_way_is_empty) {
  Admission admission;
  admission.queue(1, host(1), Place::last);
  admission.queue_alone(2, host(2), Cause::tcp_reset);
  admission.queue_alone(3, host(3), Cause::tcp_reset);
  admission.queue_alone(4, proxy(), Cause::proxy_refused);
  EXPECT_THAT(admitted(admission), ElementsAre(1, 4));
  admission.leave(1, std::nullopt);
  EXPECT_THAT(admitted(admission), ElementsAre(2));
  admission.leave(2, std::nullopt);
  EXPECT_THAT(admitted(admission), ElementsAre(3));
}

TEST(Admission, lets_nobody_begin_beside_who_is_alone) {
  Admission admission;
  admission.queue_alone(1, host(1), Cause::tcp_reset);
  ASSERT_THAT(admitted(admission), ElementsAre(1));
  admission.queue(2, host(2), Place::last);
  admission.queue(3, host(3), Place::last);
  admission.queue(4, proxy(), Place::last);
  EXPECT_THAT(admitted(admission), ElementsAre(4)) << "which is another way";
  admission.leave(1, Cause::tcp_reset);
  EXPECT_THAT(admitted(admission), ElementsAre(2, 3));
}

TEST(Admission, keeps_alone_who_could_not_begin) {
  Admission admission;
  admission.queue_alone(1, host(1), Cause::tcp_reset);
  admission.queue(2, proxy(), Place::last);
  ASSERT_THAT(admitted(admission), ElementsAre(2, 1));
  admission.put_back(1);
  admission.queue(3, host(3), Place::last);
  EXPECT_THAT(admitted(admission), IsEmpty()) << "for want of a descriptor";
  admission.leave(2, std::nullopt);
  EXPECT_THAT(admitted(admission), ElementsAre(3));
  admission.leave(3, std::nullopt);
  EXPECT_THAT(admitted(admission), ElementsAre(1));
}

TEST(Admission, remembers_who_came_and_went_meanwhile) {
  Admission admission;
  admission.queue(1, host(1), Place::last);
  ASSERT_THAT(admitted(admission), ElementsAre(1));
  admission.queue(2, host(2), Place::last);
  ASSERT_THAT(admitted(admission), ElementsAre(2));
  admission.leave(2, std::nullopt);
  EXPECT_TRUE(admission.is_crowded(1));
}

TEST(Admission, acquits_the_crowd_after_three_refusals_alone) {
  Admission admission;
  for (const AttemptId id : ids({1, 2, 3, 4, 5})) {
    admission.queue_alone(id, host(static_cast<std::uint32_t>(id)), Cause::tcp_reset);
  }
  admission.queue_alone(6, host(6), Cause::tls_reset);
  for (const AttemptId id : ids({1, 2, 3})) {
    ASSERT_THAT(admitted(admission), ElementsAre(id));
    admission.leave(id, Cause::tcp_reset);
  }
  EXPECT_THAT(admitted(admission), ElementsAre(4, 5)) << "but not what was refused otherwise";
  admission.queue_alone(7, host(7), Cause::tcp_reset);
  EXPECT_THAT(admitted(admission), ElementsAre(7));
}

TEST(Admission, goes_gently_where_one_passed_alone) {
  Admission admission;
  admission.queue_alone(1, host(1), Cause::tcp_reset);
  ASSERT_THAT(admitted(admission), ElementsAre(1));
  admission.leave(1, std::nullopt);
  for (const AttemptId id : ids({2, 3, 4, 5, 6})) {
    admission.queue(id, host(static_cast<std::uint32_t>(id)), Place::last);
  }
  EXPECT_THAT(admitted(admission), ElementsAre(2, 3, 4, 5));
  admission.leave(4, std::nullopt);
  EXPECT_THAT(admitted(admission), ElementsAre(6));
}

/// A crowd of that many on one way; the first of them is answered, and then all of them leave.
void crowd(Admission& admission, AttemptId count) {
  for (AttemptId id = 1; id <= count; ++id) {
    admission.queue(id, host(static_cast<std::uint32_t>(id)), Place::last);
  }
  admitted(admission);
  admission.answer(1);
  for (AttemptId id = 1; id <= count; ++id) {
    admission.leave(id, std::nullopt);
  }
}

TEST(Admission, suspects_silence_in_a_crowd_where_others_were_answered) {
  Admission admission;
  for (const AttemptId id : ids({1, 2})) {
    admission.queue(id, host(static_cast<std::uint32_t>(id)), Place::last);
  }
  admission.queue(3, host(3, false), Place::last);
  admission.queue(4, proxy(), Place::last);
  ASSERT_THAT(admitted(admission), ElementsAre(1, 2, 3, 4));
  EXPECT_FALSE(admission.may_be_minded(2)) << "nobody was answered";
  admission.answer(1);
  EXPECT_TRUE(admission.may_be_minded(2));
  EXPECT_FALSE(admission.may_be_minded(3)) << "nobody promised an answer";
  EXPECT_FALSE(admission.may_be_minded(4)) << "nobody was answered by that proxy";
}

TEST(Admission, goes_slowly_for_good_where_one_that_does_is_answered) {
  Admission admission;
  crowd(admission, 3);
  for (const AttemptId id : ids({4, 5, 6})) {
    admission.queue_slowly(id, host(static_cast<std::uint32_t>(id)));
  }
  Instant now = Millis(1000);
  EXPECT_THAT(admitted(admission, now), IsEmpty()) << "the device must forget the crowd first";
  ASSERT_TRUE(admission.due());
  now = *admission.due();
  EXPECT_THAT(admitted(admission, now), ElementsAre(4));
  EXPECT_TRUE(admission.is_slow(4));
  admission.answer(4);
  admission.queue(7, host(7), Place::last);
  EXPECT_THAT(admitted(admission, now), IsEmpty());
  now = *admission.due();
  EXPECT_THAT(admitted(admission, now), ElementsAre(5));
  now = *admission.due();
  EXPECT_THAT(admitted(admission, now), ElementsAre(6));
  EXPECT_TRUE(admission.may_be_minded(6)) << "once more";
  now = *admission.due();
  EXPECT_THAT(admitted(admission, now), ElementsAre(7));
  EXPECT_FALSE(admission.due()) << "nobody waits";
}

TEST(Admission, releases_all_when_four_that_went_slowly_are_not_answered) {
  Admission admission;
  crowd(admission, 3);
  for (AttemptId id = 10; id < 50; ++id) {
    admission.queue_slowly(id, host(static_cast<std::uint32_t>(id)));
  }
  const Instant begin = Millis(1000);
  Instant now = begin;
  std::vector<AttemptId> slow;
  std::vector<AttemptId> released;
  while (released.empty()) {
    for (const AttemptId id : admitted(admission, now)) {
      (admission.is_slow(id) ? slow : released).push_back(id);
    }
    now = admission.due().value_or(now);
  }
  EXPECT_THAT(slow, ElementsAre(10, 20, 31, 40)) << "spread over all that wait";
  EXPECT_EQ(released.size(), 36U);
  EXPECT_LE(now - begin, Millis(1500)) << "nobody waits for what does not come";
  EXPECT_FALSE(admission.may_be_minded(11)) << "the crowd is innocent";
  EXPECT_FALSE(admission.may_be_minded(10));
}

TEST(Admission, goes_more_slowly_where_what_does_is_not_answered) {
  Admission admission;
  crowd(admission, 3);
  for (AttemptId id = 10; id < 20; ++id) {
    admission.queue_slowly(id, host(static_cast<std::uint32_t>(id), id != 15));
  }
  Instant now = Millis(1000);
  std::vector<Micros> pauses;
  for (int i = 0; i < 8; ++i) {
    for (const AttemptId id : admitted(admission, now)) {
      if (id == 10) {
        admission.answer(id);
      }
      admission.leave(id, std::nullopt);
    }
    pauses.push_back(*admission.due() - now);
    now = *admission.due();
  }
  EXPECT_LT(pauses[1], pauses[4]);
  EXPECT_EQ(pauses[6], Micros(Millis(1000)));
  EXPECT_EQ(pauses[7], Micros(Millis(1000)));
}

TEST(Admission, takes_for_dead_what_stays_unanswered_eight_times_in_a_row) {
  Admission admission;
  crowd(admission, 3);
  for (AttemptId id = 10; id < 60; ++id) {
    admission.queue_slowly(id, host(static_cast<std::uint32_t>(id)));
  }
  Instant now = Millis(1000);
  std::size_t slow = 0;
  std::size_t together = 0;
  while (together == 0) {
    for (const AttemptId id : admitted(admission, now)) {
      if (!admission.is_slow(id)) {
        ++together;
        continue;
      }
      ++slow;
      if (id == 10) {
        admission.answer(id);
      }
      admission.leave(id, std::nullopt);
    }
    now = admission.due().value_or(now);
  }
  EXPECT_EQ(slow, 9U);
  EXPECT_EQ(together, 41U);
}

TEST(Admission, has_few_slots_for_handshakes_and_gives_those_of_the_silent_to_others) {
  Admission admission;
  admission.set({.handshakes = 2});
  for (const AttemptId id : ids({1, 2, 3})) {
    admission.queue_for_handshake(id);
  }
  EXPECT_EQ(admission.next_handshake(1), std::optional<AttemptId>(1));
  EXPECT_EQ(admission.next_handshake(1), std::nullopt);
  EXPECT_EQ(admission.next_handshake(9), std::optional<AttemptId>(2));
  EXPECT_EQ(admission.next_handshake(9), std::nullopt);
  admission.release_slot(1);
  EXPECT_EQ(admission.next_handshake(9), std::optional<AttemptId>(3));
}

/// A thousand attempts that end at random: each gets its turn, none is forgotten, and no ceiling is
/// passed.
TEST(Admission, forgets_nobody_and_keeps_its_ceilings) {
  for (unsigned seed = 0; seed < 50; ++seed) {
    std::mt19937 random(seed);
    const auto below = [&](std::size_t end) {
      return std::uniform_int_distribution<std::size_t>(0, end - 1)(random);
    };
    Admission admission;
    const Admission::Windows windows{.attempts = 1 + below(20), .per_address = 1 + below(5)};
    admission.set(windows);
    std::map<AttemptId, Peer> peers;
    std::map<AttemptId, bool> repeated;
    for (AttemptId id = 0; id < 1000; ++id) {
      const auto last = static_cast<std::uint32_t>(below(20));
      peers[id] = below(2) == 0 ? host(last) : proxy(last % 2);
      admission.queue(id, peers[id], below(5) == 0 ? Place::first : Place::last);
    }
    std::vector<AttemptId> under_way;
    std::size_t ended = 0;
    while (ended < peers.size()) {
      for (const AttemptId id : admitted(admission)) {
        under_way.push_back(id);
      }
      ASSERT_FALSE(under_way.empty()) << "seed " << seed << ": " << ended << " ended";
      ASSERT_LE(under_way.size(), windows.attempts);
      std::map<IpAddress, std::size_t> on_address;
      for (const AttemptId id : under_way) {
        ASSERT_LE(++on_address[peers[id].address], windows.per_address);
      }
      const std::size_t which = below(under_way.size());
      const AttemptId id = under_way[which];
      under_way.erase(under_way.begin() + static_cast<std::ptrdiff_t>(which));
      if (below(4) == 0 && under_way.size() > 1) {
        admission.put_back(id);
        continue;
      }
      const bool refused = below(3) == 0;
      const bool crowded = admission.is_crowded(id);
      admission.leave(id, refused ? std::optional(Cause::tcp_reset) : std::nullopt);
      if (refused && crowded && !std::exchange(repeated[id], true)) {
        admission.queue_alone(id, peers[id], Cause::tcp_reset);
      } else {
        ++ended;
      }
    }
    EXPECT_EQ(admission.under_way(), 0U);
    EXPECT_EQ(admission.next(Instant{}), std::nullopt);
  }
}

}  // namespace admission_test
}  // namespace netprobe
