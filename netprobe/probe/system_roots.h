#pragma once

#include <string>
#include <vector>

namespace netprobe {

/// The roots that this machine trusts and keeps elsewhere than in files: DER, each once. Empty on a
/// system whose OpenSSL finds them by itself.
///
/// Of Windows that is the store ROOT of the local machine, with what policy and the enterprise add,
/// less what "Disallowed" names. CA, the store of intermediates, is left out: a chain may end at
/// whatever stands in ours, and Windows lets none end there.
std::vector<std::string> system_roots();

/// Does this system install a root of the public programme when a chain first needs it? Then one
/// that is not in its store is not yet distrusted. (Windows does, unless a policy turns it off;
/// listing a store never brings it about.)
bool installs_roots_on_demand();

}  // namespace netprobe
