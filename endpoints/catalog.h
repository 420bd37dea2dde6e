#pragma once

#include "netprobe/core/catalog.h"
#include "netprobe/core/result.h"

#include <string>
#include <string_view>

namespace netprobe {

/// The catalog of a cloud that the program carries.
Result<Catalog> embedded_catalog(Cloud cloud);

/// A caller's catalog laid over another (keys: netprobe.catalog.schema.json). A row whose id exists
/// replaces the keys that it gives and keeps the others; `"remove": true` takes it out; a new id is
/// a new row. The other keys (controls, sign_in_hosts, default_geo_codes, …) replace what was
/// there. A "cloud" other than the base's is an error. The error gives file, JSON pointer, what was
/// found and what was expected.
Result<Catalog> extend_catalog(Catalog base, std::string_view text, std::string_view file);

/// The catalog as JSON that `extend_catalog` reads back into the equal value, laid over an empty
/// catalog of its cloud or over itself.
std::string catalog_to_json(const Catalog& catalog);

}  // namespace netprobe
