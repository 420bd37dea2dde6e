#include "netprobe/probe/loop.h"

#include <gtest/gtest.h>

#include <memory>

namespace netprobe {
namespace loop_test {

TEST(Loop, that_goes_before_what_was_made_on_it_calls_nobody) {
  auto loop = std::move(Loop::create().value());
  // Never freed: after its loop it cannot be. Static, so that it counts as no leak.
  static Timer* const stray = new Timer(*loop, [] { FAIL() << "called by a loop that goes"; });
  stray->start(Micros::zero());
  loop.reset();
}

TEST(Timer, may_be_destroyed_from_its_own_call) {
  auto loop = std::move(Loop::create().value());
  auto timer = std::unique_ptr<Timer>();
  bool called = false;
  timer = std::make_unique<Timer>(*loop, [&] {
    timer.reset();
    called = true;
  });
  timer->start(Micros::zero());
  while (!called) {
    loop->run_once();
  }
  EXPECT_EQ(timer, nullptr);
}

TEST(Timer, that_sets_itself_anew_for_now_leaves_time_for_others) {
  auto loop = std::move(Loop::create().value());
  int calls = 0;
  bool other_was_called = false;
  std::unique_ptr<Timer> eager;
  eager = std::make_unique<Timer>(*loop, [&] {
    constexpr int too_often = 1'000'000;
    if (++calls < too_often) {
      eager->start(Micros::zero());
    }
  });
  Timer other(*loop, [&] { other_was_called = true; });
  eager->start(Micros::zero());
  other.start(Millis(2));
  while (!other_was_called) {
    loop->run_once();
  }
  EXPECT_LT(calls, 100);
}

}  // namespace loop_test
}  // namespace netprobe
