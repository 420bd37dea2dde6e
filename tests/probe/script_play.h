#pragma once

#include "netprobe/probe/attempt_script.h"

#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

/// Attempts that are played without a network: a far end made of a few facts answers their scripts,
/// and at chosen waits something else happens.
namespace netprobe::testing_support {

/// What a far end, or a proxy, is like where nothing goes wrong.
struct FarEnd {
  std::vector<std::string> proxy_offers;   ///< it asks for credentials by these schemes
  std::optional<ProxyAuth> proxy_accepts;  ///< the one that passes; none: all are rejected
  bool has_ticket = true;                  ///< for Kerberos
};

/// What may end a wait otherwise than the far end would.
enum class Mishap {
  refused,    ///< RST, a token refused, the connection closed
  crowded,    ///< the same while others of ours are on the way
  silence,    ///< the wait's time is over
  minded,     ///< the same, perhaps for the sake of others of ours
  starved,    ///< the same while this process was busy
  no_way,     ///< the kernel has no route
  cancelled,  ///< the run is over
  destroyed,  ///< the script goes while it waits
};
constexpr Mishap every_mishap[] = {Mishap::refused,   Mishap::crowded,  Mishap::silence,
                                   Mishap::minded,    Mishap::starved,  Mishap::no_way,
                                   Mishap::cancelled, Mishap::destroyed};
std::string word_of(Mishap mishap);

struct Scene {
  std::string name;
  ProbeTask task;
  FarEnd far_end;
  std::size_t addresses = 1;
  int retries = 1;
  std::size_t attempts = 1;  ///< so many of the same task, one after the other into the queue
};

/// What became of the attempts of a scene.
struct Played {
  std::vector<std::string> waits;  ///< in the order in which they ended: "connect"
  std::vector<Observation> ended;
  std::size_t destroyed = 0;
  std::size_t stuck = 0;  ///< neither ended nor destroyed when nothing could happen any more
};

/// A mishap at the wait with this number, counted over all attempts.
struct At {
  std::size_t wait = 0;
  Mishap mishap = Mishap::refused;
};

Played play(const Scene& scene, const std::vector<At>& mishaps);

}  // namespace netprobe::testing_support
