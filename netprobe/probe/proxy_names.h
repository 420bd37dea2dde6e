#pragma once

#include "netprobe/core/search_list.h"
#include "netprobe/probe/dns_verdict.h"
#include "netprobe/probe/hosts_file.h"
#include "netprobe/probe/loop.h"
#include "netprobe/probe/name_service.h"
#include "netprobe/probe/resolver.h"

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace netprobe {

struct ProxyNameSettings {
  SearchList search;
  HostsFile hosts;
  bool ask_system = true;  ///< false where the caller named the resolvers
  Micros patience{};       ///< for the system's name service
};

/// What the host of a proxy stands for on this machine, as any program is told: by the hosts file,
/// by the resolvers along the search list, and where these know nothing of it, by the system's name
/// service, which has more sources (nsswitch.conf). Each host is asked about once.
class ProxyNames {
 public:
  /// Both must outlive it.
  ProxyNames(Loop& loop, Resolver& resolver, ProxyNameSettings settings);
  ~ProxyNames();
  ProxyNames(const ProxyNames&) = delete;
  ProxyNames& operator=(const ProxyNames&) = delete;

  /// Calls back later, or at once where the host is known already.
  void look_up(const std::string& host, Resolver::Answered answered);

  /// Nobody is called back any more.
  void forget_unfinished();

  [[nodiscard]] const SearchList& search() const { return settings_.search; }

 private:
  struct Search;

  void ask_next(Search& search);
  void answered(Search& search, const std::shared_ptr<const LookupResult>& result);
  void ask_system(Search& search);
  void finish(Search& search, LookupResult result);

  Loop* loop_;
  Resolver* resolver_;
  ProxyNameSettings settings_;
  std::map<std::string, std::unique_ptr<Search>> searches_;
};

/// The failure that stands for those of all the names that a host was looked for under.
Failure failure_of_all(const std::string& host, const std::vector<std::string>& names,
                       const std::vector<Failure>& failures);

}  // namespace netprobe
