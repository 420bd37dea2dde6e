#pragma once

#include "netprobe/core/observation.h"
#include "netprobe/probe/proxy_login.h"

#include <optional>

/// What a try that has ended says about logging in at its proxy, and how it is told. Pure.
namespace netprobe {

/// What became of the proxy's door.
enum class Door {
  unseen,
  asks,        ///< for credentials, or rejects those that it was shown
  breaks_off,  ///< it hangs up or falls silent
  open,        ///< it lets us in, though it may deny or fail what was asked for then
};

Door door_of(const Observation& seen, Outcome outcome);

/// Adds a scheme that was tried to what is told; a repeat passes the door again, and is told once.
void note_tried(Observation& seen, const ProxyLogin& login, TriedScheme tried);

/// Did this attempt see what passes elsewhere refused? A proxy whose helpers are overrun does so
/// now and then.
bool is_refused_now_and_then(const Observation& seen, const LoginProgress& progress);

/// Is it a 407 or 401, of which a later try must not lose sight?
bool is_refusal(const Observation& seen);

/// The cause and the words of an attempt that no scheme let in. `refused`: its last try that the
/// proxy answered with 407.
void settle_refusal(Observation& seen, const std::optional<Observation>& refused,
                    const ProxyLogin& login, ProxyAuth wanted);

}  // namespace netprobe
