#pragma once

#include "netprobe/core/diagnosis.h"
#include "netprobe/diagnosis/attempts.h"

#include <optional>
#include <string>
#include <vector>

namespace netprobe {

/// Why a row could not be decided; the findings say so once per reason.
enum class Undecided {
  no,
  planned,       ///< the plan knew before any packet
  skipped,       ///< the run ended first
  no_family,     ///< its address family was excluded
  no_ipv6,       ///< it is IPv6, and this machine has none
  no_name,       ///< none of its representatives has an address
  not_in_azure,  ///< it exists inside Azure only
  silence,       ///< only addresses that nobody promised to answer, and they were silent
};

/// A row as judged: its result, and the attempts that decided it.
struct JudgedRow {
  RowResult result;
  Undecided undecided = Undecided::no;
  /// Why it is not reachable: failures on the route in force.
  std::vector<AttemptIndex> decisive;
  /// Failures that cost it nothing: a dead address among good ones, a part that is only unstable.
  std::vector<AttemptIndex> minor;
  /// Guessed hosts that fail while another stands for them.
  std::vector<AttemptIndex> other_guesses;
  /// Representatives without an address.
  std::vector<AttemptIndex> nameless;
  /// Degraded: the route that works.
  std::optional<RouteKind> cure;
};

/// One judged row for each row of the plan (product contract, 2.1 and 7).
std::vector<JudgedRow> judge_rows(const Attempts& attempts, const Circumstances& circumstances);

/// A row decided by hosts: fqdn and wildcard.
JudgedRow judge_hosts(const Attempts& attempts, const PlannedRow& row, bool has_ipv6);
/// A row decided by addresses, or by the sign-in hosts that live there.
JudgedRow judge_range(const Attempts& attempts, const PlannedRow& row, bool has_ipv6);

/// The counts and the status of a run (product contract, 2.2); `setting_is_broken`: a proxy setting
/// of this machine cannot be read.
Summary summarise(const ProbePlan& plan, const std::vector<JudgedRow>& rows, RunEnd end,
                  bool setting_is_broken);

}  // namespace netprobe
