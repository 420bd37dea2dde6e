#pragma once

#include "netprobe/core/result.h"
#include "netprobe/core/vocabulary.h"

#include <string>
#include <vector>

namespace netprobe {

/// Beside the snapshot of the tags that backup needs: which others there are that have nothing to
/// do with them, so that a rule for one of those is known not to concern backup.
struct OtherServiceTags {
  /// The tags that were looked at: no tag of the services below shares an address with them.
  std::vector<std::string> within;
  std::vector<std::string> services;  ///< "ApiManagement": that tag, and those of its regions
};

/// As of the date of the snapshot.
Result<OtherServiceTags> embedded_other_service_tags(Cloud cloud);

}  // namespace netprobe
