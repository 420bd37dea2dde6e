#include "netprobe/probe/interrupts.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <utility>

namespace netprobe {

namespace {

// What a signal handler may use: of a process there is one set of handlers, and they are given
// nothing. Both are written before the handler is set, or by it alone.
std::atomic<int> came = 0;
std::atomic<int> told = -1;  // the end of a pipe

void note_interrupt(int signal) {
  if (came.fetch_add(1) > 0) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);  // it takes effect when this handler returns
    return;
  }
  const int before = errno;
  [[maybe_unused]] const ssize_t written = write(told, "!", 1);
  errno = before;
}

int take_signals() {
  std::array<int, 2> ends = {-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
    return -1;
  }
  told = ends[1];
  struct sigaction action {};
  action.sa_handler = &note_interrupt;
  action.sa_flags = SA_RESTART;  // a report that is being written is written on
  sigemptyset(&action.sa_mask);
  for (const int signal : {SIGINT, SIGTERM}) {
    sigaction(signal, &action, nullptr);
  }
  return ends[0];
}

}  // namespace

const Interrupts& Interrupts::hold() {
  static const Interrupts held(take_signals());
  return held;
}

bool Interrupts::happened() const { return descriptor_ >= 0 && came > 0; }

InterruptWatch::InterruptWatch(Loop& loop, const Interrupts* interrupts,
                               std::function<void()> call) {
  if (interrupts == nullptr || interrupts->descriptor() < 0) {
    return;
  }
  watch_ = std::make_unique<SocketWatch>(loop, interrupts->descriptor(),
                                         [this, call = std::move(call)](SocketWatch::Events) {
                                           watch_->watch(false, false);  // it stays readable
                                           call();
                                         });
  watch_->watch(true, false);
}

}  // namespace netprobe
