#include "netprobe/diagnosis/told_otherwise.h"

#include "netprobe/core/domain.h"
#include "netprobe/core/text.h"
#include "netprobe/diagnosis/causes.h"
#include "netprobe/diagnosis/evidence.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

using Kind = NameDifference::Kind;

AttemptIndex index_of(const Attempts& attempts, const Observation& seen) {
  return static_cast<AttemptIndex>(&seen - attempts.all().data());
}

/// The attempt that shows that a program which is told so fails; nothing where it does not.
std::optional<AttemptIndex> failure_behind(const Attempts& attempts, const Experiments& experiments,
                                           const NameDifference& difference) {
  const Observation& control = *difference.control;
  if (attempts.task_of(control)->control != ControlKind::name_service ||
      difference.kind == Kind::silent) {
    return std::nullopt;
  }
  if (control.failure) {
    return index_of(attempts, control);
  }
  for (const AttemptIndex index : experiments.of(control, Experiment::name_service)) {
    if (attempts[index].failure) {
      return index;
    }
  }
  return std::nullopt;
}

bool passed_otherwise(const Attempts& attempts, const RowProbe& probe) {
  return std::any_of(probe.tasks.begin(), probe.tasks.end(), [&](TaskId task) {
    const auto indexes = attempts.of(task);
    return std::any_of(indexes.begin(), indexes.end(), [&](AttemptIndex index) {
      return is_ok(attempts[index]) && attempts[index].route != RouteKind::direct;
    });
  });
}

}  // namespace

std::map<std::string, AttemptIndex> hosts_told_otherwise(const Attempts& attempts,
                                                         const Experiments& experiments) {
  std::map<std::string, AttemptIndex> hosts;
  for (const NameDifference& difference : name_differences(attempts.plan(), attempts.all())) {
    if (const auto index = failure_behind(attempts, experiments, difference)) {
      hosts.emplace(attempts.task_of(*difference.control)->host, *index);
    }
  }
  return hosts;
}

void judge_what_programs_get(const Attempts& attempts,
                             const std::map<std::string, AttemptIndex>& hosts,
                             const PlannedRow& row, RowVerdict& verdict) {
  if (verdict.result.status != RowStatus::reachable || row.comparison ||
      row.kind == EndpointKind::range) {
    return;
  }
  for (const RowProbe& probe : row.probes) {
    const auto told = hosts.find(probe.host);
    if (told == hosts.end() || probe.route != RouteKind::direct) {
      continue;
    }
    verdict.culprits.push_back(told->second);
    const bool elsewhere = passed_otherwise(attempts, probe);
    if (verdict.result.status != RowStatus::blocked) {
      verdict.result.status = elsewhere ? RowStatus::degraded : RowStatus::blocked;
    }
    verdict.result.note += fmt::format(
        "{}programs on this machine do not get the DNS servers' address for {}, and fail",
        verdict.result.note.empty() ? "" : "; ", probe.host);
  }
}

bool is_about_name_service(const ProbeTask& task) {
  return task.control == ControlKind::name_service ||
         (task.follow_up && task.follow_up->experiment == Experiment::name_service &&
          task.host.empty());
}

const Observation& control_behind(const Facts& facts, const Observation& seen) {
  const ProbeTask& task = *facts.attempts.task_of(seen);
  const std::vector<Observation>& all = facts.attempts.all();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Observation& one) {
    return task.follow_up && one.task == task.follow_up->about && one.path == task.follow_up->path;
  });
  return found == all.end() ? seen : *found;
}

std::string words_of_addresses(const std::vector<IpAddress>& addresses) {
  std::vector<std::string> texts;
  texts.reserve(addresses.size());
  for (const IpAddress& address : addresses) {
    texts.push_back(address.to_string());
  }
  return texts.empty() ? "no address" : join(texts, ", ");
}

std::vector<IpAddress> addresses_told(const Observation& seen) {
  std::vector<IpAddress> addresses;
  for (const ResolvedAddress& one :
       seen.dns ? seen.dns->addresses : std::vector<ResolvedAddress>()) {
    addresses.push_back(one.address);
  }
  return addresses;
}

void add_rows_of_host(const Facts& facts, const std::string& host, Finding& finding) {
  for (const PlannedRow& row : facts.attempts.plan().rows) {
    const bool has_it = std::any_of(row.probes.begin(), row.probes.end(),
                                    [&](const RowProbe& probe) { return probe.host == host; });
    const bool is_new = std::find(finding.affected.begin(), finding.affected.end(), row.id) ==
                        finding.affected.end();
    if (has_it && is_new && !row.comparison) {
      finding.affected.push_back(row.id);
    }
  }
}

namespace {

/// What the run's own look-up of that name found.
const Observation* usual_answer(const Facts& facts, const std::string& host) {
  for (const AttemptIndex index : facts.attempts.counted()) {
    const Observation& seen = facts.attempts[index];
    if (facts.attempts.task_of(seen)->host == host && seen.dns && !seen.dns->addresses.empty() &&
        seen.route == RouteKind::direct) {
      return &seen;
    }
  }
  return nullptr;
}

/// One of several resolvers says that the name is not there.
const Observation* resolver_that_denies(const Facts& facts, const std::string& host) {
  for (const Observation& seen : facts.attempts.all()) {
    const ProbeTask& task = *facts.attempts.task_of(seen);
    const auto cause = cause_of(seen);
    if (task.control == ControlKind::resolver && task.host == host && cause &&
        is_missing_name(*cause)) {
      return &seen;
    }
  }
  return nullptr;
}

std::string in_brackets(const std::string& words) {
  return words.empty() ? "" : fmt::format(" ({})", words);
}

/// The addresses that programs get, and those that the resolver gives.
std::vector<Evidence> both_answers(const Facts& facts, const Observation& control) {
  const std::string& host = facts.attempts.task_of(control)->host;
  std::vector<Evidence> evidence = {
      {fmt::format("the system's name service, which programs ask, gives {} for {}",
                   words_of_addresses(addresses_told(control)), host),
       fmt::format("getent ahosts {}", host)}};
  if (const Observation* const usual = usual_answer(facts, host)) {
    evidence.push_back({fmt::format("the resolver gives {} for {}",
                                    words_of_addresses(addresses_told(*usual)), host),
                        usual->dns->server.value_or("the resolver")});
  }
  return evidence;
}

void blame_search_list(const std::string& below, const std::string& search, NameSource& source) {
  source.words = fmt::format(
      "Because of the search list, programs look up {} first, and that name exists: {}.", below,
      search.empty() ? "it is in resolv.conf" : search);
  source.fix = fmt::format(
      "on this machine, take that domain out of the search list, or set ndots back to 1; or ask "
      "whoever runs DNS for that domain to remove the record that answers for {0} (probably a "
      "wildcard, *)",
      below);
  source.evidence.push_back(
      {fmt::format("{} has the address too", below), search.empty() ? "/etc/resolv.conf" : search});
}

void blame_resolver(const std::string& server, const std::string& detail, NameSource& source) {
  source.words = fmt::format("Programs take the answer of {}: {}.", server, detail);
  source.fix = fmt::format(
      "ask whoever runs {} to have the name resolved (remove the filter, add a forwarder), or "
      "remove it from this machine's resolvers",
      server);
}

void blame_order(const std::string& order, bool finds_nothing, NameSource& source) {
  if (finds_nothing) {
    source.words = fmt::format(
        "The system's own name lookup finds no address, although the DNS servers give one{}.",
        in_brackets(order));
    source.fix =
        "on this machine, let the name lookup ask the DNS servers: \"hosts: files dns\" in "
        "/etc/nsswitch.conf";
    return;
  }
  source.words = fmt::format(
      "Something on this machine answers for this name before any DNS server is asked{}.",
      in_brackets(order));
  source.fix =
      "find out what answers: the \"hosts:\" line of /etc/nsswitch.conf lists the sources in "
      "their order (a local cache, a local DNS service, a module); flush or correct that one";
}

}  // namespace

NameSource source_of_name(const Facts& facts, const Observation& control) {
  const NameSources& names = facts.circumstances.names;
  const std::string below =
      search_name_behind(facts.attempts.plan(), facts.attempts.all(), control);
  const bool finds_nothing = addresses_told(control).empty();
  const Observation* const denial =
      finds_nothing ? resolver_that_denies(facts, facts.attempts.task_of(control)->host) : nullptr;
  NameSource source;
  source.evidence = both_answers(facts, control);
  if (!below.empty()) {
    blame_search_list(below, names.search, source);
  } else if (denial != nullptr) {
    blame_resolver(facts.attempts.task_of(*denial)->dns_server, denial->failure->detail, source);
  } else {
    blame_order(names.order, finds_nothing, source);
  }
  if (!names.order.empty() && below.empty()) {
    source.evidence.push_back({names.order, "nsswitch.conf(5)"});
  }
  return source;
}

const Observation* better_answer(const Facts& facts, const Observation& failed) {
  const ProbeTask& task = *facts.attempts.task_of(failed);
  if (!failed.dns || !failed.dns->server || failed.dns->from_hosts_file || task.host.empty()) {
    return nullptr;
  }
  for (const AttemptIndex index : facts.told_by_resolvers) {
    const Observation& control = facts.attempts[index];
    const ProbeTask& asked = *facts.attempts.task_of(control);
    if (asked.dns_server != *failed.dns->server &&
        owner_domain(asked.host) == owner_domain(task.host) &&
        facts.experiments.answered(control, Experiment::other_resolver) == true) {
      return &control;
    }
  }
  return nullptr;
}

NameSource source_of_stale_record(const Facts& facts, const Observation& failed) {
  const Observation* const found = better_answer(facts, failed);
  if (found == nullptr) {
    return {};
  }
  const Observation& better = *found;
  const ProbeTask& asked = *facts.attempts.task_of(better);
  const std::string& server = *failed.dns->server;
  const auto& places = facts.circumstances.names.resolvers;
  const auto place = places.find(server);
  NameSource source;
  source.words =
      fmt::format("{}{} gives {} for {}, which fails; {} gives {} for {}, which works.", server,
                  place == places.end() ? "" : in_brackets(place->second),
                  words_of_addresses(addresses_told(failed)), facts.attempts.task_of(failed)->host,
                  asked.dns_server, words_of_addresses(addresses_told(better)), asked.host);
  source.fix = fmt::format(
      "ask whoever runs {} to correct its records for these names (a leftover zone of its own, a "
      "stale cache), or remove it from this machine's resolvers",
      server);
  source.evidence.push_back({source.words, "each resolver asked by itself"});
  return source;
}

}  // namespace netprobe
