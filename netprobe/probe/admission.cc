#include "netprobe/probe/admission.h"

#include <algorithm>

namespace netprobe {

void Admission::queue(AttemptId id, Place place) {
  if (place == Place::first) {
    queued_.push_front(id);
  } else {
    queued_.push_back(id);
  }
}

std::optional<AttemptId> Admission::next() {
  if (queued_.empty() || under_way() >= windows_.attempts || lacks_descriptors_) {
    return std::nullopt;
  }
  const AttemptId id = queued_.front();
  queued_.pop_front();
  under_way_.insert(id);
  return id;
}

void Admission::put_back(AttemptId id) {
  under_way_.erase(id);
  queued_.push_front(id);
  lacks_descriptors_ = true;
}

void Admission::leave(AttemptId id) {
  release_slot(id);
  if (under_way_.erase(id) > 0) {
    lacks_descriptors_ = false;
  }
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
  lacks_descriptors_ = false;
}

}  // namespace netprobe
