#pragma once

#include "netprobe/core/observation.h"
#include "netprobe/core/plan.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace netprobe {

/// What the first round left to find out, and what worked beside it.
class Failures {
 public:
  Failures(const ProbePlan& plan, std::span<const Observation> seen);

  /// The failed attempts that stand for all others: of each cause, two of different owners. All of
  /// them were made directly, where that is the route in force of a row that does not work.
  [[nodiscard]] const std::vector<const Observation*>& chosen() const { return chosen_; }
  /// Sampled addresses of required ranges whose silence may yet prove something: a few of each.
  [[nodiscard]] const std::vector<const Observation*>& silent_samples() const {
    return silent_samples_;
  }

  /// A direct attempt that got through TCP (or TLS) in that family; one to that port if there is
  /// one, and never to a host of that owner.
  [[nodiscard]] const Observation* passing(Depth at_least, Family family, std::uint16_t port,
                                           const std::string& not_of_owner) const;

  [[nodiscard]] const ProbeTask& task_of(const Observation& seen) const {
    return plan_.tasks[seen.task];
  }
  /// The name that the attempt showed to the far end; empty for a literal address.
  [[nodiscard]] const std::string& name_of(const Observation& seen) const;

 private:
  [[nodiscard]] std::span<const Observation> of(TaskId task) const;
  [[nodiscard]] std::vector<const Observation*> in_force(const PlannedRow& row,
                                                         const RowProbe& probe) const;
  void choose_of(const PlannedRow& row);
  void choose_samples_of(const PlannedRow& row, const RowProbe& probe);
  void choose(const Observation& failed);

  const ProbePlan& plan_;
  std::span<const Observation> seen_;
  std::vector<const Observation*> chosen_, silent_samples_;
};

}  // namespace netprobe
