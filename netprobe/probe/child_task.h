#pragma once

#include "netprobe/probe/child_process.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// This program, started anew by itself, is given its task as its first argument, which is no
/// command that anybody else should use: whoever links this must look for one before it reads its
/// arguments in any other way.

/// How a program is started anew: its file, and libuv's flags (`uv_process_flags`).
std::string own_program();
unsigned own_spawn_flags();
/// And with which arguments, for that order.
std::vector<std::string> child_arguments(const ChildOrder& order);
/// Kills the process, which leads a group of its own, and all that it has started and left in it.
void kill_group(int process);
/// Waits for the end of a process that was killed, which takes no time, and leaves nothing of it.
void collect(int process);

/// The task that the words of this process's call name; nothing where it was started by somebody
/// else.
std::optional<std::string_view> child_task(std::span<const std::string> call);

/// How a child ends that was to become a program which is not there (as a shell says it).
constexpr std::int64_t status_of_missing_program = 127;
/// The task of becoming another program, and how every task is marked in a call.
constexpr std::string_view program_task = "program";
constexpr std::string_view task_mark = "child:";
/// The limits are in the call: whoever becomes another program has no other way to be told.
[[noreturn]] void become_program(std::span<const std::string> call);

/// Did it end because it had used up its time on the processor?
bool is_end_by_time(std::int64_t status, int signal);

/// The tasks of this folder: to become another program, to ask Kerberos, to ask for a name. Does
/// not come back from them; comes back from a task that it does not know.
void do_probe_task(std::string_view task, std::span<const std::string> call);

// What a task is made of. Each works on this whole process.

/// All that the process which started this one has to say.
std::string read_child_input();
/// Ends this process where nobody listens any more.
void write_child_output(std::string_view bytes);
/// Without destructors: they are the business of those who began something here.
[[noreturn]] void end_child(int status);

/// From here on this process ends with the one that started it, and has those limits. `memory` is
/// beyond what it has now.
void limit_child(const ChildLimits& limits);
/// For work on what comes from strangers: it writes no files, starts no programs and holds no
/// rights that it can give up.
void confine_child(const ChildLimits& limits);

}  // namespace netprobe
