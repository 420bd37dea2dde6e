#pragma once

#include "netprobe/core/catalog.h"
#include "netprobe/core/result.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// Could this be the code of a region: one short label of a host name, lower case or upper?
bool is_geo_code(std::string_view text);

/// The geo codes of regions as people name them: "West Europe", "westeurope", "WestEurope", a
/// service tag's spelling
/// ("centralfrance"), or the code itself ("we"). "code:xyz" takes a code that this list does not
/// know: for regions whose code Microsoft has not published, which are never guessed. Errors: an
/// unknown name (suggests near ones), a region of another cloud, a region without a known code, and
/// the code of a paired copy, which public host names do not use.
Result<std::vector<std::string>> geo_codes_for(std::span<const std::string> regions, Cloud cloud);

/// Those regions as Azure itself writes them in a VM's metadata: "westeurope". Nothing for a bare
/// `code:` that this list does not know. The texts are those that `geo_codes_for` takes.
std::vector<std::string> region_names_for(std::span<const std::string> regions);

/// The ways in which service tags may spell a region that people name in one of the ways above, in
/// lower case and without blanks: "germanywestcentral", "germanywc". A name that this list does not
/// know is taken as it is: files know regions that the list does not.
std::vector<std::string> region_spellings(std::string_view region);

}  // namespace netprobe
