#include "netprobe/cli/visible_value.h"

#include "netprobe/core/text.h"
#include "netprobe/core/url.h"

namespace netprobe {

std::string visible_value(std::string_view name, std::string_view value) {
  if (equals_ignoring_case(name, "NETPROBE_PROXY_PASSWORD")) {
    return "";
  }
  const bool may_hold_user =
      ends_with_ignoring_case(name, "proxy") || equals_ignoring_case(name, "NETPROBE_PAC");
  return may_hold_user ? without_user_information(value) : std::string(value);
}

}  // namespace netprobe
