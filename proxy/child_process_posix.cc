#include "proxy/child_process.h"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <utility>

namespace netprobe {

namespace {

using Clock = std::chrono::steady_clock;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return number_; }
  void close() {
    if (number_ >= 0) {
      ::close(std::exchange(number_, -1));
    }
  }

 private:
  int number_;
};

/// Keeps SIGINT and SIGTERM from this process while it lives; a descriptor tells of them.
class SignalsTaken {
 public:
  SignalsTaken() : taken_(), descriptor_((fill(taken_), signalfd(-1, &taken_, SFD_CLOEXEC))) {
    sigprocmask(SIG_BLOCK, &taken_, &former_);
  }
  ~SignalsTaken() { give_back(); }
  SignalsTaken(const SignalsTaken&) = delete;
  SignalsTaken& operator=(const SignalsTaken&) = delete;
  void give_back() const { sigprocmask(SIG_SETMASK, &former_, nullptr); }
  [[nodiscard]] int descriptor() const { return descriptor_.get(); }
  /// Takes what has come.
  [[nodiscard]] bool any() const {
    pollfd waiting{descriptor_.get(), POLLIN, 0};
    signalfd_siginfo info{};
    return poll(&waiting, 1, 0) > 0 && read(descriptor_.get(), &info, sizeof info) > 0;
  }

 private:
  static void fill(sigset_t& set) {
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
  }
  sigset_t taken_, former_{};
  Descriptor descriptor_;
};

/// At `most` the process is told by a signal where there is one for it, beyond `hard` it is killed.
void limit(int resource, rlim_t most, rlim_t hard) {
  const rlimit both{most, hard};
  setrlimit(static_cast<__rlimit_resource_t>(resource), &both);
}

/// The memory that this process may write to now (proc(5), statm). A limit of the address space
/// would do without, but a sanitizer reserves terabytes of that.
std::size_t data_bytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t pages = 0;
  for (int field = 0; field < 6; ++field) {
    file >> pages;
  }
  return file ? pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE)) : 0;
}

void give_up_rights() {
  constexpr unsigned nobody = 65534;
  if (geteuid() == 0) {
    // Where there is nobody else to become (a user namespace), it stays who it is.
    [[maybe_unused]] const bool left =
        setgroups(0, nullptr) == 0 && setgid(nobody) == 0 && setuid(nobody) == 0;
  }
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);  // after the change of user, which forgets it
}

void restrict_this_process(const ChildLimits& limits) {
  constexpr rlim_t most_descriptors = 256;
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(limits.time).count();
  for (const int resource : {RLIMIT_CORE, RLIMIT_FSIZE, RLIMIT_NPROC}) {
    limit(resource, 0, 0);
  }
  limit(RLIMIT_NOFILE, most_descriptors, most_descriptors);
  limit(RLIMIT_CPU, static_cast<rlim_t>(seconds), static_cast<rlim_t>(seconds) + 1);
  limit(RLIMIT_DATA, data_bytes() + limits.memory, data_bytes() + limits.memory);
  give_up_rights();
}

void be_quiet() {
  const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    dup2(nothing, standard);
  }
}

void write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR) {
      _exit(1);  // nobody reads any more
    }
    bytes.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  }
}

[[noreturn]] void be_the_child(int descriptor, const ChildLimits& limits,
                               const std::function<void(const ChildWriter&)>& work) {
  for (const int signal : {SIGINT, SIGTERM, SIGPIPE}) {
    std::signal(signal, SIG_DFL);
  }
  be_quiet();
  restrict_this_process(limits);
  try {
    work([&](std::string_view bytes) { write_all(descriptor, bytes); });
  } catch (...) {
    std::raise(SIGABRT);
  }
  _exit(0);  // no destructors, no leak checks: the parent's are not the child's
}

/// Reads until the child has closed its end, or one of the limits is met.
ChildEnd read_from_child(const Descriptor& pipe, const SignalsTaken& signals,
                         const ChildLimits& limits) {
  const auto deadline = Clock::now() + limits.time;
  ChildEnd end;
  std::array<char, 65536> buffer{};
  for (;;) {
    const auto left = std::chrono::ceil<Millis>(deadline - Clock::now()).count();
    std::array<pollfd, 2> waiting = {pollfd{pipe.get(), POLLIN, 0},
                                     pollfd{signals.descriptor(), POLLIN, 0}};
    const int ready = left > 0 ? poll(waiting.data(), waiting.size(), static_cast<int>(left)) : 0;
    if (ready == 0) {
      end.how = ChildEnd::How::too_late;
      return end;
    }
    if (ready < 0) {
      continue;  // interrupted by a signal that is none of ours
    }
    if (waiting[0].revents == 0) {
      break;  // one of ours
    }
    const ssize_t count = read(pipe.get(), buffer.data(), buffer.size());
    if (count <= 0) {
      break;
    }
    end.written.append(buffer.data(), static_cast<std::size_t>(count));
    if (end.written.size() > limits.output) {
      end.how = ChildEnd::How::too_much;
      return end;
    }
  }
  end.how = signals.any() ? ChildEnd::How::interrupted : ChildEnd::How::finished;
  return end;
}

void reap(pid_t child, ChildEnd& end) {
  if (end.how != ChildEnd::How::finished) {
    kill(child, SIGKILL);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (end.how == ChildEnd::How::finished && status != 0) {
    end.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    end.how = end.signal == SIGXCPU ? ChildEnd::How::too_late : ChildEnd::How::died;
  }
}

}  // namespace

ChildEnd run_in_child(const ChildLimits& limits,
                      const std::function<void(const ChildWriter&)>& work) {
  ChildEnd end;
  end.how = ChildEnd::How::unable;
  std::array<int, 2> ends = {-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    return end;
  }
  const Descriptor from_child(ends[0]);
  Descriptor to_parent(ends[1]);
  const SignalsTaken signals;
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    signals.give_back();
    be_the_child(to_parent.get(), limits, work);
  }
  if (child < 0) {
    return end;
  }
  to_parent.close();
  end = read_from_child(from_child, signals, limits);
  reap(child, end);
  return end;
}

}  // namespace netprobe
