#include "netprobe/probe/registry.h"

namespace netprobe {

RegistryValue registry_value(Hive /*hive*/, const std::string& /*key*/,
                             const std::string& /*name*/) {
  return {};
}

std::vector<std::string> registry_keys(Hive /*hive*/, const std::string& /*key*/) { return {}; }

}  // namespace netprobe
