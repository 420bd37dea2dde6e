#pragma once

#include "netprobe/core/rules_report.h"
#include "netprobe/policy/route_table.h"
#include "netprobe/policy/tag_sets.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace netprobe {

/// Addresses that take one route.
struct RoutedPart {
  IpSet addresses;
  RouteEffect effect = RouteEffect::unknown;
  std::optional<std::size_t> route;  ///< in the table; nothing: none takes them, they are dropped
  std::string prefix;                ///< of the route, by which it took them
  std::string doubt;  ///< another route may take them, or this one's end is not known
};

/// A route table, made ready to be asked. The longest prefix wins; of equals the user's, then what
/// a gateway learnt, then the system's; and a prefix wins over the same one out of a service tag
/// (learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview). Routes that are not
/// active forward nothing, and the platform's own addresses follow none.
class Router {
 public:
  /// Both outlive it.
  Router(const RouteTable& table, const TagSets& tags);

  /// Disjoint parts; together all of the addresses but the platform's.
  [[nodiscard]] std::vector<RoutedPart> route(const IpSet& addresses) const;

 private:
  struct Entry {
    IpSet addresses;
    int length = 0;
    int rank = 0;  ///< of its term: a prefix, then tags, the narrower first
    std::size_t route = 0;
    std::string prefix;
  };

  void add_tag(std::size_t route, const std::string& name, const TagSets& tags);

  const RouteTable& table_;
  std::vector<Entry> entries_;  ///< the one that wins first
  /// Routes whose prefixes no file tells: they may take anything but what the tag is known not to
  /// have.
  struct Anywhere {
    std::size_t route = 0;
    IpSet known;
  };
  void doubt(const Anywhere& other, std::vector<RoutedPart>& parts) const;

  std::vector<Anywhere> anywhere_;
};

RouteEffect effect_of(NextHop hop);

}  // namespace netprobe
