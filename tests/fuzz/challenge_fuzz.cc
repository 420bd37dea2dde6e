#include "netprobe/probe/auth_challenge.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

/// A Proxy-Authenticate field: what is found in it stands there, and is found again when it is
/// offered by itself.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace netprobe;
  const std::string field(data, data + size);
  const auto schemes = schemes_in(field);
  const bool bounded = schemes.size() <= most_schemes;
  for (const std::string& scheme : schemes) {
    if (field.find(scheme) == std::string::npos ||
        schemes_in(scheme) != std::vector<std::string>{scheme}) {
      std::abort();
    }
  }
  if (!bounded || schemes_to_try(schemes, ProxyAuth::any).size() > 4) {
    std::abort();
  }
  return 0;
}
