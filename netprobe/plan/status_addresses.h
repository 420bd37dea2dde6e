#pragma once

#include "netprobe/core/observation.h"
#include "netprobe/core/plan.h"
#include "netprobe/plan/make_plan.h"

#include <span>
#include <vector>

namespace netprobe {

/// One plain request to each host that the certificates which were shown name for their revocation
/// lists, OCSP responders and issuers, by the route that is in force for plain HTTP: the platform's
/// own, not the agent's. Only chains that verified are believed, and hosts that the plan asks
/// already are left out, so that a run against the service as it is today sends nothing more.
/// Windows checks revocation, and where it cannot, handshakes take long (such hosts, on port 80,
/// are listed in MicrosoftDocs/azure-docs, tls-certificate-changes.md). Ids are for the caller to
/// give.
std::vector<ProbeTask> plan_status_addresses(const ProbePlan& plan,
                                             std::span<const Observation> seen,
                                             const RouteChooser& routes);

}  // namespace netprobe
