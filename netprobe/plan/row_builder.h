#pragma once

#include "netprobe/core/catalog.h"
#include "netprobe/core/plan.h"
#include "netprobe/plan/make_plan.h"
#include "netprobe/plan/task_list.h"

#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// Turns catalog rows, extra targets and controls into planned rows and shared tasks.
class RowBuilder {
 public:
  RowBuilder(const Catalog& catalog, const PlanRequest& request, const RouteChooser& routes)
      : catalog_(catalog), request_(request), routes_(routes) {}

  void add_catalog_row(const CatalogRow& row);
  void add_extra_target(const ExtraTarget& target);
  void add_control(const Control& control);
  /// A row that only Azure's own VMs can reach, asked though no row needs it.
  void add_platform_control(const CatalogRow& row);

  /// Moves rows and tasks into the plan.
  void finish(ProbePlan& plan) &&;

 private:
  /// A host that stands for a row.
  struct Representative {
    std::string host;
    bool guess = false;
  };
  /// What all tasks of one row at one port share.
  struct Speech {
    std::uint16_t port = 443;
    Protocol protocol = Protocol::https;
    std::string path = "/";
    Expectation expectation = Expectation::service;
    ServiceIdentity identity;
    bool never_proxy = false;
    bool only_vm = false;
    bool comparison = false;
    std::string service_tag;
  };

  [[nodiscard]] std::vector<Representative> representatives_of(const CatalogRow& row,
                                                               std::uint16_t port) const;
  [[nodiscard]] std::vector<std::string> expand(std::string_view pattern) const;
  [[nodiscard]] std::string display_name(const CatalogRow& row) const;
  [[nodiscard]] bool is_catalog_host(std::string_view host) const;
  [[nodiscard]] bool is_sign_in_address(const IpAddress& address) const;
  [[nodiscard]] Depth depth_for(Protocol protocol) const;

  /// What proves who answered, where TLS does not.
  [[nodiscard]] static ServiceIdentity identity_of(const Speech& speech);
  [[nodiscard]] HostRoutes routes_in_force(std::string_view host, const Speech& speech) const;
  /// Is nothing but names looked up, and is the name one that the proxy in force looks up?
  [[nodiscard]] bool is_looked_up_elsewhere(const std::string& host, const Speech& speech) const;

  void add_row_at_port(const CatalogRow& row, std::uint16_t port, bool comparison);
  void add_names(PlannedRow& row, const Speech& speech, const std::vector<Representative>& hosts);
  void add_range(PlannedRow& row, const Speech& speech);
  void add_samples(PlannedRow& row, const Speech& speech, const HostRoutes& routes);
  void add_single_address(PlannedRow& row, const Speech& speech);
  void add_host_row(const ExtraTarget& target, std::uint16_t port, bool comparison);
  void add_range_row(const ExtraTarget& target, std::uint16_t port, bool comparison);
  RowProbe probe_host(const std::string& host, const Speech& speech);
  [[nodiscard]] HostRoutes routes_of(std::string_view host, const Speech& speech) const;
  [[nodiscard]] ProbeTask address_task(const IpAddress& address, const Speech& speech) const;

  const Catalog& catalog_;
  const PlanRequest& request_;
  const RouteChooser& routes_;
  TaskList tasks_;
  std::vector<PlannedRow> rows_;
};

}  // namespace netprobe
