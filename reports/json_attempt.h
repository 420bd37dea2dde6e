#pragma once

#include "netprobe/core/observation.h"
#include "netprobe/core/plan.h"
#include "reports/certificate_table.h"
#include "reports/json_values.h"

namespace netprobe {

// The keys of the contract are always there, with null for what is unknown. What was added to them
// is left out where it has nothing to say. Certificates are put into the table and referred to.

/// An element of `endpoints[].attempts`. `probe` is what the attempt stands for in its row;
/// `experiment` is its task, for an attempt of the second round.
Json json_of_attempt(const Observation& seen, const RowProbe& probe, const ProbeTask* experiment,
                     CertificateTable& certificates);

/// An element of `other_attempts`, which no row lists and which is no control.
Json json_of_other(const Observation& seen, const ProbeTask* experiment,
                   CertificateTable& certificates);

/// An element of `controls`: the same keys, and the kind of control. `seen.control` is set.
Json json_of_control(const Observation& seen, CertificateTable& certificates);

}  // namespace netprobe
