#pragma once

#include "endpoints/catalog_diff.h"
#include "netprobe/core/result.h"

#include <string>

namespace netprobe {

/// What differs between two catalogs as a caller names them: a file, "-" for standard input, or
/// "built-in" for the one that the program carries (a file of that name is ./built-in). `cloud` is
/// what --cloud says, or empty: then the files say of which cloud they are. Errors: a file that
/// cannot be read, that is no whole catalog, or that is of another cloud.
Result<CatalogDiff> compare_named_catalogs(const std::string& old_name, const std::string& new_name,
                                           const std::string& cloud);

}  // namespace netprobe
