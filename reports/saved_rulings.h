#pragma once

#include "netprobe/core/json_reader.h"
#include "netprobe/core/ruling.h"
#include "reports/json_values.h"

namespace netprobe {

/// What exported rules and routes say about one connection, as a report keeps it for judging it
/// again.
Json json_of_saved(const Ruling& ruling);
Ruling read_ruling(JsonReader json);

}  // namespace netprobe
