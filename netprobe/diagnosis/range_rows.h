#pragma once

#include "netprobe/diagnosis/rows.h"

namespace netprobe {

/// Decides a range whose route in force is direct, address by address.
void judge_addresses(const Attempts& attempts, const Experiments& experiments,
                     const Uploads& uploads, const PlannedRow& row, RowVerdict& verdict);

}  // namespace netprobe
