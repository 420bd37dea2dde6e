#pragma once

#include "netprobe/diagnosis/facts.h"

#include <optional>
#include <span>
#include <string>

namespace netprobe {

/// A proxy that an environment names for other targets than that of a hit, or by a name that does
/// not count, though the hit's would get through it.
struct UnsetVariable {
  std::string name;    ///< that would have to be set: "https_proxy"
  std::string proxy;   ///< its URL
  std::string source;  ///< where it is set now
  std::string reason;  ///< a sentence: why that does not hold
};

/// Of a hit on the direct way; nothing where no attempt on such a proxy passed.
std::optional<UnsetVariable> unset_variable(const Facts& facts, const Hit& hit);

}  // namespace netprobe
