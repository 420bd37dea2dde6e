#pragma once

#include "netprobe/core/observation.h"

#include <optional>
#include <string_view>

namespace netprobe {

/// Where the instance metadata service of Azure answers. It wants the header "Metadata: true", and
/// no proxy ("Azure Instance Metadata Service for virtual machines", Microsoft Learn). Other clouds
/// serve things of their own at the same address.
inline constexpr std::string_view instance_metadata_address = "169.254.169.254";

/// Region and environment from the answer to /metadata/instance; nothing where the text is no such
/// answer. The rest of it (subscription, tags, user data) is nobody's business here, and is
/// dropped.
std::optional<AzureInstance> azure_instance_in(std::string_view body);

}  // namespace netprobe
