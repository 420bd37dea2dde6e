#pragma once

#include "netprobe/core/address.h"
#include "netprobe/core/time.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>

namespace netprobe {

using AttemptId = std::uint64_t;

/// Where an attempt connects to, and on which way: many devices count a client's connections.
struct Peer {
  IpAddress address;
  std::string way;          ///< the proxy's URL; empty: directly
  bool is_promised = true;  ///< somebody promised that it answers
  bool operator==(const Peer&) const = default;
};

/// What stayed unanswered in a crowd of ours, asked again one at a time: a device that lets a
/// client have so many new connections a second drops the rest without a word. The first few that
/// go tell whether it was the crowd. Where none of them is answered either, the crowd is innocent,
/// and the others need not go alone; where one is, everything on that way goes slowly from then on,
/// unless so many stay unanswered one after the other that they can only be dead. Pure.
///
/// It costs a second where nothing but the far ends is at fault: nobody waits here for an answer.
class SlowLane {
 public:
  struct Waiting {
    AttemptId id = 0;
    Peer peer;
    bool operator==(const Waiting&) const = default;
  };

  void add(Waiting waiting) { waiting_.push_back(std::move(waiting)); }
  void add_first(Waiting waiting) { waiting_.push_front(std::move(waiting)); }

  /// Whoever may go now.
  std::optional<Waiting> next(Instant now);
  /// All who wait, once the crowd is known to be innocent.
  std::deque<Waiting> release(Instant now);
  /// When to ask again; none while nobody waits, or nobody has asked yet.
  [[nodiscard]] std::optional<Instant> due() const;

  /// One that went from here was answered, or was not.
  void note_answer();
  void note_silence();

  [[nodiscard]] bool minds_crowds() const { return minds_crowds_; }
  [[nodiscard]] bool is_innocent() const { return is_innocent_; }

  /// The run is over. What was learnt serves later ones.
  void clear();

 private:
  [[nodiscard]] bool is_tried() const;

  std::deque<Waiting> waiting_;
  std::size_t gone_ = 0;
  int silences_ = 0;  ///< one after the other
  std::optional<Instant> due_;
  Micros interval_ = Millis(200);
  bool minds_crowds_ = false, is_innocent_ = false;
};

}  // namespace netprobe
