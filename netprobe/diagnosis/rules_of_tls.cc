#include "netprobe/core/text.h"
#include "netprobe/diagnosis/causes.h"
#include "netprobe/diagnosis/rule_lines.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace netprobe {

bool cut_after_hello(const Facts& facts, const Hit& hit) {
  return has_cause<Cause::tls_reset, Cause::tls_timeout>(facts, hit);
}
namespace {

/// Of any of the hits: no other answer than this one was seen, and this one was.
std::optional<bool> answer_of(const Facts& facts, std::span<const Hit> hits, Experiment kind) {
  std::optional<bool> common;
  for (const Hit& hit : hits) {
    const auto own = facts.experiments.answered(facts.observation(hit), kind);
    if (own && common && *own != *common) {
      return std::nullopt;
    }
    common = own ? own : common;
  }
  return common;
}

}  // namespace

/// Accused on two signals: another name passes here, and this one is cut elsewhere too.
Accusation accuse_name_filter(const Facts& facts, std::span<const Hit> hits) {
  std::vector<Alternative> others = {
      {Blocker::tls_inspection, "an inspecting gateway that gives up looks the same"}};
  if (answer_of(facts, hits, Experiment::repeat) == true) {
    others.push_back({Blocker::network, "a repeat passed: what comes and goes is rarely a rule"});
    return possible(Blocker::firewall, std::move(others));
  }
  if (facts.answered_for_all && facts.tls_passed == 0) {
    // Somebody in the middle answers TCP, even for addresses that nobody has, and lets nothing on.
    return likely(Blocker::firewall, std::move(others));
  }
  const auto other_name = answer_of(facts, hits, Experiment::other_name);
  const auto elsewhere = answer_of(facts, hits, Experiment::name_elsewhere);
  if (other_name == true && elsewhere == false) {
    return likely(Blocker::firewall, std::move(others));
  }
  if (elsewhere == true || other_name == false) {
    others.push_back({Blocker::service, elsewhere == true
                                            ? "the name passes at another address: the server at "
                                              "its own may be at fault"
                                            : "every name is cut at this address: the server "
                                              "there may be at fault"});
    return possible(Blocker::firewall, std::move(others));
  }
  if (facts.tls_passed > 0 && facts.control_passed) {
    return likely(Blocker::firewall, std::move(others));
  }
  others.push_back({Blocker::network, "large segments may vanish on the path (MTU)"});
  return possible(Blocker::firewall, std::move(others));
}

/// The same handshake passes with small segments.
bool large_segments_vanish(const Facts& facts, const Hit& hit) {
  return has_cause<Cause::tls_timeout>(facts, hit) &&
         facts.answered(hit, Experiment::small_segments) == true &&
         facts.answered(hit, Experiment::repeat) != true;
}
Accusation accuse_path_mtu(const Facts& /*facts*/, std::span<const Hit> /*hits*/) {
  return likely(
      Blocker::firewall,
      {{Blocker::network, "a link on the way may have a smaller MTU and not say so"},
       {Blocker::route, "a tunnel on the way may have an MTU that this machine does not know"}});
}

namespace {

bool hangs(const Facts& facts, const Hit& hit, Uploads::End where) {
  const Observation& seen = facts.observation(hit);
  return seen.control == ControlKind::upload && facts.uploads.end_of(seen) == where;
}

}  // namespace

bool uploads_vanish(const Facts& facts, const Hit& hit) {
  return hangs(facts, hit, Uploads::End::near);
}
Accusation accuse_path_upward(const Facts& facts, std::span<const Hit> hits) {
  return accuse_path_mtu(facts, hits);
}

bool uploads_vanish_behind_proxy(const Facts& facts, const Hit& hit) {
  return hangs(facts, hit, Uploads::End::behind);
}
/// Segments of ours end at the proxy, so that nothing here can make those behind it smaller.
Accusation accuse_path_behind_proxy(const Facts& /*facts*/, std::span<const Hit> /*hits*/) {
  return possible(Blocker::proxy,
                  {{Blocker::firewall, "a firewall behind the proxy may filter the ICMP messages"},
                   {Blocker::network, "a link behind the proxy may have a smaller MTU"},
                   {Blocker::tls_inspection,
                    "a gateway behind the proxy that inspects TLS may refuse requests of this "
                    "length"}});
}

bool intercepted(const Facts& facts, const Hit& hit) {
  return has_cause<Cause::tls_intercepted>(facts, hit);
}
Accusation accuse_interceptor(const Facts& facts, std::span<const Hit> hits) {
  const bool local = std::any_of(hits.begin(), hits.end(), [&](const Hit& hit) {
    const auto& tls = facts.observation(hit).tls;
    return tls && tls->anchor_kind != AnchorKind::unverified;
  });
  return local || owners_of(facts, hits) > 1 ? certain(Blocker::tls_inspection)
                                             : likely(Blocker::tls_inspection);
}

bool untrusted(const Facts& facts, const Hit& hit) {
  return has_cause<Cause::tls_untrusted>(facts, hit);
}
Accusation accuse_untrusted(const Facts& /*facts*/, std::span<const Hit> /*hits*/) {
  return possible(
      Blocker::tls_inspection,
      {{Blocker::service, "the server's own chain may be wrong or private: look at its issuer"},
       {Blocker::host_firewall, "a security product on this machine may re-sign"}});
}

namespace {

bool is_of_one_way(const Observation& a, const Observation& b) {
  return a.route == b.route && a.proxy == b.proxy;
}

bool is_old_at_far_end(const Observation& seen) {
  return failed_with(seen, Cause::tls_version) && seen.failure->stage == Stage::tls;
}

}  // namespace

/// Servers that have nothing to do with one another are not all old on one day; what they share is
/// the way. One that speaks TLS 1.2 on that way acquits whatever all of it passes.
bool old_everywhere(const Facts& facts, const Hit& hit) {
  const Observation& seen = facts.observation(hit);
  if (!is_old_at_far_end(seen)) {
    return false;
  }
  std::set<std::string> owners;
  for (const AttemptIndex index : facts.attempts.counted()) {
    const Observation& other = facts.attempts[index];
    if (!is_of_one_way(seen, other)) {
      continue;
    }
    if (is_old_at_far_end(other)) {
      owners.insert(owner_domain(host_of(*facts.attempts.task_of(other))));
    } else if (other.tls && is_hello_answered(other)) {
      return false;
    }
  }
  return owners.size() > 1;
}
Accusation accuse_old_gateway(const Facts& facts, std::span<const Hit> hits) {
  std::vector<Alternative> others = {
      {Blocker::firewall, "a firewall may answer for the servers and know no newer TLS"},
      {Blocker::host_firewall, "a security product on this machine may terminate TLS itself"}};
  if (!is_direct(facts, hits.front())) {
    others.push_back({Blocker::proxy, "the proxy itself may inspect TLS"});
  }
  return likely(Blocker::tls_inspection, std::move(others));
}

bool bad_certificate(const Facts& facts, const Hit& hit) {
  return has_cause<Cause::tls_expired, Cause::tls_not_yet_valid, Cause::tls_name_mismatch,
                   Cause::tls_version>(facts, hit);
}
Accusation accuse_server(const Facts& facts, std::span<const Hit> hits) {
  switch (cause_of_hit(facts, hits.front())) {
    case Cause::tls_name_mismatch:
      return possible(Blocker::service,
                      {{Blocker::dns, "the name may resolve to somebody else's server"},
                       {Blocker::firewall, "somebody may answer in the server's place"}});
    case Cause::tls_version:
      return possible(Blocker::service,
                      {{Blocker::tls_inspection, "an old gateway may speak in the server's place"},
                       {Blocker::firewall,
                        "a firewall that knows no newer TLS may answer in the server's place"}});
    default:
      return likely(Blocker::service, {{Blocker::clock, "look at this machine's clock first"}});
  }
}

bool not_tls(const Facts& facts, const Hit& hit) {
  return has_cause<Cause::tls_not_tls, Cause::http_block_page>(facts, hit);
}
Accusation accuse_stranger(const Facts& facts, std::span<const Hit> hits) {
  if (cause_of_hit(facts, hits.front()) == Cause::http_block_page) {
    const bool by_proxy = !is_direct(facts, hits.front());
    const Blocker who = by_proxy ? Blocker::proxy : Blocker::firewall;
    const bool names_itself = std::any_of(hits.begin(), hits.end(), [&](const Hit& hit) {
      const auto& http = facts.observation(hit).http;
      return http && http->block_page;
    });
    return names_itself ? certain(who) : likely(who);
  }
  return possible(Blocker::firewall,
                  {{Blocker::captive_portal, "a portal may answer for everybody"},
                   {Blocker::service, "the server may not speak TLS on this port"}});
}

bool http_failed(const Facts& facts, const Hit& hit) {
  return has_cause<Cause::http_timeout, Cause::http_reset, Cause::http_unexpected_status>(facts,
                                                                                          hit);
}
Accusation accuse_http(const Facts& /*facts*/, std::span<const Hit> /*hits*/) {
  return possible(Blocker::service,
                  {{Blocker::firewall, "a filter that reads requests may have cut it"}});
}

bool portal_page(const Facts& facts, const Hit& hit) {
  return has_cause<Cause::http_captive_portal>(facts, hit);
}
/// Behind a proxy it is the proxy's page, or that of something behind it: no portal of this
/// network.
Accusation accuse_page(const Facts& facts, std::span<const Hit> hits) {
  const bool by_proxy = !is_direct(facts, hits.front());
  return by_proxy ? possible(Blocker::proxy, {{Blocker::captive_portal,
                                               "a portal behind the proxy may have sent the page"}})
                  : certain(Blocker::captive_portal);
}

}  // namespace netprobe
