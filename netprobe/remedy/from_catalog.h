#pragma once

#include "netprobe/core/catalog.h"
#include "netprobe/remedy/allow_list.h"
#include "netprobe/remedy/syntax.h"

#include <string>
#include <vector>

namespace netprobe {

/// Whose allow-list, and for which regions.
struct CatalogChoice {
  std::vector<Workload> workloads;
  std::vector<std::string> geo_codes;  ///< empty: a place for one is a wildcard
  std::vector<std::string> regions;    ///< as they were given, for the command that proves it
  bool optional_too = false;
};

/// All that these workloads require, with no report and so without any address of a name.
AllowList from_catalog(const Catalog& catalog, const CatalogChoice& choice, Syntax syntax);

}  // namespace netprobe
