#pragma once

#include "netprobe/core/domain.h"
#include "netprobe/core/observation.h"
#include "netprobe/core/plan.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace netprobe {

/// An observation, by its place in the sorted list.
using AttemptIndex = std::size_t;

/// A plan and what became of it, side by side. Both must outlive it; the observations are sorted by
/// task, then path.
class Attempts {
 public:
  Attempts(const ProbePlan& plan, const std::vector<Observation>& seen)
      : plan_(plan), seen_(seen), counted_(find_counted()) {}

  [[nodiscard]] const ProbePlan& plan() const { return plan_.get(); }
  [[nodiscard]] const std::vector<Observation>& all() const { return seen_.get(); }
  [[nodiscard]] const Observation& operator[](AttemptIndex index) const { return all()[index]; }

  /// The task that an observation belongs to; nothing when the plan has none of that number.
  [[nodiscard]] const ProbeTask* task_of(const Observation& seen) const;
  /// The attempts of one task, follow-ups left out: they never decide anything by themselves.
  [[nodiscard]] std::vector<AttemptIndex> of(TaskId task) const;
  /// All attempts that belong to a task of the plan, follow-ups left out, controls among them; but
  /// not what only Azure's own VMs can reach, where silence is normal and says nothing, nor what
  /// single resolvers and the system say of names, which is held against the rest, nor trials,
  /// which say nothing but beside the attempt that they vary.
  [[nodiscard]] const std::vector<AttemptIndex>& counted() const { return counted_; }

 private:
  [[nodiscard]] std::vector<AttemptIndex> find_counted() const;

  std::reference_wrapper<const ProbePlan> plan_;
  std::reference_wrapper<const std::vector<Observation>> seen_;
  std::vector<AttemptIndex> counted_;
};

/// A way out: the route and its proxy.
using WayOut = std::pair<RouteKind, std::string>;
WayOut way_out_of(const Observation& seen);

/// 168.63.129.16, at which Azure's platform speaks to its VMs.
bool is_wire_server(const IpAddress& address);

/// The cause of a failure; nothing for an attempt that did not fail.
std::optional<Cause> cause_of(const Observation& seen);
bool failed_with(const Observation& seen, Cause cause);
bool is_ok(const Observation& seen);

/// The status of HTTP that an attempt failed with; 0: there was none.
long failed_status(const Observation& seen);

/// The host that an attempt was made for: the name, or the literal address.
std::string host_of(const ProbeTask& task);

/// The issuer that a chain ends at, as it was sent or as it verified; empty without a chain.
std::string top_issuer(const TlsFacts& tls);

}  // namespace netprobe
