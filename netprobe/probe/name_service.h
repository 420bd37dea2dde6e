#pragma once

#include "netprobe/core/address.h"
#include "netprobe/core/time.h"
#include "netprobe/probe/loop.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// What the system's own name service told about a name: its hosts file, its caches, every source
/// of nsswitch.conf(5), and the resolvers.
struct NameServiceAnswer {
  bool asked = false;    ///< false: the program that asks it is not there
  bool expired = false;  ///< it was still at it when its time was over
  std::vector<IpAddress> addresses;
  bool operator==(const NameServiceAnswer&) const = default;
};

/// Asks the name service as any program does (getaddrinfo), by way of a program of the system's:
/// the library's call cannot be ended, and this one can. Destroying it kills it.
class NameServiceQuestion {
 public:
  using Done = std::function<void(NameServiceAnswer)>;

  /// `done` is called once, later, never from within.
  NameServiceQuestion(Loop& loop, const std::string& name, Micros limit, Done done);
  ~NameServiceQuestion();
  NameServiceQuestion(const NameServiceQuestion&) = delete;
  NameServiceQuestion& operator=(const NameServiceQuestion&) = delete;

 private:
  struct Process;
  std::unique_ptr<Process> process_;
};

/// The addresses in what `getent ahosts` prints, each once, in its order.
std::vector<IpAddress> addresses_in(std::string_view printed);

}  // namespace netprobe
