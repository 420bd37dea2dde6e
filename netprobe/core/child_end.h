#pragma once

#include <string>

namespace netprobe {

/// How another process ended that this one has started, and what it wrote to its standard output
/// before.
struct ChildEnd {
  enum class How {
    finished,     ///< by itself, with the status 0
    too_late,     ///< it ran out of time
    too_much,     ///< it wrote more than it may
    died,         ///< by `signal`, or with another status: out of memory, or it broke
    interrupted,  ///< the run was, and took it along
    unable,       ///< there is no such program, or the system would not make a process
  };
  How how = How::finished;
  int signal = 0;
  std::string written;
};

}  // namespace netprobe
