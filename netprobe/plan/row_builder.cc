#include "netprobe/plan/row_builder.h"

#include "netprobe/core/service_tags.h"
#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace netprobe {

namespace {

constexpr std::string_view geo_place = "{geo}";
constexpr std::string_view region_place = "{region}";

std::string filled(std::string_view pattern, std::string_view place, std::string_view text) {
  std::string out(pattern);
  for (std::size_t at = out.find(place); at != std::string::npos; at = out.find(place, at)) {
    out.replace(at, place.size(), text);
  }
  return out;
}

std::string with_geo(std::string_view pattern, std::string_view code) {
  return filled(pattern, geo_place, code);
}

bool has(std::string_view pattern, std::string_view place) {
  return pattern.find(place) != std::string_view::npos;
}

bool is_regional(std::string_view pattern) {
  return has(pattern, geo_place) || has(pattern, region_place);
}

/// The deepest stage that a protocol has.
Depth deepest(Protocol protocol) {
  switch (protocol) {
    case Protocol::https:
    case Protocol::http:
      return Depth::http;
    case Protocol::tcp:
      return Depth::tcp;
    case Protocol::dns:
      return Depth::dns;
  }
  return Depth::http;
}

std::vector<Workload> selected_workloads(const CatalogRow& row,
                                         const std::vector<Workload>& wanted) {
  std::vector<Workload> both;
  for (const Workload workload : wanted) {
    const auto has = [&](const std::vector<Workload>& list) {
      return std::find(list.begin(), list.end(), workload) != list.end();
    };
    if (has(row.required_for) || has(row.optional_for)) {
      both.push_back(workload);
    }
  }
  return both;
}

/// The probe has a task for each tested route, in their order.
void put_in_force(RowProbe& probe, const HostRoutes& routes) {
  probe.route = routes.kind_in_force();
  probe.in_force_reason = routes.reason;
  for (const std::size_t place : routes.in_force) {
    probe.in_force.push_back(probe.tasks[place]);
  }
  for (const std::size_t place : routes.own) {
    probe.own.push_back(probe.tasks[place]);
  }
  probe.own_reason = routes.own_reason;
}

/// Of a range that lists of the agents named once, and the newest does not.
std::string who_asks_for(const CatalogRow& row) {
  constexpr std::string_view newest = "2025";
  std::vector<std::string> lists;
  std::copy_if(row.lists.begin(), row.lists.end(), std::back_inserter(lists),
               [](const std::string& list) { return list.find(':') == std::string::npos; });
  const bool still = std::find(lists.begin(), lists.end(), newest) != lists.end();
  return row.kind != EndpointKind::range || lists.empty() || still
             ? ""
             : fmt::format("asked for by Microsoft's lists of {}; later ones ask for names",
                           join(lists, " and "));
}

bool is_required(const CatalogRow& row, const std::vector<Workload>& wanted) {
  return std::any_of(wanted.begin(), wanted.end(), [&](Workload workload) {
    return std::find(row.required_for.begin(), row.required_for.end(), workload) !=
           row.required_for.end();
  });
}

}  // namespace

Depth RowBuilder::depth_for(Protocol protocol) const {
  const Depth depth = std::min(request_.depth, deepest(protocol));
  // Plain HTTP has no TLS to stop at.
  return protocol == Protocol::http && depth == Depth::tls ? Depth::tcp : depth;
}

std::vector<std::string> RowBuilder::expand(std::string_view pattern) const {
  if (!is_regional(pattern)) {
    return {std::string(pattern)};
  }
  if (has(pattern, region_place)) {
    std::vector<std::string> hosts;
    hosts.reserve(request_.region_names.size());
    for (const std::string& name : request_.region_names) {
      hosts.push_back(filled(pattern, region_place, name));
    }
    return hosts;
  }
  const auto& codes = request_.geo_codes.empty() ? catalog_.default_geo_codes : request_.geo_codes;
  std::vector<std::string> hosts;
  hosts.reserve(codes.size());
  for (const std::string& code : codes) {
    hosts.push_back(with_geo(pattern, code));
  }
  return hosts;
}

std::string RowBuilder::display_name(const CatalogRow& row) const {
  const bool one = request_.geo_codes.size() == 1;
  return with_geo(row.name, one ? request_.geo_codes.front() : "<geo>");
}

std::vector<RowBuilder::Representative> RowBuilder::representatives_of(const CatalogRow& row,
                                                                       std::uint16_t port) const {
  std::vector<Representative> found;
  const auto add = [&](std::string host, bool guess) {
    const bool known = std::any_of(found.begin(), found.end(),
                                   [&](const Representative& r) { return r.host == host; });
    if (!known) {
      found.push_back({std::move(host), guess});
    }
  };
  std::vector<std::string> patterns = row.representatives;
  // An fqdn row stands for itself, unless its name has a part that only the user knows
  // ("<vaultId>").
  if (row.kind == EndpointKind::fqdn && is_host_name(with_geo(row.name, "x"))) {
    patterns.insert(patterns.begin(), row.name);
  }
  const bool some_regional = std::any_of(patterns.begin(), patterns.end(), is_regional);
  for (const std::string& pattern : patterns) {
    for (std::string& host : expand(pattern)) {
      const bool own = row.kind == EndpointKind::fqdn && host == row.name;
      // Of a region that was not asked for, or that nobody knows.
      const bool elsewhere = !is_regional(pattern) && !own &&
                             (some_regional || is_regional_service(service_tag_of(catalog_, host)));
      const bool guess = request_.geo_codes.empty() ? is_regional(pattern) : elsewhere;
      add(std::move(host), guess);
    }
  }
  for (const ExtraTarget& extra : request_.extra) {
    const bool at_port = !extra.port || *extra.port == port;
    if (at_port && extra.protocol == row.protocol && row.kind == EndpointKind::wildcard &&
        wildcard_covers(row.name, extra.host)) {
      add(extra.host, false);
    }
  }
  return found;
}

bool RowBuilder::is_catalog_host(std::string_view host) const {
  return std::any_of(catalog_.rows.begin(), catalog_.rows.end(), [&](const CatalogRow& row) {
    return (row.kind == EndpointKind::wildcard && wildcard_covers(row.name, host)) ||
           (row.kind == EndpointKind::fqdn && equals_ignoring_case(row.name, host));
  });
}

bool RowBuilder::is_sign_in_address(const IpAddress& address) const {
  return std::any_of(catalog_.rows.begin(), catalog_.rows.end(), [&](const CatalogRow& row) {
    const auto range = row.kind == EndpointKind::range && row.protocol == Protocol::https
                           ? Cidr::parse(row.name)
                           : std::nullopt;
    return range && range->contains(address);
  });
}

HostRoutes RowBuilder::routes_of(std::string_view host, const Speech& speech) const {
  if (request_.depth == Depth::dns) {
    // A lookup knows no proxy: whatever the route, it is made here.
    return {{Route{}}, {0}, ""};
  }
  return routes_in_force(host, speech);
}

HostRoutes RowBuilder::routes_in_force(std::string_view host, const Speech& speech) const {
  const std::string tag =
      speech.service_tag.empty() ? service_tag_of(catalog_, host) : speech.service_tag;
  return routes_(
      {host, speech.port, speech.protocol, speech.path, speech.never_proxy, speech.only_vm, tag});
}

ServiceIdentity RowBuilder::identity_of(const Speech& speech) {
  // Over TLS the certificate says who answers. What two rows know beside it of one host would make
  // two attempts of one.
  return speech.protocol == Protocol::http ? speech.identity : ServiceIdentity();
}

bool RowBuilder::is_looked_up_elsewhere(const std::string& host, const Speech& speech) const {
  if (request_.depth != Depth::dns) {
    return false;
  }
  const HostRoutes routes = routes_in_force(host, speech);
  if (routes.in_force.empty()) {
    return false;
  }
  const std::optional<Proxy>& proxy = routes.tested[routes.in_force.front()].proxy;
  return proxy && proxy->scheme != ProxyScheme::socks4 && proxy->scheme != ProxyScheme::socks5;
}

RowProbe RowBuilder::probe_host(const std::string& host, const Speech& speech) {
  const HostRoutes routes = routes_of(host, speech);
  RowProbe probe;
  probe.host = host;
  for (const Route& route : routes.tested) {
    ProbeTask task;
    task.host = host;
    task.server_name = host;
    task.port = speech.port;
    task.protocol = speech.protocol;
    task.depth = depth_for(speech.protocol);
    task.route = route;
    task.path = speech.path;
    task.expectation = speech.expectation;
    task.identity = identity_of(speech);
    task.comparison = speech.comparison;
    probe.tasks.push_back(tasks_.add(std::move(task)));
  }
  put_in_force(probe, routes);
  return probe;
}

ProbeTask RowBuilder::address_task(const IpAddress& address, const Speech& speech) const {
  ProbeTask task;
  task.address = address;
  task.port = speech.port;
  task.protocol = speech.protocol;
  task.path = speech.path;
  task.identity = identity_of(speech);
  task.comparison = speech.comparison;
  // Without a name there is no request to make: the certificate says who answered.
  const Depth deepest_here = speech.protocol == Protocol::https ? Depth::tls : Depth::http;
  task.depth = std::min(depth_for(speech.protocol), deepest_here);
  const bool sign_in = speech.protocol == Protocol::https && is_sign_in_address(address) &&
                       !catalog_.sign_in_hosts.empty();
  task.server_name = sign_in ? catalog_.sign_in_hosts.front() : "";
  task.expectation = sign_in ? Expectation::service : Expectation::verified;
  return task;
}

void RowBuilder::add_names(PlannedRow& row, const Speech& speech,
                           const std::vector<Representative>& hosts) {
  const auto elsewhere = [&](const Representative& representative) {
    return is_looked_up_elsewhere(representative.host, speech);
  };
  // Those that this machine looks up decide. Where there are none, what its resolver says of the
  // others is told, and nothing follows from it.
  const bool all_elsewhere = std::all_of(hosts.begin(), hosts.end(), elsewhere);
  for (const Representative& representative : hosts) {
    if (!all_elsewhere && elsewhere(representative)) {
      continue;
    }
    RowProbe probe = probe_host(representative.host, speech);
    probe.guess = representative.guess;
    if (!probe.tasks.empty()) {
      row.probes.push_back(std::move(probe));
    }
  }
  if (hosts.empty()) {
    row.untested = "no host name is known that stands for it; --host gives one";
  } else if (row.probes.empty()) {
    row.untested = "none of the routes that --route leaves can carry it";
  }
  if (all_elsewhere && row.untested.empty()) {
    row.untested = "--depth dns asks no proxy, and the proxy in force looks this name up by itself";
  }
}

void RowBuilder::add_samples(PlannedRow& row, const Speech& speech, const HostRoutes& routes) {
  const bool direct =
      std::any_of(routes.tested.begin(), routes.tested.end(),
                  [](const Route& route) { return route.kind == RouteKind::direct; });
  RowProbe samples;
  samples.role = RowProbe::Role::sample;
  samples.route = routes.kind_in_force();
  samples.in_force_reason = routes.reason;
  for (const IpAddress& address : spread_sample(*row.range, direct ? request_.samples : 0)) {
    samples.tasks.push_back(tasks_.add(address_task(address, speech)));
  }
  if (samples.route == RouteKind::direct) {
    samples.in_force = samples.tasks;
  }
  if (!samples.tasks.empty()) {
    row.probes.push_back(std::move(samples));
  }
}

void RowBuilder::add_single_address(PlannedRow& row, const Speech& speech) {
  const HostRoutes routes = routes_of(row.range->base.to_string(), speech);
  RowProbe target;
  target.role = RowProbe::Role::target;
  for (const Route& route : routes.tested) {
    ProbeTask task = address_task(row.range->base, speech);
    task.route = route;
    target.tasks.push_back(tasks_.add(std::move(task)));
  }
  put_in_force(target, routes);
  if (!target.tasks.empty()) {
    row.probes.push_back(std::move(target));
  }
}

void RowBuilder::add_range(PlannedRow& row, const Speech& speech) {
  if (request_.depth == Depth::dns) {
    row.untested = "--depth dns connects to nothing";
    return;
  }
  if (row.range->is_single()) {
    add_single_address(row, speech);
  } else {
    const bool sign_in = row.catalog_id.has_value();
    for (const std::string& host : sign_in ? catalog_.sign_in_hosts : std::vector<std::string>()) {
      RowProbe probe = probe_host(host, speech);
      probe.role = RowProbe::Role::sign_in;
      row.probes.push_back(std::move(probe));
    }
    if (row.required) {
      add_samples(row, speech, routes_of(row.range->base.to_string(), speech));
    }
  }
  std::erase_if(row.probes, [](const RowProbe& probe) { return probe.tasks.empty(); });
  if (row.probes.empty()) {
    row.untested = "none of the routes that --route leaves can carry it";
  }
}

void RowBuilder::add_row_at_port(const CatalogRow& source, std::uint16_t port, bool comparison) {
  PlannedRow row;
  row.id = fmt::format("{}:{}", source.id, port);
  row.catalog_id = source.id;
  row.name = display_name(source);
  row.kind = source.kind;
  row.range = source.kind == EndpointKind::range ? Cidr::parse(source.name) : std::nullopt;
  row.port = port;
  row.protocol = source.protocol;
  row.required = !comparison && is_required(source, request_.workloads);
  row.comparison = comparison;
  row.inside_azure_only = source.inside_azure_only;
  row.workloads = selected_workloads(source, request_.workloads);
  row.service_tag = source.service_tag;
  row.purpose = source.purpose;
  row.note = comparison ? "" : who_asks_for(source);
  Speech speech{port,
                source.protocol,
                source.path,
                Expectation::service,
                source.identity,
                source.never_proxy,
                row.workloads == std::vector{Workload::vm},
                comparison,
                source.service_tag};
  if (row.range) {
    add_range(row, speech);
  } else {
    add_names(row, speech, representatives_of(source, port));
  }
  rows_.push_back(std::move(row));
}

void RowBuilder::add_catalog_row(const CatalogRow& row) {
  const bool ports_apply = row.protocol == Protocol::https && request_.ports.has_value();
  for (const std::uint16_t port : ports_apply ? *request_.ports : row.ports) {
    add_row_at_port(row, port, false);
  }
  if (!ports_apply) {
    for (const std::uint16_t port : row.comparison_ports) {
      add_row_at_port(row, port, true);
    }
  }
}

void RowBuilder::finish(ProbePlan& plan) && {
  plan.rows = std::move(rows_);
  plan.tasks = std::move(tasks_).take();
}

}  // namespace netprobe
