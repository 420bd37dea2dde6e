#pragma once

#include "netprobe/probe/loop.h"

#include <functional>
#include <memory>

namespace netprobe {

/// The wish of whoever waits to have what is known so far (SIGINT, SIGTERM). Held from the first
/// call of `hold` to the end of the process, so that no moment of a run, the writing of its report
/// included, is one in which a key loses it: the first signal is noted, and does nothing by itself;
/// the second one ends the process at once, and with it whatever it has started.
class Interrupts {
 public:
  static const Interrupts& hold();

  [[nodiscard]] bool happened() const;
  /// Becomes readable when it has happened, and stays so. Nobody reads from it.
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  explicit Interrupts(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

/// Calls once, later, when the interrupt comes, or if it came before. Without interrupts to watch
/// it never calls. A loop has one at a time: libuv watches a descriptor once.
class InterruptWatch {
 public:
  InterruptWatch(Loop& loop, const Interrupts* interrupts, std::function<void()> call);
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;

 private:
  std::unique_ptr<SocketWatch> watch_;
};

}  // namespace netprobe
