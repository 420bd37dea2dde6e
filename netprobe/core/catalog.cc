#include "netprobe/core/catalog.h"

#include "netprobe/core/text.h"

namespace netprobe {

namespace {

/// How closely the row names the host; 0 where it does not.
std::size_t closeness(const CatalogRow& row, std::string_view host,
                      const std::optional<IpAddress>& address) {
  constexpr std::size_t itself = 1000;  // no name and no prefix is as long
  switch (row.kind) {
    case EndpointKind::fqdn:
      return equals_ignoring_case(row.name, host) ? itself : 0;
    case EndpointKind::wildcard:
      return wildcard_covers(row.name, host) ? row.name.size() : 0;
    case EndpointKind::range: {
      const auto range = address ? Cidr::parse(row.name) : std::nullopt;
      return range && range->contains(*address) ? static_cast<std::size_t>(range->length) + 1 : 0;
    }
    case EndpointKind::rule_only:
      break;
  }
  return 0;
}

}  // namespace

bool wildcard_covers(std::string_view pattern, std::string_view host) {
  if (!pattern.starts_with("*.")) {
    return false;
  }
  const std::string_view suffix = pattern.substr(1);  // ".suffix"
  return host.size() > suffix.size() && ends_with_ignoring_case(host, suffix);
}

std::string service_tag_of(const Catalog& catalog, std::string_view host) {
  const auto address = IpAddress::parse(host);
  std::size_t closest = 0;
  std::string tag;
  for (const CatalogRow& row : catalog.rows) {
    const std::size_t close = row.service_tag.empty() ? 0 : closeness(row, host, address);
    if (close > closest) {
      closest = close;
      tag = row.service_tag;
    }
  }
  return tag;
}

}  // namespace netprobe
