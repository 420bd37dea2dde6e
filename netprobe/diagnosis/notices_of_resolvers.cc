#include "netprobe/core/name_answers.h"
#include "netprobe/diagnosis/evidence.h"
#include "netprobe/diagnosis/notice.h"
#include "netprobe/diagnosis/told_otherwise.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace netprobe {

namespace {

using Kind = NameDifference::Kind;

/// "10.0.0.53" of "10.0.0.53:53"
std::string short_name(const std::string& server) {
  const auto address = HostPort::parse(server);
  return address && address->port == 53 ? address->host : server;
}

std::vector<const Observation*> controls_of(const Facts& facts, const std::string& server) {
  std::vector<const Observation*> controls;
  for (const Observation& seen : facts.attempts.all()) {
    const ProbeTask* const task = facts.attempts.task_of(seen);
    if (task != nullptr && task->control == ControlKind::resolver && task->dns_server == server &&
        seen.outcome != Outcome::skipped) {
      controls.push_back(&seen);
    }
  }
  return controls;
}

bool is_silent(const Observation& seen) {
  return failed_with(seen, Cause::dns_timeout) || failed_with(seen, Cause::dns_unreachable);
}

/// The host is reached where the run went; where this resolver sends it, it is not.
bool is_stale(const Facts& facts, const NameDifference& difference) {
  const std::string& host = facts.attempts.task_of(*difference.control)->host;
  const auto made = facts.experiments.of(*difference.control, Experiment::other_resolver);
  const bool fails = std::any_of(made.begin(), made.end(), [&](AttemptIndex index) {
    return facts.attempts[index].failure.has_value();
  });
  return fails && !attempts_where(facts, [&](const ProbeTask& task, const Observation& seen) {
                     return task.host == host && seen.route == RouteKind::direct && is_ok(seen);
                   }).empty();
}

bool counts(const Facts& facts, const NameDifference& difference) {
  const std::string& server = facts.attempts.task_of(*difference.control)->dns_server;
  const auto controls = controls_of(facts, server);
  switch (difference.kind) {
    case Kind::silent:
      // One answer that was lost, or is slow to come, is not a silent resolver.
      return std::all_of(controls.begin(), controls.end(),
                         [](const Observation* seen) { return is_silent(*seen); });
    case Kind::failing:
    case Kind::missing:
    case Kind::wrong:
      return true;
    case Kind::elsewhere:
      return is_stale(facts, difference);
  }
  return false;
}

struct ResolverWords {
  std::string_view title, what;
  std::string_view fix;
};

/// It answers over UDP, and cannot be asked over TCP for what is too long for that.
bool is_closed_for_tcp(const NameDifference& difference) {
  return difference.control->dns && difference.control->dns->truncated;
}

ResolverWords words_of(const NameDifference& difference, std::optional<Cause> cause) {
  if (is_closed_for_tcp(difference)) {
    return {"cannot be asked over TCP 53",
            "It says over UDP that its answer is too long for UDP, and TCP 53 does not open",
            "ask whoever runs the firewall on the way to it to open TCP 53 in addition to UDP 53, "
            "or whoever runs the resolver to serve TCP"};
  }
  switch (difference.kind) {
    case Kind::silent:
      return {cause == Cause::dns_unreachable ? "cannot be reached" : "does not answer",
              "It answered none of the questions put to it, while another resolver answered them",
              "ask whoever runs it to start it, or to open UDP and TCP 53 from this machine; or "
              "remove it from this machine's resolvers"};
    case Kind::failing:
      return {cause == Cause::dns_refused ? "refuses to answer this machine" : "fails",
              "Another resolver answers the same questions",
              "ask whoever runs it to allow this machine, or to check its forwarders and its log; "
              "or remove it from this machine's resolvers"};
    case Kind::missing:
      return {
          "does not know names that another resolver knows",
          "It says that they do not exist, or have no address",
          "ask whoever runs it to have these names resolved (remove the filter, add a forwarder "
          "for these zones); or remove it from this machine's resolvers"};
    case Kind::wrong:
      return {
          "gives addresses that cannot be right",
          "Another resolver gives public addresses for them",
          "ask whoever runs it to exempt these names, if it filters, or to correct the zone that "
          "gives these addresses; or remove it from this machine's resolvers"};
    case Kind::elsewhere:
      return {"gives addresses that do not work", "The addresses that another resolver gives work",
              "ask whoever runs it to correct its records for these names (often a leftover zone "
              "of its own, or a stale cache); or remove it from this machine's resolvers"};
  }
  return {};
}

std::optional<Cause> cause_of_difference(const NameDifference& difference) {
  if (difference.control->failure) {
    return difference.control->failure->cause;
  }
  const auto address = address_to_try(*difference.control);
  const bool is_private = difference.kind == Kind::wrong && address && address->is_private();
  return is_private ? Cause::dns_private : Cause::dns_sinkhole;
}

std::string answer_words(const Facts& facts, const NameDifference& difference) {
  const Observation& control = *difference.control;
  const Observation& other = *difference.other;
  const ProbeTask& task = *facts.attempts.task_of(control);
  const std::string said = control.failure
                               ? std::string(control.failure->detail)
                               : fmt::format("{}: {} gives {}", task.host, task.dns_server,
                                             words_of_addresses(addresses_told(control)));
  return fmt::format("{}; {} gives {}", said,
                     other.dns && other.dns->server ? *other.dns->server : "another resolver",
                     words_of_addresses(addresses_of_resolvers(other)));
}

/// The resolvers that were asked by themselves, in the order of their configuration.
std::vector<std::string> resolvers_asked(const Facts& facts) {
  std::vector<std::string> servers;
  for (const ProbeTask& task : facts.attempts.plan().tasks) {
    if (task.control == ControlKind::resolver &&
        std::find(servers.begin(), servers.end(), task.dns_server) == servers.end()) {
      servers.push_back(task.dns_server);
    }
  }
  return servers;
}

std::string consequence(const Facts& facts, const std::string& server, Kind kind) {
  const bool is_first = resolvers_asked(facts).front() == server;
  if (kind == Kind::silent) {
    return is_first ? "Programs ask it first, and wait five seconds for each name before they ask "
                      "the next one."
                    : "This goes unnoticed until the resolver before it fails; then names stop "
                      "resolving, or resolve only after several seconds.";
  }
  if (kind == Kind::failing) {
    return is_first ? "Programs ask it first, and lose time with each name."
                    : "It will be of no help when the resolver before it fails.";
  }
  return is_first
             ? "Programs ask it first, and use its answer."
             : "Programs use its answer when the resolver before it is slow, or when \"rotate\" "
               "is set: backups then fail intermittently.";
}

Finding resolver_finding(const Facts& facts, const std::string& server,
                         const std::vector<NameDifference>& differences) {
  const Kind kind = differences.front().kind;
  const auto cause = cause_of_difference(differences.front());
  const ResolverWords words = words_of(differences.front(), cause);
  const auto place = facts.circumstances.names.resolvers.find(server);
  const std::string where = place == facts.circumstances.names.resolvers.end()
                                ? "the configuration of this machine's resolvers"
                                : place->second;
  const bool is_said = kind == Kind::missing || cause == Cause::dns_refused;
  Finding finding = notice(fmt::format("dns.resolver-differs@{}", server), Severity::warning,
                           Blocker::dns, cause, is_said ? Confidence::certain : Confidence::likely);
  finding.title = fmt::format("The resolver {} {}", short_name(server), words.title);
  finding.explanation = fmt::format("It is configured in {}. {}. {}", where, words.what,
                                    consequence(facts, server, kind));
  if (kind == Kind::silent) {
    finding.alternatives = {{Blocker::firewall, "port 53 may be closed on the way to it"}};
  } else if (kind == Kind::elsewhere) {
    finding.alternatives = {{Blocker::firewall, "it may block just the addresses that it gives"}};
  }
  for (const NameDifference& difference : differences) {
    add_rows_of_host(facts, facts.attempts.task_of(*difference.control)->host, finding);
    finding.evidence.push_back(
        {answer_words(facts, difference), fmt::format("{} asked by itself", server)});
    for (const AttemptIndex index :
         facts.experiments.of(*difference.control, Experiment::other_resolver)) {
      const Observation& seen = facts.attempts[index];
      if (seen.failure) {
        finding.evidence.push_back(
            {fmt::format("{}: {}", name_of(seen.failure->cause), seen.failure->detail),
             source_of(seen)});
      }
    }
  }
  finding.remedy = {fmt::format("{} ({})", words.fix, where),
                    {fmt::format("dig @{} {}", short_name(server),
                                 facts.attempts.task_of(*differences.front().control)->host)},
                    {}};
  return finding;
}

}  // namespace

void note_resolvers(const Facts& facts, const std::vector<NameDifference>& differences,
                    std::vector<Finding>& findings) {
  std::map<std::pair<std::string, Kind>, std::vector<NameDifference>> groups;
  for (const NameDifference& difference : differences) {
    const ProbeTask& task = *facts.attempts.task_of(*difference.control);
    if (task.control == ControlKind::resolver && counts(facts, difference)) {
      groups[{task.dns_server, difference.kind}].push_back(difference);
    }
  }
  for (const auto& [key, group] : groups) {
    findings.push_back(resolver_finding(facts, key.first, group));
  }
}

}  // namespace netprobe
