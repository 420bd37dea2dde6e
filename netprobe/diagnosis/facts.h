#pragma once

#include "netprobe/core/diagnosis.h"
#include "netprobe/diagnosis/attempts.h"
#include "netprobe/diagnosis/experiments.h"
#include "netprobe/diagnosis/rows.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace netprobe {

/// A failed attempt that turns a row red.
struct Hit {
  AttemptIndex attempt = 0;
  std::size_t row = 0;
  RowStatus row_status = RowStatus::blocked;
};

/// What all attempts together say about this machine and this network; the rules read nothing else.
struct Facts {
  Facts(const Attempts& seen, const Experiments& made, const Uploads& tried,
        const Circumstances& known, const std::vector<RowVerdict>& judged);

  const Attempts& attempts;
  const Experiments& experiments;
  const Uploads& uploads;
  const Circumstances& circumstances;
  const std::vector<RowVerdict>& rows;
  std::vector<Hit> hits;
  std::vector<Hit> examined;  ///< those of them that experiments were made about

  bool anything_worked =
      false;  ///< any attempt at all, controls too, but not those that nobody should answer
  bool nothing_leaves = false;  ///< the local table or the nearest neighbour refuses every connect,
                                ///< and nothing resolves
  bool https_worked_directly = false;  ///< over verified TLS
  bool any_name_resolved = false;
  bool literal_address_answered = false;
  bool control_passed = false;  ///< a control host, over verified TLS, on any route
  bool control_failed = false;
  bool answered_for_all = false;  ///< an address that nobody has accepted a connection
  bool invented_names = false;    ///< a name that cannot exist resolved
  bool captive_portal = false;
  int tls_passed = 0;
  bool expired_seen = false, early_seen = false;
  std::set<std::string> answering_proxies;  ///< by their URLs: those that took a connection
  std::set<std::string> dated_owners;       ///< domains whose certificates fail on their dates
  bool stranded_in_azure = false;  ///< an Azure VM to which the platform speaks, and nobody else
  std::vector<AttemptIndex> told_by_resolvers;  ///< what single resolvers say of names

  /// Where the packets of a hit end (a silence), or its RST comes from: by its own hop counts, else
  /// by those of other hits of its cause, where these agree.
  [[nodiscard]] PathEnd path_end(const Hit& hit) const;
  /// What an experiment of that kind says of a hit: its own, else those of other hits of its cause,
  /// where these agree.
  [[nodiscard]] std::optional<bool> answered(const Hit& hit, Experiment kind) const;

  /// The domains whose attempts ended with this cause, on ports that somebody needs.
  [[nodiscard]] std::set<std::string> owners_failing(Cause cause) const;
  [[nodiscard]] const Observation& observation(const Hit& hit) const {
    return attempts[hit.attempt];
  }
  [[nodiscard]] const ProbeTask& task(const Hit& hit) const {
    return *attempts.task_of(observation(hit));
  }

  /// The attempts that count at the host and port of a task, by whichever way.
  [[nodiscard]] const std::vector<AttemptIndex>& attempts_for(const ProbeTask& task) const;
  /// Does the way reach, over verified TLS, another host than that one?
  [[nodiscard]] bool reaches_others(const WayOut& way, const std::string& host) const;
  /// What exported rules and routes say of an address and port; nothing where they say nothing.
  [[nodiscard]] const ConnectionRuling* ruling(const IpAddress& address, std::uint16_t port) const;

 private:
  [[nodiscard]] PathEnd own_end(const Hit& hit) const;
  void index_attempts();
  void index_experiments();

  using Target = std::pair<std::string, std::uint16_t>;
  std::map<Target, std::vector<AttemptIndex>> by_target_;
  std::map<WayOut, std::set<std::string>> reached_;  ///< two hosts of each way are enough
  std::map<std::pair<IpAddress, std::uint16_t>, const ConnectionRuling*> rulings_;
  std::map<std::optional<Cause>, PathEnd> common_ends_;  ///< of what was examined
};

}  // namespace netprobe
