#pragma once

namespace netprobe {

/// Where this process was started by another one of this program, to do one thing (see
/// probe/child_task.h), does it and does not come back. To be called before anything else.
void do_child_task(int argc, char** argv);

}  // namespace netprobe
