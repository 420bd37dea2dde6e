#include "netprobe/core/domain.h"

#include "netprobe/core/address.h"
#include "netprobe/core/text.h"

#include <span>
#include <vector>

namespace netprobe {

std::string owner_domain(const std::string& host) {
  if (IpAddress::parse(host)) {
    return host;
  }
  const std::vector<std::string> labels = split(to_lower(host), ".");
  if (labels.size() < 3) {
    return join(labels, ".");
  }
  // "co.uk", "com.cn": a country's domain with a short second level is one level deeper.
  const bool deeper = labels.back().size() == 2 && labels[labels.size() - 2].size() <= 3;
  const std::size_t kept = deeper ? 3 : 2;
  return join(std::span(labels).last(kept), ".");
}

}  // namespace netprobe
