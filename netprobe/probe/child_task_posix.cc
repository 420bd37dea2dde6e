#include "netprobe/probe/child_task.h"

#include "netprobe/core/text.h"
#include "netprobe/probe/kerberos_task.h"

#include <grp.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <uv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <vector>

namespace netprobe {

namespace {

constexpr std::size_t first_word = 4;  // netprobe child:program SECONDS BYTES WORD…
constexpr std::size_t most_input = std::size_t{64} * 1024 * 1024;
constexpr rlim_t most_descriptors = 256;

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

std::int64_t seconds_of(const ChildLimits& limits) {
  return std::chrono::ceil<std::chrono::seconds>(limits.time).count();
}

/// Set after every change of user, which forgets it.
void end_with_the_parent() {
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  pollfd listener{STDOUT_FILENO, 0, 0};
  if (poll(&listener, 1, 0) > 0 && (listener.revents & (POLLHUP | POLLERR)) != 0) {
    end_child(1);  // it has gone already
  }
}

void limit_process(rlim_t seconds) {
  // Nothing of the parent's should have come along: a connection lasts as long as its last copy.
  close_range(STDERR_FILENO + 1, ~0U, 0);
  limit(RLIMIT_CORE, 0, 0);
  // A core that is piped to a program does not ask for that limit. (Another program sets this
  // anew.)
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  limit(RLIMIT_CPU, seconds, seconds + 1);
}

void give_up_rights() {
  constexpr unsigned nobody = 65534;
  if (geteuid() == 0) {
    // Where there is nobody else to become (a user namespace), it stays who it is.
    [[maybe_unused]] const bool left =
        setgroups(0, nullptr) == 0 && setgid(nobody) == 0 && setuid(nobody) == 0;
  }
}

}  // namespace

void become_program(std::span<const std::string> call) {
  const auto seconds =
      call.size() > first_word ? parse_number<std::uint32_t>(call[2]) : std::nullopt;
  const auto memory =
      call.size() > first_word ? parse_number<std::uint64_t>(call[3]) : std::nullopt;
  if (!seconds || !memory) {
    end_child(2);
  }
  std::vector<char*> words;  // before the limits, which leave this program nothing
  for (const std::string& word : call.subspan(first_word)) {
    words.push_back(const_cast<char*>(word.c_str()));  // NOLINT: execvp(3) changes none of them
  }
  words.push_back(nullptr);
  end_with_the_parent();
  limit_process(*seconds);
  limit(RLIMIT_DATA, *memory, *memory);
  execvp(words.front(), words.data());
  end_child(static_cast<int>(status_of_missing_program));
}

std::string own_program() { return "/proc/self/exe"; }

unsigned own_spawn_flags() { return UV_PROCESS_DETACHED; }

bool is_end_by_time(std::int64_t /*status*/, int signal) { return signal == SIGXCPU; }

std::vector<std::string> child_arguments(const ChildOrder& order) {
  std::vector<std::string> arguments = {
      "netprobe", std::string(task_mark).append(order.task.empty() ? program_task : order.task)};
  if (order.task.empty()) {
    arguments.push_back(std::to_string(seconds_of(order.limits)));
    arguments.push_back(std::to_string(order.limits.memory));
    arguments.insert(arguments.end(), order.words.begin(), order.words.end());
  }
  return arguments;
}

void kill_group(int process) { kill(-process, SIGKILL); }

void collect(int process) {
  while (waitpid(process, nullptr, 0) < 0 && errno == EINTR) {
  }
}

std::string read_child_input() {
  std::string input;
  std::array<char, 65536> buffer{};
  for (;;) {
    const ssize_t count = read(STDIN_FILENO, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count <= 0 || input.size() > most_input) {
      return input;
    }
    input.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

void write_child_output(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR) {
      end_child(1);
    }
    bytes.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  }
}

void end_child(int status) { std::_Exit(status); }

void limit_child(const ChildLimits& limits) {
  limit_process(static_cast<rlim_t>(seconds_of(limits)));
  limit(RLIMIT_NOFILE, most_descriptors, most_descriptors);
  const std::size_t memory = data_bytes() + limits.memory;
  limit(RLIMIT_DATA, memory, memory);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  end_with_the_parent();
}

void confine_child(const ChildLimits& limits) {
  for (const int resource : {RLIMIT_FSIZE, RLIMIT_NPROC}) {
    limit(resource, 0, 0);
  }
  limit_child(limits);
  give_up_rights();
  end_with_the_parent();
}

}  // namespace netprobe
