#pragma once

#include "netprobe/core/time.h"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace netprobe {

/// What a child process may use up before it is killed.
struct ChildLimits {
  Millis time{5000};                                    ///< by the clock, and of the processor
  std::size_t memory = std::size_t{256} * 1024 * 1024;  ///< beyond what this process has now
  std::size_t output = std::size_t{64} * 1024 * 1024;
};

struct ChildEnd {
  enum class How {
    finished,     ///< the work returned
    too_late,     ///< it ran out of time
    too_much,     ///< it wrote more than it may
    died,         ///< by `signal`, or it gave up: out of memory, or it broke
    interrupted,  ///< SIGINT or SIGTERM came to this process, and was taken from it
    unable,       ///< the system would not make a process
  };
  How how = How::finished;
  int signal = 0;
  std::string written;
};

using ChildWriter = std::function<void(std::string_view)>;

/// Does the work in a child process that can harm nothing but itself: it is bounded, writes no
/// files, starts no programs, holds no rights that it can give up, and says nothing to the
/// terminal. What it writes comes back. The work must not rely on threads, and none of its changes
/// are seen here.
ChildEnd run_in_child(const ChildLimits& limits,
                      const std::function<void(const ChildWriter&)>& work);

}  // namespace netprobe
