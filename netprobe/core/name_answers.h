#pragma once

#include "netprobe/core/observation.h"
#include "netprobe/core/plan.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace netprobe {

/// A name stands for one thing to who asks one resolver, or the system, and for another to the run.
struct NameDifference {
  enum class Kind {
    silent,     ///< no answer, while others have one
    failing,    ///< SERVFAIL, REFUSED
    missing,    ///< it does not exist, or has no address
    wrong,      ///< an address that cannot be right, or a private one without the alias for it
    elsewhere,  ///< none of the addresses that others give: not wrong by itself
  };
  Kind kind = Kind::silent;
  const Observation* control = nullptr;  ///< who says so
  const Observation* other = nullptr;    ///< what is said otherwise: an attempt, or another control
};

/// What the controls about names say otherwise than the run's own look-ups and one another, in
/// their order. Names that are spread over many addresses get other ones each time: `elsewhere` is
/// something to look into, and no more.
std::vector<NameDifference> name_differences(const ProbePlan& plan,
                                             std::span<const Observation> seen);

/// The addresses that programs get for a name which a control asked the system for, where these are
/// known to be those of a name below a search domain: that name. Empty where they are not.
std::string search_name_behind(const ProbePlan& plan, std::span<const Observation> seen,
                               const Observation& control);

/// Has it been asked as one of the controls about names?
bool is_name_control(const ProbeTask& task);

/// What the resolvers say of the target's name, where a hosts file goes before them.
std::vector<IpAddress> addresses_of_resolvers(const Observation& seen);

/// The address of a control's answer at which the name should be tried: IPv4 before IPv6.
std::optional<IpAddress> address_to_try(const Observation& control);

}  // namespace netprobe
