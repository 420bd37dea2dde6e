#include "netprobe/probe/interrupts.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <ctime>
#include <utility>

namespace netprobe {

namespace {

// What a signal handler may use: of a process there is one set of handlers, and they are given
// nothing. Both are written before the handler is set, or by it alone.
std::atomic<int> came = 0;
std::atomic<int> told = -1;  // the end of a pipe
std::atomic<int> first = 0;
std::atomic<std::int64_t> first_at = 0;  // in nanoseconds

std::int64_t monotonic_now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

/// timeout(1) signals its child, and at once its child's group: that is one wish, and no hand is as
/// quick.
bool is_an_echo(int signal) {
  constexpr std::int64_t quickest_hand = 100'000'000;
  return signal == first && monotonic_now() - first_at < quickest_hand;
}

void note_interrupt(int signal) {
  if (came > 0 && is_an_echo(signal)) {
    return;
  }
  if (came.fetch_add(1) > 0) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);  // it takes effect when this handler returns
    return;
  }
  const int before = errno;
  first = signal;
  first_at = monotonic_now();
  [[maybe_unused]] const ssize_t written = write(told, "!", 1);
  errno = before;
}

/// The end of the pipe that becomes readable, and stays so: nobody reads from it. -1: there is
/// none.
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

/// Taken by the first who holds the interrupts; libuv watches a descriptor once in a loop.
int& listening_end() {
  static int end = -1;
  return end;
}

}  // namespace

const Interrupts& Interrupts::hold() {
  static const Interrupts held = [] {
    listening_end() = take_signals();
    return Interrupts();
  }();
  return held;
}

bool Interrupts::happened() const { return listening_end() >= 0 && came > 0; }

struct InterruptWatch::Inside {
  std::unique_ptr<SocketWatch> watch;
};

InterruptWatch::InterruptWatch(Loop& loop, const Interrupts* interrupts, std::function<void()> call)
    : inside_(std::make_unique<Inside>()) {
  if (interrupts == nullptr || listening_end() < 0) {
    return;
  }
  inside_->watch = std::make_unique<SocketWatch>(
      loop, listening_end(), [this, call = std::move(call)](SocketWatch::Events) {
        inside_->watch->watch(false, false);  // it stays readable
        call();
      });
  inside_->watch->watch(true, false);
}

InterruptWatch::~InterruptWatch() = default;

}  // namespace netprobe
