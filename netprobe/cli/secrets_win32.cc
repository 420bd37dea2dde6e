#include "netprobe/cli/secrets.h"

#include "netprobe/cli/visible_value.h"
#include "netprobe/core/utf16.h"

#include <windows.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

/// Of werapi.h, which older versions of mingw cannot compile.
extern "C" HRESULT WINAPI WerSetFlags(DWORD flags);

namespace netprobe {

namespace {

constexpr DWORD no_heap_in_reports = 1;  // WER_FAULT_REPORTING_FLAG_NOHEAP

constexpr std::size_t longest_password = 1024;
constexpr wchar_t interrupt_key = L'\x03';

HANDLE open_console(const wchar_t* name) {
  return CreateFileW(name, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
                     nullptr, OPEN_EXISTING, 0, nullptr);
}

/// A console whose keys are not shown, until this object goes. Ctrl-C is a key like any other
/// meanwhile: a process that it ended here would leave the console mute.
class MuteConsole {
 public:
  MuteConsole() : in_(open_console(L"CONIN$")), out_(open_console(L"CONOUT$")) {
    const bool is_there = in_ != INVALID_HANDLE_VALUE && out_ != INVALID_HANDLE_VALUE;
    if (is_there && GetConsoleMode(in_, &before_) != 0) {
      const DWORD mute = before_ & ~static_cast<DWORD>(ENABLE_ECHO_INPUT | ENABLE_PROCESSED_INPUT |
                                                       ENABLE_LINE_INPUT);
      muted_ = SetConsoleMode(in_, mute) != 0;
    }
  }
  ~MuteConsole() {
    if (muted_) {
      SetConsoleMode(in_, before_);
    }
    for (HANDLE handle : {in_, out_}) {
      if (handle != INVALID_HANDLE_VALUE) {
        CloseHandle(handle);
      }
    }
  }
  MuteConsole(const MuteConsole&) = delete;
  MuteConsole& operator=(const MuteConsole&) = delete;

  [[nodiscard]] bool is_there() const { return muted_; }
  void say(std::string_view text) const {
    const std::wstring wide = wide_of(text);
    DWORD written = 0;
    WriteConsoleW(out_, wide.data(), static_cast<DWORD>(wide.size()), &written, nullptr);
  }
  [[nodiscard]] std::wstring read_line() const {
    std::wstring line;
    wchar_t key = L'\0';
    DWORD got = 0;
    while (line.size() < longest_password && ReadConsoleW(in_, &key, 1, &got, nullptr) != 0 &&
           got == 1 && key != L'\r' && key != L'\n' && key != interrupt_key) {
      if (key != L'\b') {
        line.push_back(key);
      } else if (!line.empty()) {
        line.pop_back();
      }
    }
    const bool is_interrupted = key == interrupt_key;
    if (is_interrupted) {
      SecureZeroMemory(line.data(), line.size() * sizeof(wchar_t));
    }
    return is_interrupted ? std::wstring(1, interrupt_key) : line;
  }

 private:
  HANDLE in_, out_;
  DWORD before_ = 0;
  bool muted_ = false;
};

/// Every variable, by name: the block itself must not be changed while it is read.
std::vector<std::pair<std::wstring, std::wstring>> variables() {
  std::vector<std::pair<std::wstring, std::wstring>> all;
  wchar_t* const block = GetEnvironmentStringsW();
  for (const wchar_t* entry = block; entry != nullptr && *entry != L'\0';) {
    const std::wstring text(entry);
    const std::size_t equals = text.find(L'=', 1);
    if (equals != std::wstring::npos) {
      all.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
    entry += text.size() + 1;
  }
  FreeEnvironmentStringsW(block);
  return all;
}

}  // namespace

void hide_passwords_of_environment() {
  for (auto& [name, value] : variables()) {
    const std::wstring kept = wide_of(visible_value(utf8_of_wide(name), utf8_of_wide(value)));
    if (kept != value) {
      SetEnvironmentVariableW(name.c_str(), kept.empty() ? nullptr : kept.c_str());
    }
    SecureZeroMemory(value.data(), value.size() * sizeof(wchar_t));
  }
}

void keep_memory_private() {
  // No dump of the heap goes into an error report. Who may debug this process may read it all the
  // same: that is this user, and administrators.
  WerSetFlags(no_heap_in_reports);
  SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);
}

std::optional<Secret> ask_password(const std::string& question) {
  std::wstring typed;
  {
    const MuteConsole console;
    if (!console.is_there()) {
      return std::nullopt;
    }
    console.say(question);
    typed = console.read_line();
    console.say("\r\n");
  }
  if (typed == std::wstring(1, interrupt_key)) {
    GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0);
  }
  Secret secret(utf8_of_wide(typed));
  SecureZeroMemory(typed.data(), typed.size() * sizeof(wchar_t));
  return secret;
}

}  // namespace netprobe
