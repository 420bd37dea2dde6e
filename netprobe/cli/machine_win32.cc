#include "netprobe/cli/machine.h"

#include "netprobe/cli/smbios.h"
#include "netprobe/cli/windows_names.h"
#include "netprobe/core/text.h"
#include "netprobe/core/utf16.h"
#include "netprobe/probe/child_process.h"
#include "netprobe/probe/machine.h"
#include "netprobe/probe/winsock.h"

#include <fcntl.h>
#include <io.h>
#include <shellapi.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <utility>

namespace netprobe {

namespace {

constexpr DWORD raw_smbios = 0x52534D42;  // 'RSMB'
constexpr std::size_t raw_smbios_header = 8;

std::optional<DWORD> console_mode(DWORD stream) {
  DWORD mode = 0;
  return GetConsoleMode(GetStdHandle(stream), &mode) != 0 ? std::optional(mode) : std::nullopt;
}

/// A console that does not know the sequences (before Windows 10 1511) refuses; what was is kept,
/// with a bit that no mode lacks for "it was changed".
unsigned show_sequences(DWORD stream) {
  const auto before = console_mode(stream);
  const bool changed =
      before && SetConsoleMode(GetStdHandle(stream), *before | ENABLE_PROCESSED_OUTPUT |
                                                         ENABLE_VIRTUAL_TERMINAL_PROCESSING) != 0;
  return changed ? *before | ENABLE_PROCESSED_OUTPUT : 0;
}

/// Names have no letter case on Windows. What reads them looks for these spellings.
std::string usual_spelling(const std::string& name) {
  if (ends_with_ignoring_case(name, "_proxy") && !starts_with_ignoring_case(name, "netprobe_")) {
    return to_lower(name);
  }
  std::string upper = name;
  std::transform(upper.begin(), upper.end(), upper.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return upper;
}

}  // namespace

std::vector<std::string> call_words(int argc, char** argv) {
  int count = 0;
  const std::unique_ptr<LPWSTR, decltype(&LocalFree)> words(
      CommandLineToArgvW(GetCommandLineW(), &count), &LocalFree);
  if (!words) {
    return {argv, argv + argc};
  }
  std::vector<std::string> out;
  for (int i = 0; i < count; ++i) {
    out.push_back(utf8_of_wide(words.get()[i]));
  }
  return out;
}

StandardStreams::StandardStreams() {
  for (std::FILE* file : {stdin, stdout, stderr}) {
    _setmode(_fileno(file), _O_BINARY);
  }
  if (stdout_is_terminal() || stderr_is_terminal()) {
    code_page_ = GetConsoleOutputCP();
    SetConsoleOutputCP(CP_UTF8);
  }
  out_mode_ = show_sequences(STD_OUTPUT_HANDLE);
  error_mode_ = show_sequences(STD_ERROR_HANDLE);
}

StandardStreams::~StandardStreams() {
  std::fflush(stdout);
  if (out_mode_ != 0) {
    SetConsoleMode(GetStdHandle(STD_OUTPUT_HANDLE), out_mode_);
  }
  if (error_mode_ != 0) {
    SetConsoleMode(GetStdHandle(STD_ERROR_HANDLE), error_mode_);
  }
  if (code_page_ != 0) {
    SetConsoleOutputCP(code_page_);
  }
}

std::map<std::string, std::string> environment_variables() {
  std::map<std::string, std::string> variables;
  for (const std::string& variable : inherited_variables({"*"})) {
    const std::size_t equals = variable.find('=', 1);
    if (equals != std::string::npos) {
      variables.emplace(usual_spelling(variable.substr(0, equals)), variable.substr(equals + 1));
    }
  }
  return variables;
}

std::string host_name() {
  std::array<wchar_t, 256> name{};
  auto size = static_cast<DWORD>(name.size());
  return GetComputerNameExW(ComputerNameDnsFullyQualified, name.data(), &size) != 0
             ? utf8_of_wide({name.data(), size})
             : std::string();
}

Platform this_platform() { return Platform::windows; }

std::optional<bool> firmware_says_azure() {
  constexpr UINT most = 1024 * 1024;
  const UINT size = GetSystemFirmwareTable(raw_smbios, 0, nullptr, 0);
  if (size <= raw_smbios_header || size > most) {
    return std::nullopt;
  }
  std::string table(size, '\0');
  if (GetSystemFirmwareTable(raw_smbios, 0, table.data(), size) != size) {
    return std::nullopt;
  }
  const auto tag = chassis_asset_tag(std::string_view(table).substr(raw_smbios_header));
  return tag ? std::optional(trim(*tag) == azure_asset_tag) : std::nullopt;
}

NameFiles name_files() { return windows_name_files(); }

std::optional<std::string> system_file(const std::string& path) {
  constexpr std::size_t most = std::size_t{1024} * 1024;
  std::ifstream file(std::filesystem::path(wide_of(path)), std::ios::binary);
  if (!file) {
    return std::nullopt;
  }
  std::string text(most, '\0');
  file.read(text.data(), static_cast<std::streamsize>(most));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

std::optional<std::string> command_output(std::vector<std::string> words,
                                          const Interrupts* interrupts) {
  ChildOrder order;
  order.words = std::move(words);
  order.environment = inherited_variables({"SystemRoot", "SystemDrive", "TEMP", "TMP", "PATHEXT"});
  std::array<wchar_t, MAX_PATH> system{};
  const UINT size = GetSystemDirectoryW(system.data(), static_cast<UINT>(system.size()));
  const std::string folder =
      utf8_of_wide({system.data(), std::min<std::size_t>(size, system.size() - 1)});
  order.environment.push_back("PATH=" + folder + ";" + folder + R"(\WindowsPowerShell\v1.0)");
  order.limits.time = Millis(2000);
  order.limits.output = std::size_t{8} * 1024 * 1024;
  ChildEnd end = run_child(std::move(order), interrupts);
  const bool whole = end.how == ChildEnd::How::finished;
  return whole && !end.written.empty() ? std::optional(std::move(end.written)) : std::nullopt;
}

std::optional<std::string> packet_filter_rules(const Interrupts* /*interrupts*/) {
  return std::nullopt;  // nftables are Linux's
}

std::optional<std::string> legacy_filter_rules(const Interrupts* /*interrupts*/) {
  return std::nullopt;
}

bool stdout_is_terminal() { return console_mode(STD_OUTPUT_HANDLE).has_value(); }
bool stderr_is_terminal() { return console_mode(STD_ERROR_HANDLE).has_value(); }

std::optional<int> terminal_width() {
  CONSOLE_SCREEN_BUFFER_INFO screen{};
  if (GetConsoleScreenBufferInfo(GetStdHandle(STD_OUTPUT_HANDLE), &screen) == 0) {
    return std::nullopt;
  }
  const int columns = screen.srWindow.Right - screen.srWindow.Left + 1;
  return columns > 0 ? std::optional(columns) : std::nullopt;
}

bool locale_is_utf8(const std::map<std::string, std::string>& /*environment*/) {
  return GetConsoleOutputCP() == CP_UTF8;  // as StandardStreams has it, where the console agrees
}

}  // namespace netprobe
