#include "netprobe/probe/slow_lane.h"

#include <algorithm>
#include <utility>

namespace netprobe {

namespace {

/// Let the device forget the crowd first. Limits of ten a second are common.
constexpr Micros quiet = Millis(400);

/// Spread over those that wait, since neighbours in the plan often share a fate.
constexpr std::size_t trials = 4;

constexpr Micros longest_interval = Millis(1000);

/// Of those that go slowly so many in a row without an answer are dead.
constexpr int most_silences = 8;

}  // namespace

bool SlowLane::is_tried() const { return !minds_crowds_ && gone_ >= trials; }

std::optional<SlowLane::Waiting> SlowLane::next(Instant now) {
  if (waiting_.empty()) {
    return std::nullopt;
  }
  due_ = due_.value_or(now + quiet);
  if (now < *due_ || is_tried()) {
    return std::nullopt;
  }
  const std::size_t place = minds_crowds_ ? 0 : gone_ * waiting_.size() / trials;
  const auto chosen = waiting_.begin() + static_cast<std::ptrdiff_t>(place);
  Waiting waiting = std::move(*chosen);
  waiting_.erase(chosen);
  ++gone_;
  due_ = now + interval_;
  return waiting;
}

std::deque<SlowLane::Waiting> SlowLane::release(Instant now) {
  if (waiting_.empty() || (!is_innocent_ && (!is_tried() || now < *due_))) {
    return {};
  }
  is_innocent_ = true;
  return std::exchange(waiting_, {});
}

std::optional<Instant> SlowLane::due() const { return waiting_.empty() ? std::nullopt : due_; }

/// It may come late, when the packet was sent once more.
void SlowLane::note_answer() {
  minds_crowds_ = true;
  is_innocent_ = false;
  silences_ = 0;
}

/// Still too fast for it, perhaps.
void SlowLane::note_silence() {
  if (!minds_crowds_) {
    return;
  }
  interval_ = std::min(2 * interval_, longest_interval);
  if (++silences_ >= most_silences) {
    minds_crowds_ = false;
    is_innocent_ = true;
  }
}

void SlowLane::clear() {
  waiting_.clear();
  due_.reset();
}

}  // namespace netprobe
