#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_set>

namespace netprobe {

using AttemptId = std::uint64_t;

/// Where in the queue an attempt waits.
enum class Place {
  first,  ///< it goes on with what has begun
  last,
};

/// Who may go, and when: how many attempts are under way, and how many of them are in TLS at a
/// time. Starvation must not read as "blocked": a dead address costs nothing but time, so many
/// wait in TCP, and few share the processor. Pure.
class Admission {
 public:
  struct Windows {
    std::size_t attempts = 1024;
    std::size_t handshakes = 64;
    bool operator==(const Windows&) const = default;
  };

  void set(const Windows& windows) { windows_ = windows; }

  void queue(AttemptId id, Place place);
  /// The next one to begin, which is under way from then on.
  std::optional<AttemptId> next();
  /// It could not begin for want of a descriptor: it is first again, and nobody begins until
  /// another one has left.
  void put_back(AttemptId id);
  /// It is not under way any more.
  void leave(AttemptId id);
  [[nodiscard]] std::size_t under_way() const { return under_way_.size(); }

  void queue_for_handshake(AttemptId id) { to_handshake_.push_back(id); }
  /// The next one to begin its handshake, which has a slot from then on. `most`: a ceiling below
  /// that of the windows.
  std::optional<AttemptId> next_handshake(std::size_t most);
  /// Silence costs no processor time: who only waits for the far end gives the slot to others.
  void release_slot(AttemptId id) { in_slots_.erase(id); }

  void clear();

 private:
  Windows windows_;
  std::deque<AttemptId> queued_, to_handshake_;
  std::unordered_set<AttemptId> under_way_, in_slots_;
  bool lacks_descriptors_ = false;
};

}  // namespace netprobe
