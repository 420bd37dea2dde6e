#pragma once

#include "netprobe/diagnosis/diagnose.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// A run made by hand: a plan, what became of it, and what is known beside. Rows come first, then
/// what was seen of their hosts; whatever is not told was never tried.
class Scene {
 public:
  ProbePlan plan;
  std::vector<Observation> seen;
  Circumstances known;

  inline static const std::string proxy_url = "http://proxy.corp:3128";

  /// A row whose hosts are tried by the given routes, of which `in_force` decides.
  struct RowOptions {
    bool required = true;
    bool comparison = false;
    bool guess = false;
    std::uint16_t port = 443;
    EndpointKind kind = EndpointKind::fqdn;
    std::vector<RouteKind> routes = {RouteKind::direct};
    RouteKind in_force = RouteKind::direct;
    std::string reason;
  };
  /// One row, its id "NAME:PORT"; more than one host makes it a wildcard.
  Scene& row(const std::string& name, const std::vector<std::string>& hosts,
             const RowOptions& options);
  Scene& row(const std::string& host) { return row(host, {host}, {}); }

  /// A range whose sign-in hosts and samples are tried directly.
  Scene& range(const std::string& cidr, const std::vector<std::string>& sign_in_hosts,
               const std::vector<std::string>& samples, bool required = true);
  /// The one address that somebody named.
  Scene& target(const std::string& address);
  Scene& control(const std::string& host, ControlKind kind = ControlKind::unrelated_host);

  // What was seen of a host or a literal address: of every task of it on that route and port.

  Scene& passes(const std::string& host, const std::string& address = "20.1.1.1",
                RouteKind route = RouteKind::direct, std::uint16_t port = 443);
  Scene& fails(const std::string& host, Cause cause, const std::string& address = "20.1.1.1",
               RouteKind route = RouteKind::direct, std::uint16_t port = 443);
  Scene& skipped(const std::string& host);
  /// Changes what was told last.
  Observation& last() { return seen.back(); }

  [[nodiscard]] Judgement judge() const { return diagnose(plan, seen, known); }

 private:
  TaskId add_task(const std::string& host, std::uint16_t port, RouteKind route);
  Scene& tell(const std::string& host, RouteKind route, std::uint16_t port,
              const Observation& what);
};

/// The stage at which the engine reports a cause.
Stage stage_of(Cause cause);

/// The chain of a server for `host`, signed by `issuer`.
TlsFacts chain_by(const std::string& host, const std::string& issuer);

/// The findings of one severity, as "blocker cause".
std::vector<std::string> accused(const Judgement& judgement, Severity severity);
/// The finding with that cause and blocker; fails the test and gives an empty one without it.
Finding finding_of(const Judgement& judgement, Cause cause, Blocker blocker);
/// The status of the row with that id.
std::string_view status_of(const Scene& scene, const Judgement& judgement, const std::string& id);

}  // namespace netprobe
