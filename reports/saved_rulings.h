#pragma once

#include "netprobe/core/connection_ruling.h"
#include "netprobe/core/json_reader.h"
#include "reports/json_values.h"

namespace netprobe {

/// What exported rules and routes say about one connection, as a report keeps it for judging it
/// again.
Json json_of_saved(const ConnectionRuling& ruling);
ConnectionRuling read_ruling(JsonReader json);

}  // namespace netprobe
