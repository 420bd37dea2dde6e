#include "netprobe/probe/child_task.h"

#include "netprobe/core/text.h"
#include "netprobe/core/utf16.h"
#include "netprobe/probe/kerberos_task.h"
#include "netprobe/probe/name_service_task.h"
#include "netprobe/probe/windows_arguments.h"
#include "netprobe/probe/winsock.h"

#include <psapi.h>
#include <uv.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <limits>

namespace netprobe {

namespace {

constexpr std::size_t first_word = 4;  // netprobe child:program SECONDS BYTES WORD…
constexpr std::size_t most_input = std::size_t{64} * 1024 * 1024;
constexpr DWORD patience_with_the_killed = 5000;

/// A handle of the system's.
class Handle {
 public:
  explicit Handle(HANDLE handle) : handle_(handle) {}
  ~Handle() {
    if (handle_ != nullptr) {
      CloseHandle(handle_);
    }
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  [[nodiscard]] HANDLE get() const { return handle_; }

 private:
  HANDLE handle_;
};

std::int64_t seconds_of(const ChildLimits& limits) {
  return std::chrono::ceil<std::chrono::seconds>(limits.time).count();
}

std::size_t own_memory() {
  PROCESS_MEMORY_COUNTERS counters{};
  return K32GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof counters) != 0
             ? counters.PagefileUsage
             : 0;
}

/// A job that this process, and what it starts, is in from here on. Nobody but this process holds
/// it, so that it ends, and all in it, with this process. `processes`: that may be in it at a time.
bool enter_job(std::int64_t seconds, std::size_t memory, DWORD processes) {
  HANDLE job = CreateJobObjectW(nullptr, nullptr);
  if (job == nullptr) {
    return false;
  }
  constexpr std::int64_t ticks_a_second = 10'000'000;
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
  limits.BasicLimitInformation.LimitFlags =
      JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_PROCESS_TIME |
      JOB_OBJECT_LIMIT_PROCESS_MEMORY | JOB_OBJECT_LIMIT_ACTIVE_PROCESS |
      JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION;
  limits.BasicLimitInformation.PerProcessUserTimeLimit.QuadPart = seconds * ticks_a_second;
  limits.BasicLimitInformation.ActiveProcessLimit = processes;
  limits.ProcessMemoryLimit = memory;
  // Where a limit is refused (an old system, Wine) the one who started us still has its clock.
  SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits);
  SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);    // nobody would see the box
  return AssignProcessToJobObject(job, GetCurrentProcess()) != 0;  // never closed: see above
}

/// What a low integrity level may not do: write to the files and the registry of others.
void lower_integrity() {
  SID_IDENTIFIER_AUTHORITY authority = SECURITY_MANDATORY_LABEL_AUTHORITY;
  PSID low = nullptr;
  HANDLE raw = nullptr;
  if (AllocateAndInitializeSid(&authority, 1, SECURITY_MANDATORY_LOW_RID, 0, 0, 0, 0, 0, 0, 0,
                               &low) == 0) {
    return;
  }
  if (OpenProcessToken(GetCurrentProcess(), TOKEN_ADJUST_DEFAULT | TOKEN_ADJUST_PRIVILEGES, &raw) !=
      0) {
    const Handle token(raw);
    AdjustTokenPrivileges(token.get(), TRUE, nullptr, 0, nullptr, nullptr);
    TOKEN_MANDATORY_LABEL label{};
    label.Label.Attributes = SE_GROUP_INTEGRITY;
    label.Label.Sid = low;
    SetTokenInformation(token.get(), TokenIntegrityLevel, &label,
                        static_cast<DWORD>(sizeof label) + GetLengthSid(low));
  }
  FreeSid(low);
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
  constexpr DWORD some = 16;
  enter_job(*seconds, std::max<std::size_t>(*memory, own_memory() * 2), some);
  std::wstring line = wide_of(windows_command_line(call.subspan(first_word)));
  STARTUPINFOW start{};
  start.cb = sizeof start;
  start.dwFlags = STARTF_USESTDHANDLES;
  start.hStdInput = GetStdHandle(STD_INPUT_HANDLE);
  start.hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE);
  start.hStdError = GetStdHandle(STD_ERROR_HANDLE);
  for (HANDLE handle : {start.hStdInput, start.hStdOutput, start.hStdError}) {
    SetHandleInformation(handle, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
  }
  PROCESS_INFORMATION process{};
  if (CreateProcessW(nullptr, line.data(), nullptr, nullptr, TRUE, CREATE_NO_WINDOW, nullptr,
                     nullptr, &start, &process) == 0) {
    end_child(static_cast<int>(status_of_missing_program));
  }
  const Handle owner(process.hProcess);
  const Handle thread(process.hThread);
  DWORD status = 1;
  WaitForSingleObject(process.hProcess, INFINITE);
  GetExitCodeProcess(process.hProcess, &status);
  end_child(static_cast<int>(status));
}

std::string own_program() {
  std::wstring path(32768, L'\0');  // the longest that there is
  const DWORD size = GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size()));
  path.resize(size < path.size() ? size : 0);
  return utf8_of_wide(path);
}

/// Not detached: libuv then keeps its children in a job that ends with this process. A console of
/// its own, without a window, keeps the keys of ours away from it.
unsigned own_spawn_flags() { return UV_PROCESS_WINDOWS_HIDE; }

bool is_end_by_time(std::int64_t status, int /*signal*/) {
  return status == ERROR_NOT_ENOUGH_QUOTA;  // what a job ends a process with
}

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

void kill_group(int process) {
  const Handle handle(OpenProcess(PROCESS_TERMINATE, FALSE, static_cast<DWORD>(process)));
  if (handle.get() != nullptr) {
    TerminateProcess(handle.get(), 1);  // and with its job all that it has started
  }
}

void collect(int process) {
  const Handle handle(OpenProcess(SYNCHRONIZE, FALSE, static_cast<DWORD>(process)));
  if (handle.get() != nullptr) {
    WaitForSingleObject(handle.get(), patience_with_the_killed);
  }
}

std::string read_child_input() {
  std::string input;
  std::array<char, 65536> buffer{};
  for (;;) {
    DWORD count = 0;
    const BOOL read = ReadFile(GetStdHandle(STD_INPUT_HANDLE), buffer.data(),
                               static_cast<DWORD>(buffer.size()), &count, nullptr);
    if (read == 0 || count == 0 || input.size() > most_input) {
      return input;
    }
    input.append(buffer.data(), count);
  }
}

void write_child_output(std::string_view bytes) {
  constexpr std::size_t at_a_time = 65536;
  while (!bytes.empty()) {
    DWORD count = 0;
    if (WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), bytes.data(),
                  static_cast<DWORD>(std::min(bytes.size(), at_a_time)), &count, nullptr) == 0) {
      end_child(1);
    }
    bytes.remove_prefix(count);
  }
}

void end_child(int status) { std::_Exit(status); }

void limit_child(const ChildLimits& limits) {
  enter_job(seconds_of(limits), own_memory() + limits.memory, 1);
}

void confine_child(const ChildLimits& limits) {
  limit_child(limits);
  lower_integrity();
}

}  // namespace netprobe
