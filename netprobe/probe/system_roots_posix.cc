#include "netprobe/probe/system_roots.h"

namespace netprobe {

std::vector<std::string> system_roots() { return {}; }

bool installs_roots_on_demand() { return false; }

}  // namespace netprobe
