#pragma once

#include "netprobe/core/catalog.h"
#include "netprobe/core/result.h"

#include <span>
#include <string>
#include <string_view>

namespace netprobe {

/// The list that is in force: the catalog as it is, with the ranges that older lists name.
constexpr std::string_view todays_list = "today";

/// Which of Microsoft's lists is meant: "today", "2022", "2021" or "2019". Anything else is an
/// error of the call.
Result<std::string> list_named(std::string_view text);

/// The catalog with what one of Microsoft's lists asks of these workloads, and all of that
/// required: the rows that it does not name are asked of nobody, and stay for what else they say
/// (tags, the platform's addresses). "today" changes nothing. An error where no row is left.
Result<Catalog> cut_to_list(Catalog catalog, std::string_view list,
                            std::span<const Workload> workloads);

/// Without the rows that are asked of nobody.
Catalog without_idle_rows(Catalog catalog);

}  // namespace netprobe
