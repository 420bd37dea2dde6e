#pragma once

#include "netprobe/diagnosis/facts.h"

#include <fmt/format.h>

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace netprobe {

/// A finding without words yet.
Finding notice(std::string id, Severity severity, Blocker blocker, std::optional<Cause> cause,
               Confidence confidence);

/// Adds the first few attempts as evidence: their failure, or that they were answered.
void add_attempts(const Facts& facts, const std::vector<AttemptIndex>& attempts, Finding& finding);

/// The id of a planned row.
const std::string& row_id(const Facts& facts, std::size_t row);

/// Attempts, and the rows that list them.
struct RowList {
  std::vector<AttemptIndex> attempts;
  std::vector<std::string> rows;
};

/// The attempts that are selected of each row, by its place.
template <typename Select>
RowList collect_by_place(const Facts& facts, const Select& select) {
  RowList list;
  std::set<AttemptIndex> seen;
  for (std::size_t row = 0; row < facts.rows.size(); ++row) {
    bool any = false;
    for (const AttemptIndex index : select(row)) {
      any = true;
      seen.insert(index);
    }
    if (any) {
      list.rows.push_back(row_id(facts, row));
    }
  }
  list.attempts.assign(seen.begin(), seen.end());
  return list;
}

/// The same by its verdict.
template <typename Select>
RowList collect(const Facts& facts, const Select& select) {
  return collect_by_place(facts, [&](std::size_t row) { return select(facts.rows[row]); });
}

template <typename Matches>
std::vector<AttemptIndex> attempts_where(const Facts& facts, const Matches& matches) {
  std::vector<AttemptIndex> found;
  for (const AttemptIndex index : facts.attempts.counted()) {
    if (matches(*facts.attempts.task_of(facts.attempts[index]), facts.attempts[index])) {
      found.push_back(index);
    }
  }
  return found;
}

/// Notices about what is odd without turning a row red: ports that nobody needs, resolvers and
/// gateways that answer for all, busy services, unexpected roots and ranges, workloads that need
/// nothing.
void note_oddities(const Facts& facts, std::vector<Finding>& findings);

/// That the far end left out a certificate of a chain which verified all the same.
void note_chains(const Facts& facts, std::vector<Finding>& findings);

/// Notices about attempts that passed on a repeat: packets are lost, or somebody limits how many
/// connections a client may have.
void note_repeats(const Facts& facts, std::vector<Finding>& findings);

/// Notices about trials that failed beside an attempt that passed: names that nobody listed, TLS as
/// Windows Server 2016 and 2019 speak it, and uploads about which nothing more is known.
void note_trials(const Facts& facts, std::vector<Finding>& findings);

/// Notices about addresses of ranges that are refused, while the names that live there pass.
void note_unneeded_addresses(const Facts& facts, std::vector<Finding>& findings);

/// Notices about PAC scripts, WPAD, and proxies that are on a list and cannot be reached.
void note_proxies(const Facts& facts, std::vector<Finding>& findings);

/// That the system's setting names a proxy that lets nothing through, beside a given one that
/// works: what goes by that setting fails.
void note_failing_system_proxy(const Facts& facts, std::vector<Finding>& findings);

}  // namespace netprobe
