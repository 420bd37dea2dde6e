#include "proxy/bypass.h"

#include "netprobe/core/address.h"
#include "netprobe/core/text.h"

#include <algorithm>

namespace netprobe {

namespace {

std::string_view without_trailing_dot(std::string_view name) {
  return name.substr(0, name.size() - (name.ends_with('.') ? 1 : 0));
}

bool exempts_name(std::string_view entry, std::string_view name) {
  entry = without_trailing_dot(entry);
  if (entry.starts_with('.')) {
    entry.remove_prefix(1);
  }
  if (entry.empty() || entry.size() > name.size() || !ends_with_ignoring_case(name, entry)) {
    return false;
  }
  return entry.size() == name.size() || name[name.size() - entry.size() - 1] == '.';
}

bool exempts_address(std::string_view entry, const IpAddress& address) {
  const std::size_t slash = entry.find('/');
  const auto base = IpAddress::parse(entry.substr(0, slash));
  if (!base || base->family() != address.family()) {
    return false;
  }
  if (slash == std::string_view::npos) {
    return *base == address;
  }
  const auto length = parse_number<unsigned>(entry.substr(slash + 1));
  if (!length || *length > static_cast<unsigned>(base->bits())) {
    return false;
  }
  if (*length == 0) {
    return *base == address;
  }
  return Cidr::around(*base, static_cast<int>(*length)).contains(address);
}

}  // namespace

std::vector<std::string> split_bypass_list(std::string_view text) {
  auto entries = split(text, ", \t");
  // libcurl takes the star for everybody only when it is the whole value. With a blank or a comma
  // beside it the value is kept whole, so that it does not pass for that star.
  if (entries == std::vector<std::string>{"*"}) {
    return {std::string(text)};
  }
  return entries;
}

std::optional<std::string> matching_bypass_entry(std::span<const std::string> entries,
                                                 std::string_view host) {
  if (host.size() > 2 && host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
  }
  if (host.empty() || entries.empty()) {
    return std::nullopt;
  }
  if (entries.size() == 1 && entries.front() == "*") {
    return entries.front();
  }
  const auto address = IpAddress::parse(host);
  const auto name = without_trailing_dot(host);
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const std::string& entry) {
    return address ? exempts_address(entry, *address) : exempts_name(entry, name);
  });
  return found == entries.end() ? std::nullopt : std::optional(*found);
}

}  // namespace netprobe
