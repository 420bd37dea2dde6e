#pragma once

#include "netprobe/diagnosis/facts.h"

#include <vector>

namespace netprobe {

/// What the reader should know beside the accusations: settings that cannot be used, clocks,
/// unstable or dead addresses, what could not be tested, ports that nobody needs, workloads that
/// need nothing.
std::vector<Finding> notices(const Facts& facts, std::optional<Millis> clock_skew);

/// The VM that this is, by the instance metadata service of Azure; nothing where it did not answer.
std::optional<AzureInstance> find_azure_instance(const Attempts& attempts);

/// That this VM runs in another cloud or region than the one that was tested.
void note_platform(const Facts& facts, std::vector<Finding>& findings);

/// That the revocation lists of certificates that were shown cannot be fetched.
void note_status_addresses(const Facts& facts, std::vector<Finding>& findings);

/// That the service tags which the rules were read with are old, or a part only.
void note_service_tags(const Facts& facts, std::vector<Finding>& findings);

/// That exported rules or routes deny what the wire lets through.
void note_contradictions(const Facts& facts, std::vector<Finding>& findings);

/// Local minus remote: the median over the `Date` headers of answers whose certificates verified.
/// Nothing without one.
std::optional<Millis> measure_clock_skew(const Attempts& attempts);

}  // namespace netprobe
