#pragma once

#include "netprobe/core/child_end.h"
#include "netprobe/core/time.h"
#include "netprobe/probe/interrupts.h"
#include "netprobe/probe/loop.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace netprobe {

/// What another process may use up before it is killed.
struct ChildLimits {
  Millis time{5000};  ///< by the clock, and of the processor
  std::size_t memory = std::size_t{256} * 1024 * 1024;
  std::size_t output = std::size_t{1024} * 1024;
};

/// What is to be run in a process of its own. No shell is involved, and nothing is inherited but
/// what stands here.
struct ChildOrder {
  /// A task of this program itself, started anew (see child_task.h); empty: another program's.
  std::string task;
  /// The other program, which is looked for in the PATH of `environment`, and its arguments.
  std::vector<std::string> words;
  std::vector<std::string> environment;  ///< "NAME=VALUE"
  std::string input;                     ///< what it reads
  ChildLimits limits;
};

/// The one way to run another program. It has a session of its own, so that the keys of a terminal
/// are ours alone, and says nothing to anybody else. It is killed at the first limit that it meets,
/// with this object, and when this process ends, however that comes.
class ChildProcess {
 public:
  /// Called once, later, never from within the constructor. It may destroy this object.
  using Done = std::function<void(ChildEnd)>;

  ChildProcess(Loop& loop, ChildOrder order, Done done);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

 private:
  struct State;
  State* state_;  ///< it ends itself when libuv has let go of it
};

/// Waits for it, on a loop of its own. An interrupt kills it, or keeps it from being started.
ChildEnd run_child(ChildOrder order, const Interrupts* interrupts);

}  // namespace netprobe
