#include "netprobe/plan/row_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace netprobe {

namespace {

constexpr std::uint16_t https_port = 443;
constexpr std::uint16_t comparison_port = 8443;  // product contract, 2.1

}  // namespace

void RowBuilder::add_host_row(const ExtraTarget& target, std::uint16_t port, bool comparison) {
  PlannedRow row;
  row.id = HostPort{target.host, port}.to_string();
  row.name = target.host;
  row.port = port;
  row.protocol = target.protocol;
  row.required = !comparison;
  row.comparison = comparison;
  row.purpose = "asked for by the caller";
  Speech speech;
  speech.port = port;
  speech.protocol = target.protocol;
  speech.path = target.path;
  speech.comparison = comparison;
  speech.expectation = is_catalog_host(target.host) ? Expectation::service : Expectation::verified;
  add_names(row, speech, {{target.host, false}});
  rows_.push_back(std::move(row));
}

void RowBuilder::add_range_row(const ExtraTarget& target, std::uint16_t port, bool comparison) {
  PlannedRow row;
  row.range = target.range;
  row.kind = EndpointKind::range;
  row.name = target.range->is_single() ? target.range->base.to_string() : target.range->to_string();
  row.id = target.range->is_single() ? HostPort{row.name, port}.to_string()
                                     : fmt::format("{}:{}", row.name, port);
  row.port = port;
  row.protocol = target.protocol;
  row.required = !comparison;
  row.comparison = comparison;
  row.purpose = "asked for by the caller";
  Speech speech;
  speech.port = port;
  speech.protocol = target.protocol;
  speech.path = target.path;
  speech.comparison = comparison;
  speech.expectation = Expectation::verified;
  add_range(row, speech);
  rows_.push_back(std::move(row));
}

void RowBuilder::add_extra_target(const ExtraTarget& target) {
  const auto add = [&](std::uint16_t port, bool comparison) {
    if (target.range) {
      add_range_row(target, port, comparison);
    } else {
      add_host_row(target, port, comparison);
    }
  };
  if (target.port) {
    add(*target.port, false);
  } else if (target.protocol != Protocol::https) {
    add(80, false);
  } else if (request_.ports) {
    std::for_each(request_.ports->begin(), request_.ports->end(),
                  [&](std::uint16_t port) { add(port, false); });
  } else {
    add(https_port, false);
    add(comparison_port, true);
  }
}

void RowBuilder::add_control(const Control& control) {
  ProbeTask task;
  task.control = control.kind;
  task.expectation = Expectation::verified;
  const auto add_direct = [&] {
    const auto routes = routes_of(control.target, Speech{});
    const auto direct = [](const Route& route) { return route.kind == RouteKind::direct; };
    if (std::any_of(routes.tested.begin(), routes.tested.end(), direct)) {
      tasks_.add(task);
    }
  };
  switch (control.kind) {
    case ControlKind::microsoft_host:
    case ControlKind::unrelated_host:
      task.host = task.server_name = control.target;
      task.depth = depth_for(Protocol::https);
      for (const Route& route : routes_of(control.target, Speech{}).tested) {
        task.route = route;
        tasks_.add(task);
      }
      break;
    case ControlKind::must_not_resolve:
      task.host = control.target;
      task.protocol = Protocol::dns;
      task.depth = Depth::dns;
      task.expectation = Expectation::nobody;
      add_direct();
      break;
    case ControlKind::unrouted_address:
      task.address = IpAddress::parse(control.target);
      task.protocol = Protocol::tcp;
      task.depth = Depth::tcp;
      task.expectation = Expectation::nobody;
      if (request_.depth != Depth::dns) {
        add_direct();
      }
      break;
    case ControlKind::azure_platform:  // made from rows, by add_platform_control
    case ControlKind::resolver:        // these by add_name_controls
    case ControlKind::name_service:
    case ControlKind::search_name:
    case ControlKind::upload:  // and these by plan_trials
    case ControlKind::unlisted_name:
    case ControlKind::windows_tls:
      break;
  }
}

void RowBuilder::add_platform_control(const CatalogRow& row) {
  const auto range = Cidr::parse(row.name);
  if (!range || !range->is_single() || row.ports.empty()) {
    return;
  }
  Speech speech;
  speech.port = row.ports.front();
  speech.protocol = row.protocol;
  speech.path = row.path;
  speech.identity = row.identity;
  speech.never_proxy = true;
  for (const Route& route : routes_of(range->base.to_string(), speech).tested) {
    ProbeTask task = address_task(range->base, speech);
    task.route = route;
    task.control = ControlKind::azure_platform;
    tasks_.add(std::move(task));
  }
}

}  // namespace netprobe
