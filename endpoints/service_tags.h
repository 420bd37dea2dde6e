#pragma once

#include "netprobe/core/result.h"
#include "netprobe/core/service_tags.h"
#include "netprobe/core/vocabulary.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// Reads service tags in any of the forms in which they are handed out: Microsoft's weekly download
/// for each cloud, of 2019 (no regionId, no networkFeatures) to today, the answer of the REST API
/// and of `az network list-service-tags` (changeNumber is a text), what PowerShell makes of
/// Get-AzNetworkServiceTag (PascalCase), and a bare list of tags out of one of these. Keys are
/// matched without letter case, unknown ones ignored; comments are let pass. The date is that of
/// the file's name (ServiceTags_Public_20251028.json), unless the file has a key "date". An error
/// gives the file, the line and column or the JSON pointer, what was found and what was expected.
Result<ServiceTags> read_service_tags(std::string_view text, const std::string& file);

/// The snapshot that the program carries: only the tags that a catalog names, with their regions,
/// and AzureCloud as one.
Result<ServiceTags> embedded_service_tags(Cloud cloud);

/// The cloud that the file says it is of; nothing for a cloud that netprobe does not know.
std::optional<Cloud> cloud_of(const ServiceTags& tags);

/// All spellings of a region ("West Europe", "westeurope", the geo code "we") that the names of
/// these tags have: for `ServiceTags::find_in_region`. An error where no tag is of that region.
Result<std::vector<std::string>> tag_region(const ServiceTags& tags, std::string_view region);

}  // namespace netprobe
