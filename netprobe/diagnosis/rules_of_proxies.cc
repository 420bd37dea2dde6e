#include "netprobe/core/failover.h"
#include "netprobe/core/text.h"
#include "netprobe/diagnosis/causes.h"
#include "netprobe/diagnosis/own_way.h"
#include "netprobe/diagnosis/rule_lines.h"
#include "netprobe/diagnosis/unset_variable.h"

#include <algorithm>

namespace netprobe {

/// A proxy out of reach is another matter: the script may name it rightly.
bool sent_wrong_way(const Facts& facts, const Hit& hit) {
  const Cause cause = cause_of_hit(facts, hit);
  return facts.circumstances.pac && hit.row_status == RowStatus::degraded &&
         !proxy_limits(facts, hit) && !proxy_shows_sign_in(facts, hit) &&
         (is_direct(facts, hit) || cause == Cause::proxy_denied ||
          cause == Cause::proxy_port_denied || is_proxy_upstream(cause));
}
Accusation accuse_script(const Facts& facts, std::span<const Hit> hits) {
  if (is_direct(facts, hits.front())) {
    return certain(Blocker::proxy_settings);
  }
  return likely(Blocker::proxy_settings,
                {{Blocker::proxy, "where the script is right, the proxy should let them pass"}});
}

bool works_for_this_process(const Facts& facts, const Hit& hit) {
  return own_way(facts, hit).seen != nullptr;
}
Accusation accuse_component(const Facts& facts, std::span<const Hit> hits) {
  if (is_direct(facts, hits.front())) {
    return certain(Blocker::proxy_settings);
  }
  return likely(Blocker::proxy_settings,
                {{Blocker::proxy, "where its setting is right, that proxy is at fault"}});
}

bool past_unset_variable(const Facts& facts, const Hit& hit) {
  return hit.row_status == RowStatus::degraded && unset_variable(facts, hit).has_value();
}
Accusation accuse_environment(const Facts& /*facts*/, std::span<const Hit> /*hits*/) {
  return certain(Blocker::proxy_settings);
}

bool exempted_wrongly(const Facts& facts, const Hit& hit) {
  return hit.row_status == RowStatus::degraded && is_direct(facts, hit);
}
Accusation accuse_bypass(const Facts& /*facts*/, std::span<const Hit> /*hits*/) {
  return certain(Blocker::proxy_settings);
}

/// A proxy that has taken a connection in this run listens, and its setting is right.
bool is_crowded_proxy(const Facts& facts, const Hit& hit) {
  const Observation& seen = facts.observation(hit);
  return seen.failure->stage == Stage::proxy_tcp && seen.proxy &&
         facts.answering_proxies.contains(*seen.proxy);
}
Accusation accuse_crowded_proxy(const Facts& /*facts*/, std::span<const Hit> /*hits*/) {
  return likely(Blocker::proxy,
                {{Blocker::firewall, "a firewall before the proxy may limit connections"},
                 {Blocker::network, "packets may be lost on the way to the proxy"}});
}

bool is_unusable_proxy(const Facts& facts, const Hit& hit) {
  const Cause cause = cause_of_hit(facts, hit);
  const bool tls_to_proxy = facts.observation(hit).failure->stage == Stage::proxy_tls;
  return is_proxy_out_of_reach(cause) || cause == Cause::proxy_not_http ||
         cause == Cause::proxy_closed || cause == Cause::proxy_pac_error || tls_to_proxy;
}
bool stale_proxy(const Facts& facts, const Hit& hit) {
  return hit.row_status == RowStatus::degraded && is_unusable_proxy(facts, hit);
}
Accusation accuse_stale(const Facts& /*facts*/, std::span<const Hit> /*hits*/) {
  return likely(Blocker::proxy_settings,
                {{Blocker::proxy, "where the setting is right, the proxy itself is down"}});
}

Accusation accuse_unusable(const Facts& facts, std::span<const Hit> hits) {
  switch (cause_of_hit(facts, hits.front())) {
    case Cause::proxy_timeout:
    case Cause::proxy_unreachable:
      return likely(Blocker::proxy,
                    {{Blocker::proxy_settings, "the setting may name a proxy that is gone"},
                     {Blocker::firewall, "the way to the proxy may be blocked"}});
    case Cause::proxy_unresolvable:
      return likely(Blocker::proxy_settings,
                    {{Blocker::dns, "the resolver may not know this network's names"},
                     {Blocker::proxy, "the proxy may have been taken down, name and all"}});
    default:
      return likely(Blocker::proxy,
                    {{Blocker::proxy_settings, "the setting may name the wrong host or port"}});
  }
}

bool proxy_limits(const Facts& facts, const Hit& hit) {
  return is_limited_by_proxy(facts.observation(hit));
}
Accusation accuse_limiting_proxy(const Facts& /*facts*/, std::span<const Hit> /*hits*/) {
  return certain(Blocker::proxy);
}

bool proxy_shows_sign_in(const Facts& facts, const Hit& hit) {
  return is_sent_to_sign_in(facts.observation(hit));
}

bool proxy_says_no(const Facts& facts, const Hit& hit) {
  return has_cause<Cause::proxy_auth_required, Cause::proxy_auth_rejected, Cause::proxy_denied,
                   Cause::proxy_port_denied>(facts, hit);
}
/// 401 is a server's word: of what says nothing else, the setting may name one that is no proxy.
Accusation accuse_proxy(const Facts& facts, std::span<const Hit> hits) {
  const Observation& seen = facts.observation(hits.front());
  const bool names_itself = seen.proxy_answer && !seen.proxy_answer->product.empty();
  if (failed_status(seen) != 401 || names_itself) {
    return certain(Blocker::proxy);
  }
  return likely(Blocker::proxy, {{Blocker::proxy_settings,
                                  "401 is what a web server answers (a proxy says 407): the "
                                  "setting may point at a web server"}});
}

bool proxy_cannot(const Facts& facts, const Hit& hit) {
  return is_proxy_upstream(cause_of_hit(facts, hit));
}
Accusation accuse_upstream(const Facts& facts, std::span<const Hit> hits) {
  if (cause_of_hit(facts, hits.front()) == Cause::proxy_upstream_dns) {
    const auto& raw = facts.observation(hits.front()).failure->raw;
    const bool says_so = std::any_of(raw.begin(), raw.end(), [](const RawCode& code) {
      return code.library == "http" && contains_ignoring_case(code.text, "DNS");
    });
    return says_so ? certain(Blocker::proxy)
                   : likely(Blocker::proxy,
                            {{Blocker::dns, "the resolver that the proxy asks may be down"}});
  }
  return likely(Blocker::proxy,
                {{Blocker::firewall, "something between the proxy and the service may block it"},
                 {Blocker::service, "the far end may be down"}});
}

}  // namespace netprobe
