#include "netprobe/diagnosis/causes.h"
#include "netprobe/diagnosis/rule_lines.h"

#include <algorithm>
#include <set>

namespace netprobe {

namespace {

/// Did it get as far as the host's own end, or the last proxy's try to reach it, and fail there?
bool fails_at_far_end(const Observation& seen) {
  const auto cause = cause_of(seen);
  if (!cause) {
    return false;
  }
  switch (*cause) {
    case Cause::tcp_timeout:
    case Cause::tcp_reset:
    case Cause::tls_reset:
    case Cause::tls_timeout:
    case Cause::http_timeout:
    case Cause::http_reset:
    case Cause::proxy_upstream_timeout:
    case Cause::proxy_upstream_refused:
    case Cause::proxy_upstream_failed:
      return true;
    default:
      return false;
  }
}

/// Packets that die on the caller's side never saw the far end.
bool ends_nearby(const Facts& facts, const Hit& hit) {
  const PathEnd::Where where = facts.path_end(hit).where;
  return where == PathEnd::Where::this_machine || where == PathEnd::Where::callers_side;
}

}  // namespace

bool fails_everywhere(const Facts& facts, const Hit& hit) {
  if (!fails_at_far_end(facts.observation(hit)) || ends_nearby(facts, hit)) {
    return false;
  }
  const ProbeTask& its_task = facts.task(hit);
  std::set<WayOut> ways;
  for (const AttemptIndex index : facts.attempts_for(its_task)) {
    const Observation& seen = facts.attempts[index];
    if (seen.outcome == Outcome::skipped) {
      continue;
    }
    if (!fails_at_far_end(seen)) {
      return false;
    }
    ways.insert(way_out_of(seen));
  }
  return ways.size() > 1 && std::all_of(ways.begin(), ways.end(), [&](const WayOut& way) {
           return facts.reaches_others(way, host_of(its_task));
         });
}

/// Two ways that share nothing but the far end are two signals. Whether they share a firewall
/// behind the proxy nobody here can see, unless packets were followed beyond this network.
Accusation accuse_service(const Facts& facts, std::span<const Hit> hits) {
  std::vector<Alternative> others = {
      {Blocker::firewall,
       "one that both ways pass, behind the proxy: ask its owner, or try from "
       "another network"}};
  const bool followed = std::all_of(hits.begin(), hits.end(), [&](const Hit& hit) {
    return facts.path_end(hit).where == PathEnd::Where::farther;
  });
  return followed ? likely(Blocker::service, std::move(others))
                  : possible(Blocker::service, std::move(others));
}

}  // namespace netprobe
