#pragma once

#include "netprobe/core/diagnosis.h"
#include "netprobe/core/json_reader.h"
#include "reports/json_values.h"

namespace netprobe {

/// The files that decide what names stand for, as a report keeps them.
Json json_of_saved(const NameSources& names);
void read_names(JsonReader json, NameSources& names);

}  // namespace netprobe
