#include "proxy/bypass.h"

#include "netprobe/core/address.h"
#include "netprobe/core/text.h"

namespace netprobe {

namespace {

std::string_view without_brackets(std::string_view text) {
  const bool bracketed = text.size() > 2 && text.front() == '[' && text.back() == ']';
  return bracketed ? text.substr(1, text.size() - 2) : text;
}

bool address_matches(std::string_view entry, const IpAddress& address) {
  const std::size_t slash = entry.find('/');
  const auto base = IpAddress::parse(without_brackets(entry.substr(0, slash)));
  if (!base || base->family() != address.family()) {
    return false;
  }
  if (slash == std::string_view::npos) {
    return *base == address;
  }
  const auto bits = parse_number<int>(entry.substr(slash + 1));
  if (!bits || *bits < 0 || *bits > base->bits()) {
    return false;
  }
  // libcurl reads a length of 0 as "no length": the address itself.
  return *bits == 0 ? *base == address : Cidr::around(*base, *bits).contains(address);
}

bool name_matches(std::string_view entry, std::string_view host) {
  if (entry.ends_with('.')) {
    entry.remove_suffix(1);
  }
  if (entry.starts_with('.')) {
    entry.remove_prefix(1);
  }
  if (entry.empty()) {
    return false;
  }
  if (equals_ignoring_case(entry, host)) {
    return true;
  }
  return host.size() > entry.size() && ends_with_ignoring_case(host, entry) &&
         host[host.size() - entry.size() - 1] == '.';
}

}  // namespace

std::optional<std::string> matching_bypass_entry(std::span<const std::string> entries,
                                                 std::string_view host) {
  if (entries.size() == 1 && entries.front() == "*") {
    return entries.front();
  }
  host = without_brackets(host);
  if (host.ends_with('.')) {
    host.remove_suffix(1);
  }
  const auto address = IpAddress::parse(host);
  for (const std::string& entry : entries) {
    if (address ? address_matches(entry, *address) : name_matches(entry, host)) {
      return entry;
    }
  }
  return std::nullopt;
}

}  // namespace netprobe
