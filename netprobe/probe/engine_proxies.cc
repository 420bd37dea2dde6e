#include "netprobe/probe/address_choice.h"
#include "netprobe/probe/engine.h"

#include <fmt/format.h>

#include <utility>

/// How tasks that go by a proxy become attempts.
namespace netprobe {

namespace {

bool sends_address(const Proxy& proxy) {
  return proxy.scheme == ProxyScheme::socks4 || proxy.scheme == ProxyScheme::socks5;
}

bool is_socks4(const Proxy& proxy) {
  return proxy.scheme == ProxyScheme::socks4 || proxy.scheme == ProxyScheme::socks4a;
}

}  // namespace

void Engine::begin_by_proxy(TaskId id) {
  const ProbeTask& task = plan_->tasks[id];
  const std::string& host = task.route.proxy->address.host;
  const bool target_first = sends_address(*task.route.proxy) && !task.host.empty();
  const auto ask_proxy = [this, id, host](const std::shared_ptr<const LookupResult>& target) {
    if (const auto literal = IpAddress::parse(host)) {
      auto known = std::make_shared<LookupResult>();
      known->facts.addresses.push_back({*literal, 0});
      have_proxy_addresses(id, known, target);
      return;
    }
    resolver_->look_up(host, Families::both, [this, id, target](const auto& found) {
      have_proxy_addresses(id, found, target);
    });
  };
  if (is_socks4(*task.route.proxy) && task.address && task.address->family() == Family::ipv6) {
    Observation seen = blank_observation(id);
    seen.skipped_because = "SOCKS 4 carries no IPv6";
    record_without_attempt(id, std::move(seen));
  } else if (target_first) {
    const bool four = is_socks4(*task.route.proxy);
    resolver_->look_up(task.host, four ? Families::ipv4_only : plan_->families, ask_proxy);
  } else {
    ask_proxy(nullptr);
  }
}

void Engine::have_proxy_addresses(TaskId id, const std::shared_ptr<const LookupResult>& lookup,
                                  const std::shared_ptr<const LookupResult>& target) {
  Observation seen = blank_observation(id);
  if (target) {
    seen.dns = target->facts;
    seen.timings.dns = target->elapsed;
  }
  if (target && target->failure) {
    seen.outcome = Outcome::failed;
    seen.failure = target->failure;
    record_without_attempt(id, std::move(seen));
    return;
  }
  if (lookup->failure || lookup->facts.addresses.empty()) {
    seen.outcome = Outcome::failed;
    Failure failure = lookup->failure.value_or(Failure{});
    failure.detail = fmt::format("the proxy's name does not resolve: {}", failure.detail);
    failure.stage = Stage::proxy_dns;
    failure.cause = Cause::proxy_unresolvable;
    seen.failure = std::move(failure);
    record_without_attempt(id, std::move(seen));
    return;
  }
  AttemptSpec spec;
  spec.task = id;
  spec.addresses = limited(lookup->facts.addresses, plan_->limits.addresses_per_family);
  put_ipv4_first(spec.addresses);
  if (target) {
    std::vector<IpAddress> targets = limited(target->facts.addresses, 1);
    put_ipv4_first(targets);
    spec.pinned = targets.front();
    spec.dns = target->facts;
    spec.dns_time = target->elapsed;
  }
  add_attempt(std::move(spec));
  finish_task_part(id);
  connect_next();
}

}  // namespace netprobe
