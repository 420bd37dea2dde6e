#include "netprobe/diagnosis/chains.h"
#include "netprobe/diagnosis/rule_lines.h"

namespace netprobe {

namespace {

const TlsFacts* untrusted_chain(const Facts& facts, const Hit& hit) {
  const Observation& seen = facts.observation(hit);
  const bool is_of_far_end =
      has_cause<Cause::tls_untrusted>(facts, hit) && seen.tls && seen.failure->stage == Stage::tls;
  return is_of_far_end ? &*seen.tls : nullptr;
}

}  // namespace

bool root_missing(const Facts& facts, const Hit& hit) {
  const TlsFacts* const tls = untrusted_chain(facts, hit);
  return tls != nullptr && is_root_missing(*tls);
}
/// The keys of the service's own authorities signed: nobody stands between.
Accusation accuse_own_store(const Facts& /*facts*/, std::span<const Hit> /*hits*/) {
  return certain(Blocker::none);
}

bool chain_cut_short(const Facts& facts, const Hit& hit) {
  const TlsFacts* const tls = untrusted_chain(facts, hit);
  return tls != nullptr && is_cut_short(*tls);
}
Accusation accuse_far_end(const Facts& /*facts*/, std::span<const Hit> /*hits*/) {
  return likely(Blocker::service,
                {{Blocker::unknown, "this machine may lack the root that signed it"}});
}

}  // namespace netprobe
