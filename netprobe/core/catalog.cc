#include "netprobe/core/catalog.h"

#include "netprobe/core/text.h"

namespace netprobe {

bool wildcard_covers(std::string_view pattern, std::string_view host) {
  if (!pattern.starts_with("*.")) {
    return false;
  }
  const std::string_view suffix = pattern.substr(1);  // ".suffix"
  return host.size() > suffix.size() && ends_with_ignoring_case(host, suffix);
}

}  // namespace netprobe
