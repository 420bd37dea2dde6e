#include "netprobe/probe/attempt_specs.h"

#include "netprobe/probe/address_choice.h"
#include "netprobe/probe/attempt.h"
#include "netprobe/probe/nat64.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace netprobe {

namespace {

TaskTargets ended(Observation seen) { return {{}, std::move(seen)}; }

}  // namespace

bool is_sent_address(const Proxy& proxy) {
  return proxy.scheme == ProxyScheme::socks4 || proxy.scheme == ProxyScheme::socks5;
}

bool carries_only_ipv4(const Proxy& proxy) {
  return proxy.scheme == ProxyScheme::socks4 || proxy.scheme == ProxyScheme::socks4a;
}

TaskTargets no_targets(const ProbePlan& plan, TaskId id, std::string because, Instant now) {
  Observation seen = blank_observation(plan, id, now);
  seen.skipped_because = std::move(because);
  return ended(std::move(seen));
}

TaskTargets targets_of_literal(const ProbePlan& plan, TaskId id, Instant now) {
  AttemptSpec spec;
  spec.task = id;
  spec.addresses = of_families({*plan.tasks[id].address}, plan.families);
  if (spec.addresses.empty()) {
    return no_targets(plan, id, "its address family was excluded", now);
  }
  return {{std::move(spec)}, std::nullopt};
}

TaskTargets targets_of_host(const ProbePlan& plan, TaskId id, const LookupResult& found,
                            Instant now) {
  const ProbeTask& task = plan.tasks[id];
  const std::vector<IpAddress> addresses =
      limited(found.facts.addresses,
              task.comparison || task.is_trial() ? 1 : plan.limits.addresses_per_family);
  const bool wrong = !addresses.empty() &&
                     std::all_of(addresses.begin(), addresses.end(), [&](const IpAddress& address) {
                       return cannot_be_right(address, task.expectation);
                     });
  if (found.failure || wrong || task.depth == Depth::dns) {
    Observation seen = blank_observation(plan, id, now);
    seen.dns = found.facts;
    seen.timings.dns = seen.timings.total = found.elapsed;
    if (found.failure || wrong) {
      seen.outcome = Outcome::failed;
      seen.failure = found.failure ? *found.failure : sinkhole(task.host, addresses, found.facts);
    } else {
      seen.outcome = Outcome::ok;
      seen.reached = Depth::dns;
    }
    return ended(std::move(seen));
  }
  TaskTargets targets;
  for (const IpAddress& address : addresses) {
    AttemptSpec spec;
    spec.task = id;
    spec.path = static_cast<int>(targets.attempts.size());
    spec.addresses = {address};
    spec.dns = found.facts;
    spec.dns_time = found.elapsed;
    targets.attempts.push_back(std::move(spec));
  }
  return targets;
}

TaskTargets targets_by_proxy(const ProbePlan& plan, TaskId id, const LookupResult& proxy,
                             const LookupResult* target, Instant now) {
  const bool target_failed = target != nullptr && target->failure;
  if (target_failed || proxy.failure || proxy.facts.addresses.empty()) {
    Observation seen = blank_observation(plan, id, now);
    seen.outcome = Outcome::failed;
    if (target != nullptr) {
      seen.dns = target->facts;
      seen.timings.dns = target->elapsed;
    }
    Failure failure = target_failed ? *target->failure : proxy.failure.value_or(Failure{});
    if (!target_failed) {
      failure.detail = fmt::format("the proxy's name does not resolve: {}", failure.detail);
      failure.stage = Stage::proxy_dns;
      failure.cause = Cause::proxy_unresolvable;
    }
    seen.failure = std::move(failure);
    return ended(std::move(seen));
  }
  AttemptSpec spec;
  spec.task = id;
  spec.addresses = limited(proxy.facts.addresses, plan.limits.addresses_per_family);
  put_ipv4_first(spec.addresses);
  if (target != nullptr) {
    std::vector<IpAddress> targets = limited(target->facts.addresses, 1);
    put_ipv4_first(targets);
    spec.pinned = targets.front();
    spec.dns = target->facts;
    spec.dns_time = target->elapsed;
  }
  return {{std::move(spec)}, std::nullopt};
}

namespace {

bool is_ipv4(const AttemptSpec& spec) {
  return !spec.addresses.empty() && spec.addresses.front().family() == Family::ipv4;
}

/// Only what the internet routes is behind NAT64, and only what somebody should answer at.
bool goes_through(const ProbeTask& task, const AttemptSpec& spec) {
  const IpAddress& address = spec.addresses.front();
  return !task.control && task.address && task.protocol != Protocol::http &&
         task.expectation != Expectation::nobody && !address.is_private() &&
         !address.is_link_local() && !address.is_loopback();
}

Observation left_out(const ProbePlan& plan, const AttemptSpec& spec, bool has_prefix, Instant now) {
  Observation seen = blank_observation(plan, spec.task, now);
  seen.path = spec.path;
  seen.address = spec.addresses.front();
  seen.dns = spec.dns;
  seen.skipped_because = has_prefix || spec.dns
                             ? "this machine has no IPv4"
                             : "this machine has no IPv4, and no NAT64 prefix is known";
  return seen;
}

}  // namespace

TaskTargets for_ipv6_only(const ProbePlan& plan, TaskTargets targets,
                          const std::optional<Cidr>& nat64, Instant now) {
  const bool has_others = std::any_of(targets.attempts.begin(), targets.attempts.end(),
                                      [](const AttemptSpec& spec) { return !is_ipv4(spec); });
  TaskTargets usable;
  usable.instead = std::move(targets.instead);
  for (AttemptSpec& spec : targets.attempts) {
    const ProbeTask& task = plan.tasks[spec.task];
    const bool is_literal = task.address.has_value();
    if (!is_ipv4(spec)) {
      spec.stands_for = nat64 ? behind_nat64(*nat64, spec.addresses.front()) : std::nullopt;
    } else if (is_literal && nat64 && goes_through(task, spec)) {
      spec.stands_for = spec.addresses.front();
      spec.addresses = {through_nat64(*nat64, spec.addresses.front())};
    } else if (is_literal || has_others) {
      // One note is enough for a host, however many addresses it has.
      usable.instead =
          usable.instead ? usable.instead : left_out(plan, spec, nat64.has_value(), now);
      continue;
    }
    usable.attempts.push_back(std::move(spec));
  }
  return usable;
}

TaskTargets targets_of_name_service(const ProbePlan& plan, TaskId id,
                                    const NameServiceAnswer& answer, Instant now) {
  if (!answer.asked) {
    return no_targets(plan, id, "the program that asks the name service is not there", now);
  }
  Observation seen = blank_observation(plan, id, now);
  DnsFacts& dns = seen.dns.emplace();
  dns.server = "the system's name service";
  for (const IpAddress& address : answer.addresses) {
    dns.addresses.push_back({address, 0});
  }
  const Expectation expected = plan.tasks[id].expectation;
  const bool wrong =
      !answer.addresses.empty() &&
      std::all_of(answer.addresses.begin(), answer.addresses.end(),
                  [&](const IpAddress& address) { return cannot_be_right(address, expected); });
  if (wrong) {
    seen.outcome = Outcome::failed;
    seen.failure = sinkhole(plan.tasks[id].host, answer.addresses, dns);
    return ended(std::move(seen));
  }
  if (!answer.addresses.empty()) {
    seen.outcome = Outcome::ok;
    seen.reached = Depth::dns;
    return ended(std::move(seen));
  }
  seen.outcome = Outcome::failed;
  Failure& failure = seen.failure.emplace();
  failure.stage = Stage::dns;
  failure.cause = answer.expired ? Cause::dns_timeout : Cause::dns_nodata;
  failure.detail = answer.expired ? "the system's name service has not answered yet"
                                  : "the system's name service knows no address either";
  return ended(std::move(seen));
}

}  // namespace netprobe
