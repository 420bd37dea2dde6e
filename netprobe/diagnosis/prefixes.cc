#include "netprobe/diagnosis/prefixes.h"

#include <algorithm>

namespace netprobe {

namespace {

/// The narrowest prefix that holds all of a sorted, non-empty list of one family.
Cidr narrowest(const std::vector<IpAddress>& sorted) {
  int length = sorted.front().bits();
  while (!Cidr::around(sorted.front(), length).contains(sorted.back())) {
    --length;
  }
  return Cidr::around(sorted.front(), length);
}

/// Splitting at the first bit in which the failing addresses differ gives both halves some of them,
/// so the recursion is no deeper than an address has bits.
void cover(const std::vector<IpAddress>& failing, const std::vector<IpAddress>& passing,
           std::vector<Cidr>& parts) {
  if (failing.empty()) {
    return;
  }
  const Cidr whole = narrowest(failing);
  const bool is_clean = std::none_of(passing.begin(), passing.end(),
                                     [&](const IpAddress& a) { return whole.contains(a); });
  if (is_clean || whole.is_single()) {
    parts.push_back(whole);
    return;
  }
  const Cidr lower = Cidr::around(whole.base, whole.length + 1);
  const auto split = std::find_if(failing.begin(), failing.end(),
                                  [&](const IpAddress& a) { return !lower.contains(a); });
  cover({failing.begin(), split}, passing, parts);
  cover({split, failing.end()}, passing, parts);
}

}  // namespace

std::vector<Cidr> blocked_parts(const std::vector<IpAddress>& failing,
                                const std::vector<IpAddress>& passing) {
  std::vector<Cidr> parts;
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    std::vector<IpAddress> sorted;
    std::copy_if(failing.begin(), failing.end(), std::back_inserter(sorted),
                 [&](const IpAddress& a) { return a.family() == family; });
    std::sort(sorted.begin(), sorted.end());
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    cover(sorted, passing, parts);
  }
  return parts;
}

}  // namespace netprobe
