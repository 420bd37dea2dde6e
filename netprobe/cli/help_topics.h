#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// What `netprobe help` tells beside the commands: "exit-status", "environment", "formats".
std::vector<std::string> help_topics();

/// The text of one of them, within 80 columns; nothing for any other word.
std::optional<std::string> help_topic(std::string_view word);

}  // namespace netprobe
