#pragma once

#include "netprobe/core/catalog.h"
#include "netprobe/core/result.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// `--host NAME[:PORT]`: a host name, HTTPS.
Result<ExtraTarget> parse_host(std::string_view text);

/// One target: name, name:port, address, address:port, [v6]:port, CIDR, or a URL (https://,
/// http://, tcp://). A bare name or address is spoken to by HTTPS.
Result<ExtraTarget> parse_target(std::string_view text);

struct TargetsFile {
  std::vector<ExtraTarget> targets;
  /// What the file has and no run can test: "my.txt:3: *.example: a wildcard has no address; …".
  std::vector<std::string> left_out;
};

/// A file of targets, one a line, or in another form that such lists have (`split_targets`); blank
/// lines and comments are left out, the same target counts once, wildcards are listed. The error
/// names file and line. At most `most` targets.
Result<TargetsFile> parse_targets(std::string_view text, std::string_view file,
                                  std::size_t most = 100000);

}  // namespace netprobe
