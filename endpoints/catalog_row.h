#pragma once

#include "netprobe/core/catalog.h"
#include "netprobe/core/json_reader.h"

#include <nlohmann/json.hpp>

namespace netprobe {

/// Is it an object with no other keys than those of a row? Otherwise that is noted.
bool has_row_keys(JsonReader json);

/// Lays the keys of a JSON row over a row (an empty one for a new id) and checks that the whole
/// makes sense.
void read_row(JsonReader json, CatalogRow& row);
nlohmann::ordered_json row_to_json(const CatalogRow& row);

}  // namespace netprobe
