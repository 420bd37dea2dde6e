#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace netprobe {

/// The asset tag of the chassis (structure type 3, offset 8) in a table of the firmware: DMTF
/// DSP0134, 6.1 and 7.4. `table` holds structures only, one behind the other. Nothing where the
/// table has no such structure or tag, or does not hold what it promises.
std::optional<std::string> chassis_asset_tag(std::string_view table);

/// The tag that every Azure host gives its guests; cloud-init's Azure data source tests the same.
constexpr std::string_view azure_asset_tag = "7783-7084-3265-9085-8269-3286-77";

}  // namespace netprobe
