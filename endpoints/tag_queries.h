#pragma once

#include "netprobe/core/catalog.h"
#include "netprobe/core/result.h"
#include "netprobe/core/service_tags.h"
#include "netprobe/core/tags_report.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// The tags that the catalog names for rules of these workloads.
std::vector<std::string> tags_for_rules(const Catalog& catalog,
                                        std::span<const Workload> workloads);

TagOrigin origin_of(const ServiceTags& tags);

/// An address or a prefix to look up. An error for any other text; one about host bits names the
/// prefix that was meant.
Result<Cidr> parse_query(std::string_view text);

/// For each text, all tags that have it. Sizes are compared in the family of what is asked for.
Result<TagLookupReport> look_up_tags(const ServiceTags& tags, std::span<const std::string> queries);

/// All tags, or those of a region, in the order of the file.
Result<TagListReport> list_tags(const ServiceTags& tags, std::string_view region);

/// One tag by its name, in any letter case. The error suggests near names.
Result<TagShowReport> show_tag(const ServiceTags& tags, std::string_view name);

/// What changed in these services and their regions (none: in all tags). Two files of different
/// clouds are an error.
Result<TagDiffReport> compare_tags(const ServiceTags& older, const ServiceTags& newer,
                                   std::span<const std::string> services);

/// "OLD is newer than NEW", where change numbers or, without them, dates say so.
bool is_reversed(const TagOrigin& older, const TagOrigin& newer);

}  // namespace netprobe
