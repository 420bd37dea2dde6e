#pragma once

#include "netprobe/core/catalog.h"
#include "netprobe/core/result.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// Could this be the code of a region: at most eight letters and digits, in lower case or upper?
bool is_geo_code(std::string_view text);

/// When the carried codes were last held against their sources: "2026-11-27".
std::string geo_codes_date();

/// The geo codes of regions as people name them: "West Europe", "westeurope", "WestEurope", a
/// service tag's spelling ("centralfrance"), or the code itself ("we"). "code:xyz" takes a code
/// that this list does not know, in either letter case: for regions that are newer than it; a code
/// is never guessed. Errors: an unknown name (suggests near ones, and where the code is found), a
/// region or code of another cloud, and the code of a paired copy, which public host names do not
/// use.
Result<std::vector<std::string>> geo_codes_for(std::span<const std::string> regions, Cloud cloud);

/// Those regions as Azure itself writes them in a VM's metadata: "westeurope". Nothing for a
/// `code:` that this list does not know. The texts are those that `geo_codes_for` takes.
std::vector<std::string> region_names_for(std::span<const std::string> regions);

/// What a reader must know of these regions' codes: that one is doubtful, or the caller's own.
std::vector<std::string> notes_on_regions(std::span<const std::string> regions);

/// The ways in which service tags may spell a region that people name in one of the ways above, in
/// lower case and without blanks: "germanywestcentral", "germanywc". A name that this list does not
/// know is taken as it is: files know regions that the list does not. (A code that it does not know
/// is taken so too, and no tag is spelled by its code.)
std::vector<std::string> region_spellings(std::string_view region);

}  // namespace netprobe
