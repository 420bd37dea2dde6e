#include "netprobe/cli/machine.h"

#include "netprobe/core/text.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <memory>
#include <sstream>
#include <utility>

extern char** environ;  // NOLINT: POSIX names it so

namespace netprobe {

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

std::optional<bool> firmware_says_azure() {
  const auto tag = system_file("/sys/class/dmi/id/chassis_asset_tag");
  if (!tag) {
    return std::nullopt;
  }
  // The tag that every Azure host gives its guests; cloud-init's Azure data source tests the same.
  return trim(*tag) == "7783-7084-3265-9085-8269-3286-77";
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

std::optional<std::string> command_output(const std::string& words) {
  struct Close {
    void operator()(FILE* stream) const { ::pclose(stream); }
  };
  const std::string command =
      "PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C timeout 2 " + words + " 2>/dev/null </dev/null";
  const std::unique_ptr<FILE, Close> output(::popen(command.c_str(), "r"));
  if (!output) {
    return std::nullopt;
  }
  constexpr std::size_t most = std::size_t{1024} * 1024;
  std::string text(most, '\0');
  text.resize(std::fread(text.data(), 1, most, output.get()));
  return text.empty() ? std::nullopt : std::optional(std::move(text));
}

std::optional<std::string> packet_filter_rules() { return command_output("nft -n list ruleset"); }

std::optional<std::string> legacy_filter_rules() {
  const bool has_tables = !system_file("/proc/net/ip_tables_names").value_or("").empty() ||
                          !system_file("/proc/net/ip6_tables_names").value_or("").empty();
  return has_tables ? command_output("sh -c 'iptables-legacy-save -c; ip6tables-legacy-save -c'")
                    : std::nullopt;
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
