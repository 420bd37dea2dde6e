#include "netprobe/probe/hosts_file.h"

#include "netprobe/core/text.h"

#include <algorithm>
#include <array>

namespace netprobe {
namespace {

std::string key_of(std::string_view name) {
  if (name.ends_with('.')) {
    name.remove_suffix(1);
  }
  return to_lower(name);
}

std::vector<IpAddress> loopback() {
  std::array<std::uint8_t, 16> one{};
  one.back() = 1;
  return {IpAddress::v4(0x7f000001), IpAddress::v6(one)};
}

}  // namespace

HostsFile HostsFile::parse(std::string_view text) {
  HostsFile file;
  for (const std::string& line : split(text, "\r\n")) {
    const std::string_view content = std::string_view(line).substr(0, line.find('#'));
    const std::vector<std::string> words = split(content, " \t");
    const auto address = words.empty() ? std::nullopt : IpAddress::parse(words.front());
    if (!address) {
      continue;
    }
    for (auto name = words.begin() + 1; name != words.end(); ++name) {
      auto& known = file.addresses_[key_of(*name)];
      if (std::find(known.begin(), known.end(), *address) == known.end()) {
        known.push_back(*address);
      }
    }
  }
  return file;
}

std::vector<IpAddress> HostsFile::find(std::string_view name) const {
  const std::string key = key_of(name);
  if (const auto found = addresses_.find(key); found != addresses_.end()) {
    return found->second;
  }
  if (key == "localhost" || key.ends_with(".localhost")) {
    return loopback();
  }
  return {};
}

}  // namespace netprobe
