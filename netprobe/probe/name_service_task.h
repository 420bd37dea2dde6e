#pragma once

#include "netprobe/probe/child_process.h"

#include <string>
#include <string_view>

namespace netprobe {

/// How the system's name service is asked for a name, as getaddrinfo does, in a process that can be
/// ended: by a program of the system's, or by a task of this one's where there is none. It prints
/// an address a line. Its environment has the variables that say how names are resolved, and no
/// others.
ChildOrder name_service_order(const std::string& name);

constexpr std::string_view name_service_task = "names";

/// The body of that task, on a system without such a program: reads the name, prints what it stands
/// for, and ends with 2 where nobody knows it, as getent(1) does.
[[noreturn]] void answer_name_question();

}  // namespace netprobe
