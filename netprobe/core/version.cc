#include "netprobe/core/version.h"

namespace netprobe {

std::string_view tool_version() { return NETPROBE_VERSION; }

}  // namespace netprobe
