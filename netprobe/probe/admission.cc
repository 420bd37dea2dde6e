#include "netprobe/probe/admission.h"

#include <algorithm>
#include <iterator>

namespace netprobe {

namespace {

/// So many refusals of attempts that went alone, and none that passed, acquit the crowd.
constexpr std::size_t refusals_that_acquit = 3;

/// Attempts at a time on a way that is known to mind more of them. The tightest limits that people
/// set are about eight connections a client.
constexpr std::size_t gentle_ceiling = 4;

}  // namespace

void Admission::queue(AttemptId id, const Peer& peer, Place place) {
  SlowLane& slow = ways_[peer.way].slow;
  if (slow.minds_crowds()) {
    place == Place::first ? slow.add_first({id, peer}) : slow.add({id, peer});
  } else if (place == Place::first) {
    queued_.push_front({id, peer, std::nullopt});
  } else {
    queued_.push_back({id, peer, std::nullopt});
  }
}

void Admission::queue_alone(AttemptId id, const Peer& peer, Cause refusal) {
  Way& way = ways_[peer.way];
  const Trial& trial = way.trials[refusal];
  if (trial.passed == 0 && trial.refused >= refusals_that_acquit) {
    queue(id, peer, Place::last);
  } else {
    way.alone.push_back({id, peer, refusal});
  }
}

/// Where it has to wait for room below a ceiling; null where it has not.
std::deque<Admission::Waiting>* Admission::held_back_by(const Peer& peer) {
  Line& line = lines_[peer.address];
  if (line.under_way >= windows_.per_address) {
    return &line.held;
  }
  Way& way = ways_[peer.way];
  const bool is_full = way.is_gentle && way.under_way >= gentle_ceiling;
  return way.is_somebodys_alone || is_full ? &way.held : nullptr;
}

std::optional<AttemptId> Admission::begin(Waiting waiting) {
  Way& way = ways_[waiting.peer.way];
  const AttemptId id = waiting.id;
  ++lines_[waiting.peer.address].under_way;
  way.is_somebodys_alone = way.is_somebodys_alone || waiting.alone.has_value();
  under_way_.insert_or_assign(
      id, UnderWay{std::move(waiting.peer), waiting.alone, way.under_way, ++way.begun});
  ++way.under_way;
  return id;
}

std::optional<AttemptId> Admission::next(Instant now) {
  if (is_full()) {
    return std::nullopt;
  }
  while (!queued_.empty()) {
    Waiting waiting = std::move(queued_.front());
    queued_.pop_front();
    SlowLane& slow = ways_[waiting.peer.way].slow;
    if (slow.minds_crowds()) {
      slow.add({waiting.id, std::move(waiting.peer)});
      continue;
    }
    auto* const held = held_back_by(waiting.peer);
    if (held == nullptr) {
      return begin(std::move(waiting));
    }
    held->push_back(std::move(waiting));
  }
  const auto alone = next_alone();
  return alone ? alone : next_slow(now);
}

/// Nothing else waits: whoever goes alone has its way for itself once that is empty.
std::optional<AttemptId> Admission::next_alone() {
  for (auto& [name, way] : ways_) {
    if (way.under_way == 0 && !way.alone.empty()) {
      Waiting waiting = std::move(way.alone.front());
      way.alone.pop_front();
      return begin(std::move(waiting));
    }
  }
  return std::nullopt;
}

std::optional<AttemptId> Admission::next_slow(Instant now) {
  for (auto& [name, way] : ways_) {
    for (SlowLane::Waiting& waiting : way.slow.release(now)) {
      queued_.push_back({waiting.id, std::move(waiting.peer), std::nullopt});
    }
    if (!queued_.empty()) {
      return next(now);
    }
    if (way.is_somebodys_alone) {
      continue;
    }
    if (auto waiting = way.slow.next(now)) {
      const auto id = begin({waiting->id, std::move(waiting->peer), std::nullopt});
      under_way_.at(*id).slow = true;
      return id;
    }
  }
  return std::nullopt;
}

std::optional<Instant> Admission::due() const {
  std::optional<Instant> due;
  if (is_full() || !queued_.empty()) {
    return due;
  }
  for (const auto& [name, way] : ways_) {
    if (const auto when = way.slow.due(); when && !way.is_somebodys_alone) {
      due = due ? std::min(*due, *when) : *when;
    }
  }
  return due;
}

/// Who is held back may be let go by whoever leaves the same address, or the same way.
void Admission::release(std::deque<Waiting>& held, std::size_t most) {
  const auto count = static_cast<std::ptrdiff_t>(std::min(most, held.size()));
  queued_.insert(queued_.begin(), std::make_move_iterator(held.begin()),
                 std::make_move_iterator(held.begin() + count));
  held.erase(held.begin(), held.begin() + count);
}

std::optional<Admission::UnderWay> Admission::take(AttemptId id) {
  release_slot(id);
  const auto found = under_way_.find(id);
  if (found == under_way_.end()) {
    return std::nullopt;
  }
  UnderWay taken = std::move(found->second);
  under_way_.erase(found);
  lacks_descriptors_ = false;
  Way& way = ways_[taken.peer.way];
  --way.under_way;
  release(way.held, taken.alone ? way.held.size() : 1);
  way.is_somebodys_alone = way.is_somebodys_alone && !taken.alone;
  const auto line = lines_.find(taken.peer.address);
  --line->second.under_way;
  release(line->second.held, 1);
  if (line->second.under_way == 0 && line->second.held.empty()) {
    lines_.erase(line);
  }
  return taken;
}

void Admission::put_back(AttemptId id) {
  if (auto taken = take(id)) {
    Way& way = ways_[taken->peer.way];
    if (taken->slow) {
      way.slow.add_first({id, std::move(taken->peer)});
    } else {
      auto& line = taken->alone ? way.alone : queued_;
      line.push_front({id, std::move(taken->peer), taken->alone});
    }
  }
  lacks_descriptors_ = true;
}

void Admission::leave(AttemptId id, std::optional<Cause> refusal) {
  const auto taken = take(id);
  if (taken && taken->alone) {
    judge(ways_[taken->peer.way], *taken->alone, refusal);
  }
  if (taken && taken->slow && !taken->answered && taken->peer.is_promised) {
    ways_[taken->peer.way].slow.note_silence();
  }
}

void Admission::answer(AttemptId id) {
  UnderWay& own = under_way_.at(id);
  Way& way = ways_.at(own.peer.way);
  own.answered = true;
  way.is_answered = true;
  if (own.slow) {
    way.slow.note_answer();
  }
}

bool Admission::may_be_minded(AttemptId id) const {
  const UnderWay& own = under_way_.at(id);
  const Way& way = ways_.at(own.peer.way);
  const bool is_suspect = !own.slow && is_crowded(id) && way.is_answered && !way.slow.is_innocent();
  return own.peer.is_promised && (way.slow.minds_crowds() || is_suspect);
}

bool Admission::is_crowded(AttemptId id) const {
  const UnderWay& own = under_way_.at(id);
  return own.company > 0 || ways_.at(own.peer.way).begun > own.turn;
}

void Admission::judge(Way& way, Cause refused_before, std::optional<Cause> now) {
  Trial& trial = way.trials[refused_before];
  if (now == refused_before) {
    ++trial.refused;
  } else {
    ++trial.passed;
    way.is_gentle = true;
  }
  if (trial.passed > 0 || trial.refused < refusals_that_acquit) {
    return;
  }
  const auto others = std::stable_partition(
      way.alone.begin(), way.alone.end(),
      [&](const Waiting& waiting) { return waiting.alone != refused_before; });
  std::transform(others, way.alone.end(), std::back_inserter(queued_), [](Waiting& waiting) {
    waiting.alone.reset();
    return std::move(waiting);
  });
  way.alone.erase(others, way.alone.end());
}

std::optional<AttemptId> Admission::next_handshake(std::size_t most) {
  if (to_handshake_.empty() || in_slots_.size() >= std::min(most, windows_.handshakes)) {
    return std::nullopt;
  }
  const AttemptId id = to_handshake_.front();
  to_handshake_.pop_front();
  in_slots_.insert(id);
  return id;
}

void Admission::clear() {
  queued_.clear();
  to_handshake_.clear();
  under_way_.clear();
  in_slots_.clear();
  lines_.clear();
  for (auto& [name, way] : ways_) {
    way.under_way = 0;
    way.is_somebodys_alone = false;
    way.held.clear();
    way.alone.clear();
    way.slow.clear();
  }
  lacks_descriptors_ = false;
}

}  // namespace netprobe
