#pragma once

#include "netprobe/core/address.h"

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// The addresses of this machine's interfaces.
std::vector<IpAddress> own_addresses();

/// The address from which packets to the internet would leave; none without a route. Sends none:
/// the kernel is asked by connecting a datagram socket to an address that nobody has (RFC 5737).
std::optional<IpAddress> outgoing_address();

/// Raises the limit of open descriptors as far as it goes; returns what it is then.
std::size_t raise_descriptor_limit();

/// Is this variable of the environment set to anything?
bool has_variable(const char* name);

/// The hosts file's text, at most `limit` bytes of it; empty when it cannot be read.
std::string read_hosts_file(std::size_t limit);
/// Its path, as reports name it.
std::string hosts_file_path();

/// "NAME=VALUE" of each of these variables that is set. A name that ends in '*' stands for all that
/// begin so.
std::vector<std::string> inherited_variables(std::initializer_list<std::string_view> names);

/// While this lives, writing to a connection that is gone is an error code and not a signal.
class BrokenPipeGuard {
 public:
  BrokenPipeGuard();
  ~BrokenPipeGuard();
  BrokenPipeGuard(const BrokenPipeGuard&) = delete;
  BrokenPipeGuard& operator=(const BrokenPipeGuard&) = delete;

 private:
  using Handler = void (*)(int);
  Handler former_;
};

}  // namespace netprobe
