#include "netprobe/core/name_answers.h"

#include "netprobe/core/text.h"

#include <algorithm>

namespace netprobe {

namespace {

const ProbeTask* task_of(const ProbePlan& plan, const Observation& seen) {
  return seen.task < plan.tasks.size() ? &plan.tasks[seen.task] : nullptr;
}

std::vector<IpAddress> addresses_in(const Observation& seen) {
  std::vector<IpAddress> addresses;
  for (const ResolvedAddress& one :
       seen.dns ? seen.dns->addresses : std::vector<ResolvedAddress>()) {
    addresses.push_back(one.address);
  }
  return addresses;
}

bool share_one(const std::vector<IpAddress>& a, const std::vector<IpAddress>& b) {
  return std::any_of(a.begin(), a.end(), [&](const IpAddress& address) {
    return std::find(b.begin(), b.end(), address) != b.end();
  });
}

bool has_family(const std::vector<IpAddress>& addresses, Family family) {
  return std::any_of(addresses.begin(), addresses.end(),
                     [&](const IpAddress& address) { return address.family() == family; });
}

bool is_behind_private_link(const Observation& seen) {
  return seen.dns &&
         std::any_of(seen.dns->cname.begin(), seen.dns->cname.end(), [](const std::string& name) {
           return contains_ignoring_case(name, "privatelink");
         });
}

bool cannot_be_of_service(const IpAddress& address) {
  return address.is_unspecified() || address.is_loopback() || address.is_link_local() ||
         address.is_private() || address.is_documentation() || address.is_multicast();
}

bool all_wrong(const std::vector<IpAddress>& addresses) {
  return !addresses.empty() &&
         std::all_of(addresses.begin(), addresses.end(), cannot_be_of_service);
}

/// What an address lookup of a name ended with, by whoever was asked.
struct Told {
  const Observation* seen = nullptr;
  std::vector<IpAddress> addresses;
};

/// Is that an answer which a control's can be held against: to the same name, by somebody else?
bool is_comparable(const ProbePlan& plan, const Observation& one, const ProbeTask& control) {
  const ProbeTask* const task = task_of(plan, one);
  if (task == nullptr || task->follow_up || one.follow_up || !one.dns ||
      task->host != control.host || one.route != RouteKind::direct ||
      task->control == ControlKind::name_service || task->control == ControlKind::search_name) {
    return false;
  }
  return control.control == ControlKind::name_service || one.dns->server != control.dns_server;
}

/// All that is known of a name beside what one control says.
std::vector<Told> told_by_others(const ProbePlan& plan, std::span<const Observation> seen,
                                 const Observation& said) {
  const ProbeTask& control = *task_of(plan, said);
  std::vector<Told> others;
  for (const Observation& one : seen) {
    if (&one == &said || !is_comparable(plan, one, control)) {
      continue;
    }
    Told told{&one, addresses_of_resolvers(one)};
    // The system reads the hosts file, as the run's own look-ups do, and a resolver does not.
    if (control.control == ControlKind::name_service && one.dns->from_hosts_file) {
      const std::vector<IpAddress> of_file = addresses_in(one);
      told.addresses.insert(told.addresses.end(), of_file.begin(), of_file.end());
    }
    others.push_back(std::move(told));
  }
  return others;
}

std::optional<NameDifference::Kind> kind_of(const Observation& control, const Told& other) {
  using Kind = NameDifference::Kind;
  const std::vector<IpAddress> addresses = addresses_in(control);
  if (share_one(addresses, other.addresses)) {
    return std::nullopt;
  }
  if (control.failure) {
    switch (control.failure->cause) {
      case Cause::dns_timeout:
      case Cause::dns_unreachable:
        return Kind::silent;
      case Cause::dns_servfail:
      case Cause::dns_refused:
        return Kind::failing;
      case Cause::dns_nodata:
        // A resolver is asked for the addresses of one family only.
        return control.control == ControlKind::name_service ||
                       has_family(other.addresses, Family::ipv4)
                   ? std::optional(Kind::missing)
                   : std::nullopt;
      case Cause::dns_nxdomain:
        return Kind::missing;
      default:
        return Kind::wrong;  // a sinkhole
    }
  }
  if (addresses.empty()) {
    return std::nullopt;
  }
  const bool is_wrong =
      all_wrong(addresses) && !all_wrong(other.addresses) && !is_behind_private_link(control);
  return is_wrong ? Kind::wrong : Kind::elsewhere;
}

}  // namespace

bool is_name_control(const ProbeTask& task) {
  return task.control == ControlKind::resolver || task.control == ControlKind::name_service ||
         task.control == ControlKind::search_name;
}

std::vector<IpAddress> addresses_of_resolvers(const Observation& seen) {
  if (seen.dns && seen.dns->from_hosts_file) {
    return seen.dns->resolver_addresses;
  }
  return addresses_in(seen);
}

std::optional<IpAddress> address_to_try(const Observation& control) {
  std::vector<IpAddress> addresses = addresses_in(control);
  std::stable_partition(addresses.begin(), addresses.end(),
                        [](const IpAddress& address) { return address.family() == Family::ipv4; });
  return addresses.empty() ? std::nullopt : std::optional(addresses.front());
}

std::vector<NameDifference> name_differences(const ProbePlan& plan,
                                             std::span<const Observation> seen) {
  std::vector<NameDifference> differences;
  for (const Observation& control : seen) {
    const ProbeTask* const task = task_of(plan, control);
    const bool asked =
        task != nullptr && !control.follow_up && control.outcome != Outcome::skipped &&
        (task->control == ControlKind::resolver || task->control == ControlKind::name_service);
    if (!asked) {
      continue;
    }
    // Who says the same as anybody else, or has addresses in common, does not differ.
    std::optional<NameDifference> difference;
    bool agrees = false;
    for (const Told& other : told_by_others(plan, seen, control)) {
      if (other.addresses.empty()) {
        continue;
      }
      const auto kind = kind_of(control, other);
      agrees = agrees || !kind;
      if (kind && !difference) {
        difference = NameDifference{*kind, &control, other.seen};
      }
    }
    if (difference && !agrees) {
      differences.push_back(*difference);
    }
  }
  return differences;
}

std::string search_name_behind(const ProbePlan& plan, std::span<const Observation> seen,
                               const Observation& control) {
  const std::vector<IpAddress> addresses = addresses_in(control);
  for (const Observation& one : seen) {
    const ProbeTask* const task = task_of(plan, one);
    if (task != nullptr && task->control == ControlKind::search_name &&
        share_one(addresses, addresses_in(one))) {
      return task->host;
    }
  }
  return "";
}

}  // namespace netprobe
