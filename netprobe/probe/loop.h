#pragma once

#include "netprobe/core/result.h"
#include "netprobe/core/time.h"
#include "netprobe/probe/socket_handle.h"

#include <functional>
#include <memory>

struct uv_loop_s;

namespace netprobe {

/// The one place where the program waits (libuv). Everything that is made on a loop must be gone
/// before the loop is.
class Loop {
 public:
  static Result<std::unique_ptr<Loop>> create();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// Waits until something happens and calls whoever asked to be told.
  void run_once();

  /// Time since the loop was made, monotonic.
  [[nodiscard]] Instant now() const;

  /// How much of that time was spent working, not waiting.
  [[nodiscard]] Micros busy() const;

  [[nodiscard]] uv_loop_s* handle() const { return uv_.get(); }

 private:
  explicit Loop(std::unique_ptr<uv_loop_s> uv);
  std::unique_ptr<uv_loop_s> uv_;
  Micros origin_{};
};

/// Calls once, after a time. Destroying it cancels it; it may be destroyed from its own call.
class Timer {
 public:
  Timer(Loop& loop, std::function<void()> call);
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  /// Replaces an earlier start; rounds up to milliseconds. From its own call it is a millisecond at
  /// least: what sets itself anew for the same moment would leave the loop no time for others.
  void start(Micros after);
  void stop();

 private:
  struct Handle;
  Handle* handle_;  ///< libuv frees it when it has let go of it, which may be after this object
};

/// Tells when a socket can be read or written, or has failed (then it tells both). It does not own
/// the socket, and must be destroyed before the socket is closed.
class SocketWatch {
 public:
  struct Events {
    bool readable = false;
    bool writable = false;
    bool failed = false;
  };
  SocketWatch(Loop& loop, SocketHandle socket, std::function<void(Events)> call);
  ~SocketWatch();
  SocketWatch(const SocketWatch&) = delete;
  SocketWatch& operator=(const SocketWatch&) = delete;

  void watch(bool readable, bool writable);

 private:
  struct Handle;
  Handle* handle_;
};

}  // namespace netprobe
