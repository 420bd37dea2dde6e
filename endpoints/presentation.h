#pragma once

#include "netprobe/core/catalog.h"
#include "netprobe/core/result.h"

#include <string>
#include <string_view>

namespace netprobe {

/// `endpoints list`: one line a row.
std::string catalog_table(const Catalog& catalog);

/// `endpoints show ID`: everything about a row, its sources too. An unknown id is an error that
/// suggests near ones.
Result<std::string> describe_row(const Catalog& catalog, std::string_view id);

/// The same as JSON.
Result<std::string> row_json(const Catalog& catalog, std::string_view id);

}  // namespace netprobe
