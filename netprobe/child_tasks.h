#pragma once

#include <span>
#include <string>

namespace netprobe {

/// Where this process, whose call has these words, was started by another one of this program, to
/// do one thing (see probe/child_task.h), does it and does not come back. To be called before
/// anything else.
void do_child_task(std::span<const std::string> words);

}  // namespace netprobe
