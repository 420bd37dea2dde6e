#include "netprobe/probe/machine.h"

#include "netprobe/probe/socket_address.h"

#include <ifaddrs.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <initializer_list>
#include <memory>
#include <optional>

extern char** environ;  // NOLINT: POSIX names it so

namespace netprobe {
namespace {

constexpr auto hosts_path = "/etc/hosts";

}  // namespace

std::vector<IpAddress> own_addresses() {
  ifaddrs* list = nullptr;
  if (getifaddrs(&list) != 0) {
    return {};
  }
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner(list, freeifaddrs);
  std::vector<IpAddress> addresses;
  for (const ifaddrs* entry = list; entry != nullptr; entry = entry->ifa_next) {
    if (const auto address = address_of(entry->ifa_addr)) {
      addresses.push_back(*address);
    }
  }
  return addresses;
}

std::optional<IpAddress> outgoing_address() {
  const int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(9);
  to.sin_addr.s_addr = htonl(0xCB007101);  // 203.0.113.1
  std::array<unsigned char, sizeof(sockaddr_in)> bytes{};
  std::memcpy(bytes.data(), &to, sizeof to);
  auto* const address = reinterpret_cast<sockaddr*>(bytes.data());
  socklen_t size = bytes.size();
  const bool known =
      connect(descriptor, address, size) == 0 && getsockname(descriptor, address, &size) == 0;
  close(descriptor);
  return known ? address_of(address) : std::nullopt;
}

std::size_t raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
    return 256;  // the least that POSIX systems are found with
  }
  if (limit.rlim_cur < limit.rlim_max) {
    const rlimit raised{.rlim_cur = limit.rlim_max, .rlim_max = limit.rlim_max};
    if (setrlimit(RLIMIT_NOFILE, &raised) == 0) {
      limit = raised;
    }
  }
  return limit.rlim_cur;
}

bool has_variable(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

std::string read_hosts_file(std::size_t limit) {
  std::ifstream file(hosts_path, std::ios::binary);
  std::string text;
  std::array<char, 4096> buffer{};
  while (file && text.size() < limit) {
    const std::size_t room = std::min(buffer.size(), limit - text.size());
    file.read(buffer.data(), static_cast<std::streamsize>(room));
    text.append(buffer.data(), static_cast<std::size_t>(file.gcount()));
  }
  return text;
}

std::vector<std::string> inherited_variables(std::initializer_list<std::string_view> names) {
  std::vector<std::string> variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view variable(*entry);
    const std::string_view name = variable.substr(0, variable.find('='));
    const bool wanted = std::any_of(names.begin(), names.end(), [&](std::string_view one) {
      return one.ends_with('*') ? name.starts_with(one.substr(0, one.size() - 1)) : name == one;
    });
    if (wanted && name.size() < variable.size()) {
      variables.emplace_back(variable);
    }
  }
  return variables;
}

std::string hosts_file_path() { return hosts_path; }

BrokenPipeGuard::BrokenPipeGuard() : former_(std::signal(SIGPIPE, SIG_IGN)) {}

BrokenPipeGuard::~BrokenPipeGuard() {
  if (former_ != SIG_ERR) {
    std::signal(SIGPIPE, former_);
  }
}

}  // namespace netprobe
