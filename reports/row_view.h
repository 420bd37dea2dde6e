#pragma once

#include "netprobe/core/report.h"

#include <string>
#include <vector>

namespace netprobe {

/// An attempt beside the probe that it belongs to in its row.
struct RowAttempt {
  const Observation* seen = nullptr;
  const RowProbe* probe = nullptr;
  const ProbeTask* task = nullptr;  ///< set for an experiment of the second round
};

/// A planned row with what became of it. Points into the report, which must outlive it.
struct RowView {
  const PlannedRow* row = nullptr;
  RowResult result;
  std::vector<RowAttempt> attempts;
  std::vector<RowAttempt> follow_ups;  ///< what was tried about those of them that failed

  /// What the plan and the run have to say about the row, "; " between; empty when nothing.
  [[nodiscard]] std::string note() const;
  /// "*.blob.core.windows.net:443", as a rule of a firewall would name it.
  [[nodiscard]] std::string name_and_port() const;
};

/// All rows of the report, in the plan's order.
std::vector<RowView> rows_of(const Report& report);

/// An attempt that no row lists.
struct OtherAttempt {
  const Observation* seen = nullptr;
  const ProbeTask* experiment = nullptr;  ///< its task, where it is one of the second round
};

/// What no row lists and is no control: sign-in addresses outside of a range, the way to a control
/// that works.
std::vector<OtherAttempt> unlisted_attempts(const Report& report, const std::vector<RowView>& rows);

/// A way that rows were tested by: a kind of route and, where the kind has several proxies, one of
/// them.
struct Way {
  RouteKind kind = RouteKind::direct;
  std::vector<HostPort> proxies;  ///< one; several that are told of together; none when direct
  std::vector<std::string> urls;  ///< of these

  [[nodiscard]] bool is_of(const Observation& seen) const;
  /// "proxy proxy.corp:3128", "system 5 proxies", "direct".
  [[nodiscard]] std::string words() const;
};

/// The ways that the plan's rows were tested by: direct first, then the system's proxies and the
/// given ones in the plan's order. The proxies of a kind that has more than a reader can take in
/// are one way.
std::vector<Way> ways_of(const ProbePlan& plan);

/// Does the row use this way, or go on to it?
bool is_way_in_force(const RowView& view, const Way& way);

/// Does the attempt go the way that the agent takes first?
bool is_first_choice(const RowAttempt& attempt);

}  // namespace netprobe
