#pragma once

#include "netprobe/core/catalog.h"
#include "netprobe/core/plan.h"
#include "netprobe/core/route.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// What the routes of one host depend on.
struct RouteQuestion {
  std::string_view host;  ///< name or literal address
  std::uint16_t port = 443;
  Protocol protocol = Protocol::https;
  std::string_view path = "/";    ///< that is asked for
  bool never_proxy = false;       ///< the row must not be proxied (168.63.129.16, 169.254.169.254)
  bool only_vm_workload = false;  ///< the row serves nothing but the `vm` workload here
  /// Of the row, or of the one that names the host most closely; empty where there is none.
  std::string_view service_tag = {};
};

/// Answers with the routes to test and the one in force; pure. It comes from outside because
/// proxy settings are another folder's business.
using RouteChooser = std::function<HostRoutes(const RouteQuestion&)>;

/// What the caller asked for, beside the catalog.
struct PlanRequest {
  std::vector<Workload> workloads;     ///< empty: no catalog row at all (`-w none`)
  std::vector<std::string> geo_codes;  ///< of `--region`; empty: the catalog's defaults, as guesses
  /// Those regions as Azure writes them ("westeurope"), or the ones that are guessed; none where
  /// only a code is known.
  std::vector<std::string> region_names;
  std::string list;  ///< `--list`: the one that the catalog was cut to; empty: today's
  std::vector<ExtraTarget> extra;  ///< `--host`, `--targets`
  /// `--ports`: exactly these are tested, and required, of every HTTPS row. None: as the catalog
  /// says.
  std::optional<std::vector<std::uint16_t>> ports;
  Depth depth = Depth::http;
  Families families = Families::both;
  Limits limits;
  int samples = 8;  ///< addresses in each required range beside the resolved ones
  bool controls = true;
  bool azure_platform = true;  ///< ask Azure's own addresses whether, and where, this is a VM of it
  std::vector<std::string> resolvers;         ///< `--dns-server`
  std::vector<std::string> system_resolvers;  ///< those that are asked without that option
  SearchList search;
  bool only_ipv6 = false;  ///< this machine has no IPv4 to go out by
};

/// Decides every attempt before the first packet. Rows come in the catalog's order, extra targets
/// after them; an attempt that several rows need is planned once and listed by each of them.
ProbePlan make_plan(const Catalog& catalog, const PlanRequest& request, const RouteChooser& routes);

/// `count` addresses spread evenly over the range, the same ones for the same arguments. All of
/// them where the range holds no more.
std::vector<IpAddress> spread_sample(const Cidr& range, int count);

}  // namespace netprobe
