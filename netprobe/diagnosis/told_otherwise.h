#pragma once

#include "netprobe/core/name_answers.h"
#include "netprobe/diagnosis/facts.h"

#include <map>
#include <string>
#include <vector>

namespace netprobe {

/// The hosts that programs of this machine do not get to because of what its name service tells
/// them, though the resolvers know better: each with the failed attempt that shows it.
std::map<std::string, AttemptIndex> hosts_told_otherwise(const Attempts& attempts,
                                                         const Experiments& experiments);

/// Turns the row red where programs would be told to go elsewhere, and fail there.
void judge_what_programs_get(const Attempts& attempts,
                             const std::map<std::string, AttemptIndex>& hosts,
                             const PlannedRow& row, RowVerdict& verdict);

/// Where a name's address comes from, for a person who is to change it.
struct NameSource {
  std::string words;  ///< a sentence
  std::string fix;
  std::vector<Evidence> evidence;
};
/// `control`: the system's answer.
NameSource source_of_name(const Facts& facts, const Observation& control);

/// Where a resolver gave the address of a failed attempt, and another one gives an address at which
/// the name, or one of its owner, is reached: that one's answer; null where there is none.
const Observation* better_answer(const Facts& facts, const Observation& failed);
/// The two answers, in words.
NameSource source_of_stale_record(const Facts& facts, const Observation& failed);

/// The control that an attempt at its address was made about; the attempt itself where it is one.
const Observation& control_behind(const Facts& facts, const Observation& seen);

/// Was that said, or found out, about the system's name service?
bool is_about_name_service(const ProbeTask& task);

/// "20.1.1.1, 20.1.1.2"; "no address".
std::string words_of_addresses(const std::vector<IpAddress>& addresses);

/// Those of an answer, in its order.
std::vector<IpAddress> addresses_told(const Observation& seen);

/// Adds the rows that the host stands for to what the finding affects, each once.
void add_rows_of_host(const Facts& facts, const std::string& host, Finding& finding);

/// Notices about each of several resolvers, by what it says otherwise than the others.
void note_resolvers(const Facts& facts, const std::vector<NameDifference>& differences,
                    std::vector<Finding>& findings);

/// Notices about what resolvers and the name service say otherwise without turning a row red.
void note_names(const Facts& facts, std::vector<Finding>& findings);

}  // namespace netprobe
