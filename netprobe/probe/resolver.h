#pragma once

#include "netprobe/core/observation.h"
#include "netprobe/core/plan.h"
#include "netprobe/core/result.h"
#include "netprobe/probe/dns_verdict.h"
#include "netprobe/probe/hosts_file.h"
#include "netprobe/probe/loop.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace netprobe {

struct ResolverSettings {
  std::vector<std::string> servers;  ///< "IP" or "IP:PORT"; empty: the system's
  Millis one_try{5000};
  int tries = 2;
  int in_flight = 100;                  ///< names asked about at a time
  Millis second_family_patience{2000};  ///< when one has answered: some firewalls drop AAAA
  bool over_tcp = false;                ///< never by UDP
  HostsFile hosts;
  std::string hosts_path;
};

/// Asks the resolvers for addresses (c-ares; the system's resolver functions block and hide why).
/// Each name is asked about once; who asks again gets what was learnt.
///
/// The servers are asked in turn, as the system does, each through a channel of its own: so it is
/// known who answered, SERVFAIL and REFUSED are seen as such, and a server that is known to work
/// is asked first from then on.
class Resolver {
 public:
  using Answered = std::function<void(const std::shared_ptr<const LookupResult>&)>;
  class State;  ///< the inside of resolver.cc

  static Result<std::unique_ptr<Resolver>> create(Loop& loop, ResolverSettings settings);
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  /// Calls back later, never from within. The resolver may be destroyed from within the call, and
  /// at any other time; nobody is called then any more.
  void look_up(const std::string& name, Families families, Answered answered);

  /// Forgets who asked and what waits, so that nobody is called back any more.
  void forget_unfinished();

  /// Are there names that nobody has been asked about yet?
  [[nodiscard]] bool has_waiting() const;

  /// "10.0.0.53:53"
  [[nodiscard]] const std::vector<std::string>& servers() const;

 private:
  explicit Resolver(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;  ///< which lasts for as long as a call of its own does
};

/// The servers that are asked where none are named, as "IP:PORT"; none where the library will not
/// start.
std::vector<std::string> system_resolvers();

}  // namespace netprobe
