#include "netprobe/probe/task_addresses.h"

#include "netprobe/probe/hosts_file.h"
#include "netprobe/probe/machine.h"
#include "netprobe/probe/nat64.h"

#include <algorithm>
#include <utility>

namespace netprobe {

namespace {

constexpr std::size_t hosts_file_limit = std::size_t{4} * 1024 * 1024;
constexpr Millis patience_with_name_service{2000};
constexpr Millis most_for_single_server{2000};

}  // namespace

Result<void> TaskAddresses::prepare(const ProbePlan& plan) {
  plan_ = &plan;
  only_ipv6_ = has_only_ipv6(own_addresses());
  if (resolver_ && resolver_servers_ == plan.resolvers) {
    prepare_proxy_names(plan);
    return {};
  }
  ResolverSettings settings;
  settings.servers = plan.resolvers;
  settings.one_try = plan.limits.dns_try;
  settings.tries = plan.limits.dns_tries;
  settings.in_flight = plan.limits.lookups_in_flight;
  settings.hosts = HostsFile::parse(read_hosts_file(hosts_file_limit));
  settings.hosts_path = hosts_file_path();
  auto resolver = Resolver::create(*loop_, std::move(settings));
  if (!resolver) {
    return tl::unexpected(resolver.error());
  }
  proxy_names_.reset();
  resolver_ = std::move(*resolver);
  resolver_servers_ = plan.resolvers;
  prepare_proxy_names(plan);
  return {};
}

void TaskAddresses::prepare_proxy_names(const ProbePlan& plan) {
  if (proxy_names_ && proxy_names_->search() == plan.search) {
    return;
  }
  ProxyNameSettings settings;
  settings.search = plan.search;
  settings.hosts = HostsFile::parse(read_hosts_file(hosts_file_limit));
  settings.ask_system = plan.resolvers.empty();
  settings.patience = patience_with_name_service;
  proxy_names_ = std::make_unique<ProxyNames>(*loop_, *resolver_, std::move(settings));
}

/// The resolver that asks this task's own server; none when c-ares will not start.
Resolver* TaskAddresses::resolver_of(const ProbeTask& task) {
  if (task.dns_server.empty()) {
    return resolver_.get();
  }
  auto& single = single_resolvers_[{task.dns_server, task.dns_over_tcp}];
  if (!single) {
    ResolverSettings settings;
    settings.servers = {task.dns_server};
    settings.one_try =
        std::min({plan_->limits.dns_try, plan_->limits.connect_timeout, most_for_single_server});
    settings.tries = 1;
    settings.over_tcp = task.dns_over_tcp;
    auto created = Resolver::create(*loop_, std::move(settings));
    single = created ? std::move(*created) : nullptr;
  }
  return single.get();
}

/// Whether a resolver answers, and knows a name, one question tells.
Families TaskAddresses::families_for(const ProbeTask& task) const {
  return task.control == ControlKind::resolver && plan_->families == Families::both
             ? Families::ipv4_only
             : plan_->families;
}

void TaskAddresses::find(TaskId id) {
  const ProbeTask& task = plan_->tasks[id];
  if (task.by_name_service) {
    ask_name_service(id);
  } else if (task.route.proxy) {
    find_by_proxy(id);
  } else if (task.address) {
    tell(id, targets_of_literal(*plan_, id, loop_->now()));
  } else if (Resolver* const resolver = resolver_of(task); resolver != nullptr) {
    resolver->look_up(task.host, families_for(task), [this, id](const Lookup& found) {
      tell(id, targets_of_host(*plan_, id, *found, loop_->now()));
    });
  } else {
    found_(id, no_targets(*plan_, id, "no resolver could be started", loop_->now()));
  }
}

/// A machine that has only IPv6 cannot go to every address; how to those of IPv4, the resolver
/// tells.
void TaskAddresses::tell(TaskId id, TaskTargets targets) {
  if (!only_ipv6_ || targets.attempts.empty()) {
    found_(id, std::move(targets));
    return;
  }
  resolver_->look_up(nat64_witness, Families::ipv6_only,
                     [this, id, all = std::move(targets)](const Lookup& witness) {
                       const auto prefix = nat64_prefix_in(witness->facts.addresses);
                       found_(id, for_ipv6_only(*plan_, all, prefix, loop_->now()));
                     });
}

void TaskAddresses::find_by_proxy(TaskId id) {
  const ProbeTask& task = plan_->tasks[id];
  const Proxy& proxy = *task.route.proxy;
  const bool four = carries_only_ipv4(proxy);
  if (four && task.address && task.address->family() == Family::ipv6) {
    found_(id, no_targets(*plan_, id, "SOCKS 4 carries no IPv6", loop_->now()));
  } else if (is_sent_address(proxy) && !task.host.empty()) {
    resolver_->look_up(task.host, four ? Families::ipv4_only : plan_->families,
                       [this, id](const Lookup& target) { find_proxy(id, target); });
  } else {
    find_proxy(id, nullptr);
  }
}

void TaskAddresses::find_proxy(TaskId id, const Lookup& target) {
  const std::string& host = plan_->tasks[id].route.proxy->address.host;
  if (const auto literal = IpAddress::parse(host)) {
    LookupResult known;
    known.facts.addresses.push_back({*literal, 0});
    found_(id, targets_by_proxy(*plan_, id, known, target.get(), loop_->now()));
    return;
  }
  proxy_names_->look_up(host, [this, id, target](const Lookup& proxy) {
    found_(id, targets_by_proxy(*plan_, id, *proxy, target.get(), loop_->now()));
  });
}

void TaskAddresses::ask_name_service(TaskId id) {
  const std::string& name = plan_->tasks[id].host;
  const auto told = [this, id](const NameServiceAnswer& answer) {
    found_(id, targets_of_name_service(*plan_, id, answer, loop_->now()));
  };
  ask_name_service(name, [this, told](const NameServiceAnswer& answer) {
    if (!answer.asked || answer.expired || !answer.addresses.empty()) {
      told(answer);
      return;
    }
    // "Unknown" is only believed of a program that knows what every system knows: other systems
    // have programs of that name that are asked otherwise.
    ask_name_service("localhost", [told, answer](const NameServiceAnswer& witness) {
      NameServiceAnswer believed = answer;
      believed.asked = !witness.addresses.empty();
      told(believed);
    });
  });
}

void TaskAddresses::ask_name_service(const std::string& name, NameServiceQuestion::Done done) {
  const Micros limit = Micros(patience_with_name_service);
  name_questions_.push_back(
      std::make_unique<NameServiceQuestion>(*loop_, name, limit, std::move(done)));
}

void TaskAddresses::forget_unfinished() {
  if (resolver_) {
    resolver_->forget_unfinished();
  }
  if (proxy_names_) {
    proxy_names_->forget_unfinished();
  }
  single_resolvers_.clear();
  name_questions_.clear();
}

}  // namespace netprobe
