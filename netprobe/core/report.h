#pragma once

#include "netprobe/core/diagnosis.h"
#include "netprobe/core/observation.h"
#include "netprobe/core/plan.h"
#include "netprobe/core/time.h"

#include <optional>
#include <string>
#include <vector>

namespace netprobe {

struct RunInfo {
  std::string id;    ///< random, 32 hexadecimal digits
  std::string host;  ///< this machine's name
  WallTime started{}, finished{};
  Cloud cloud = Cloud::public_cloud;
  std::vector<Workload> workloads;
  std::vector<std::string> regions;
  std::vector<RouteKind> routes;  ///< those that were tested
  bool operator==(const RunInfo&) const = default;
};

struct Environment {
  std::vector<std::string> resolvers;
  std::vector<ProxySetting> proxies;
  bool operator==(const Environment&) const = default;
};

/// Everything that a renderer needs, and all that a saved report holds.
struct Report {
  std::string tool_version;
  RunInfo run;
  Environment environment;
  ProbePlan plan;
  Circumstances circumstances;            ///< what the judge knew beside
  std::vector<Observation> observations;  ///< refined by the diagnosis; controls among them
  Diagnosis diagnosis;
  bool operator==(const Report&) const = default;
};

/// Does an observation of that probe's tasks belong to the row? A sign-in host stands for a range
/// only with those of its addresses that lie in it; through a proxy no address of ours counts.
bool is_listed(const PlannedRow& row, const RowProbe& probe, const Observation& seen);

/// The observations that a row lists: those of its probes' tasks, in plan order; for a range, those
/// of sign-in hosts only where the address lies inside it (direct) or all of them (through a proxy,
/// where no address of ours counts).
std::vector<const Observation*> attempts_of(const PlannedRow& row, const ProbePlan& plan,
                                            const std::vector<Observation>& observations);

}  // namespace netprobe
