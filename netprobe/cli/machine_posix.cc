#include "netprobe/cli/machine.h"

#include "netprobe/cli/name_sources.h"
#include "netprobe/cli/smbios.h"
#include "netprobe/core/text.h"
#include "netprobe/probe/child_process.h"
#include "netprobe/probe/machine.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <utility>

extern char** environ;  // NOLINT: POSIX names it so

namespace netprobe {

std::vector<std::string> call_words(int argc, char** argv) { return {argv, argv + argc}; }

StandardStreams::StandardStreams() = default;

StandardStreams::~StandardStreams() {
  // They were bytes all the time, and a terminal is the terminal's business.
  static_cast<void>(code_page_ + out_mode_ + error_mode_);
}

std::map<std::string, std::string> environment_variables() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) {
      variables.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
  }
  return variables;
}

std::string host_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string();
}

Platform this_platform() { return Platform::gnu_linux; }

std::optional<bool> firmware_says_azure() {
  const auto tag = system_file("/sys/class/dmi/id/chassis_asset_tag");
  if (!tag) {
    return std::nullopt;
  }
  return trim(*tag) == azure_asset_tag;
}

NameFiles name_files() {
  return {system_file(resolv_conf_path).value_or(""), resolv_conf_path,
          system_file(nsswitch_path).value_or(""), ""};
}

std::optional<std::string> system_file(const std::string& path) {
  constexpr std::size_t most = std::size_t{1024} * 1024;
  std::ifstream file(path, std::ios::binary);
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
  // What programs of a desktop find its settings by (gsettings, systemctl).
  order.environment = inherited_variables(
      {"HOME", "USER", "LOGNAME", "XDG_*", "DBUS_*", "DCONF_PROFILE", "GSETTINGS_*"});
  order.environment.emplace_back("PATH=/usr/sbin:/usr/bin:/sbin:/bin");
  order.environment.emplace_back("LC_ALL=C");
  order.limits.time = Millis(2000);
  order.limits.output = std::size_t{8} * 1024 * 1024;
  ChildEnd end = run_child(std::move(order), interrupts);
  const bool whole = end.how == ChildEnd::How::finished;
  return whole && !end.written.empty() ? std::optional(std::move(end.written)) : std::nullopt;
}

std::optional<std::string> packet_filter_rules(const Interrupts* interrupts) {
  return command_output({"nft", "-j", "-n", "list", "ruleset"}, interrupts);
}

std::optional<std::string> legacy_filter_rules(const Interrupts* interrupts) {
  std::string rules;
  for (const auto& [tables, program] :
       {std::pair("/proc/net/ip_tables_names", "iptables-legacy-save"),
        std::pair("/proc/net/ip6_tables_names", "ip6tables-legacy-save")}) {
    if (!system_file(tables).value_or("").empty()) {
      rules += command_output({program, "-c"}, interrupts).value_or("");
    }
  }
  return rules.empty() ? std::nullopt : std::optional(std::move(rules));
}

bool stdout_is_terminal() { return isatty(STDOUT_FILENO) == 1; }
bool stderr_is_terminal() { return isatty(STDERR_FILENO) == 1; }

std::optional<int> terminal_width() {
  winsize size{};
  const bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? std::optional<int>(size.ws_col) : std::nullopt;
}

bool locale_is_utf8(const std::map<std::string, std::string>& environment) {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const auto found = environment.find(name);
    if (found != environment.end() && !found->second.empty()) {
      return contains_ignoring_case(found->second, "utf-8") ||
             contains_ignoring_case(found->second, "utf8");
    }
  }
  return false;
}

}  // namespace netprobe
