#include "netprobe/probe/loop.h"

#include <gtest/gtest.h>

#include <memory>

namespace netprobe {
namespace {

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

}  // namespace
}  // namespace netprobe
