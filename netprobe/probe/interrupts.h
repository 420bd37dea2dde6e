#pragma once

#include "netprobe/probe/loop.h"

#include <functional>
#include <memory>

namespace netprobe {

/// The wish of whoever waits to have what is known so far (SIGINT, SIGTERM;
/// on Windows the keys and the closing of the console). Held from the first
/// call of `hold` to the end of the process, so that no moment of a run, the writing of its report
/// included, is one in which a key loses it: the first signal is noted, and does nothing by itself;
/// the second one ends the process at once, and with it whatever it has started.
class Interrupts {
 public:
  static const Interrupts& hold();

  [[nodiscard]] bool happened() const;

 private:
  Interrupts() = default;
};

/// Calls once, later, when the interrupt comes, or if it came before. Without interrupts to watch
/// it never calls. A loop has one at a time.
class InterruptWatch {
 public:
  InterruptWatch(Loop& loop, const Interrupts* interrupts, std::function<void()> call);
  ~InterruptWatch();
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace netprobe
