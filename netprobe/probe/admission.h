#pragma once

#include "netprobe/core/address.h"
#include "netprobe/core/vocabulary.h"
#include "netprobe/probe/slow_lane.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace netprobe {

/// Where in the queue an attempt waits.
enum class Place {
  first,  ///< it goes on with what has begun
  last,
};

/// Who may go, and when. Pure.
///
/// Many wait in TCP, since a dead address costs nothing but time, and few are in TLS, where they
/// share the processor: starvation must not read as "blocked". Towards one address there is a
/// ceiling. What was refused in a crowd of ours may be the crowd's own doing: it is asked again
/// when nothing else of ours is on that way, and nothing else begins there meanwhile. Where what
/// goes alone is refused all the same, three times without one that passes, the crowd is innocent,
/// and the others need not go alone; where it passes, the way is treated gently from then on. What
/// stayed unanswered in a crowd, on a way where others were answered, goes by the slow lane of that
/// way.
class Admission {
 public:
  struct Windows {
    std::size_t attempts = 1024;
    std::size_t handshakes = 64;
    std::size_t per_address = 32;
    bool operator==(const Windows&) const = default;
  };

  void set(const Windows& windows) { windows_ = windows; }

  void queue(AttemptId id, const Peer& peer, Place place);
  /// To be asked again alone, since it ended with `refusal` in a crowd.
  void queue_alone(AttemptId id, const Peer& peer, Cause refusal);
  /// To be asked again slowly, since nothing came back in a crowd.
  void queue_slowly(AttemptId id, const Peer& peer) { ways_[peer.way].slow.add({id, peer}); }
  /// The next one to begin, which is under way from then on.
  std::optional<AttemptId> next(Instant now);
  /// When somebody may begin though nobody leaves; none: until somebody leaves, nobody may.
  [[nodiscard]] std::optional<Instant> due() const;
  /// It could not begin for want of a descriptor: it is first again, and nobody begins until
  /// another one has left.
  void put_back(AttemptId id);
  /// It is not under way any more; `refusal`: it was refused.
  void leave(AttemptId id, std::optional<Cause> refusal);
  [[nodiscard]] std::size_t under_way() const { return under_way_.size(); }
  /// Something came back to its connect.
  void answer(AttemptId id);
  /// Were others of ours on the same way while it was under way? It must be.
  [[nodiscard]] bool is_crowded(AttemptId id) const;
  /// Does it go slowly? It must be under way.
  [[nodiscard]] bool is_slow(AttemptId id) const { return under_way_.at(id).slow; }
  /// If nothing came back to its connect: may that be for the sake of the others? It must be under
  /// way.
  [[nodiscard]] bool may_be_minded(AttemptId id) const;

  void queue_for_handshake(AttemptId id) { to_handshake_.push_back(id); }
  /// The next one to begin its handshake, which has a slot from then on. `most`: a ceiling below
  /// that of the windows.
  std::optional<AttemptId> next_handshake(std::size_t most);
  /// Silence costs no processor time: who only waits for the far end gives the slot to others.
  void release_slot(AttemptId id) { in_slots_.erase(id); }

  /// The run is over. What was learnt of ways serves later runs too.
  void clear();

 private:
  struct Waiting {
    AttemptId id;
    Peer peer;
    std::optional<Cause> alone;  ///< it goes alone, since it was refused so
  };
  struct UnderWay {
    Peer peer;
    std::optional<Cause> alone;
    std::size_t company = 0;  ///< others on the way when it began
    std::size_t turn = 0;     ///< how many had begun on the way by then, with it
    bool slow = false;        ///< it came from the slow lane
    bool answered = false;
  };
  /// One address.
  struct Line {
    std::size_t under_way = 0;
    std::deque<Waiting> held;  ///< for want of room below the ceiling
  };
  struct Trial {
    std::size_t refused = 0, passed = 0;  ///< of those that went alone
  };
  struct Way {
    std::size_t under_way = 0;
    std::size_t begun = 0;
    bool is_somebodys_alone = false;
    std::deque<Waiting> held, alone;
    std::map<Cause, Trial> trials;
    bool is_gentle = false;
    SlowLane slow;
    bool is_answered = false;  ///< somebody was, on it
  };

  std::deque<Waiting>* held_back_by(const Peer& peer);
  std::optional<AttemptId> begin(Waiting waiting);
  [[nodiscard]] bool is_full() const {
    return under_way() >= windows_.attempts || lacks_descriptors_;
  }
  std::optional<AttemptId> next_alone();
  std::optional<AttemptId> next_slow(Instant now);
  std::optional<UnderWay> take(AttemptId id);
  void release(std::deque<Waiting>& held, std::size_t most);
  void judge(Way& way, Cause refused_before, std::optional<Cause> now);

  Windows windows_;
  std::deque<Waiting> queued_;
  std::deque<AttemptId> to_handshake_;
  std::unordered_map<AttemptId, UnderWay> under_way_;
  std::unordered_set<AttemptId> in_slots_;
  std::map<IpAddress, Line> lines_;
  std::map<std::string, Way> ways_;
  bool lacks_descriptors_ = false;
};

}  // namespace netprobe
