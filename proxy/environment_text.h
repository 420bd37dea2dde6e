#pragma once

#include "proxy/settings.h"

#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// A proxy variable as a text sets it; an empty value takes it back.
struct Assignment {
  std::string name;
  SetVariable variable;
  bool operator==(const Assignment&) const = default;
};

/// What a text sets, in its order, and the lines about proxies that were not evaluated, with the
/// reason. Variables that are not about proxies are left out: nothing of them is kept.
struct Assignments {
  std::vector<Assignment> set;
  std::vector<std::string> notes;
  bool operator==(const Assignments&) const = default;
};

/// http_proxy, https_proxy, all_proxy, no_proxy, in lower or in upper case.
bool is_proxy_variable(std::string_view name);

/// The last assignment of each variable.
Variables variables_of(const std::vector<Assignment>& assignments);

/// /etc/environment, as pam_env(8) reads it: NAME=VALUE, "export " allowed in front, '#' ends the
/// line wherever it stands, one pair of quotes round the value is taken away, nothing is expanded.
Assignments read_pam_environment(std::string_view text, std::string_view file);

/// A profile script of a shell: `export NAME=VALUE`, or NAME=VALUE and `export NAME`, by literal
/// words. What holds a '$' or a '`', or stands under a condition, is noted and not evaluated.
Assignments read_profile_script(std::string_view text, std::string_view file);

/// A file of EnvironmentFile= (systemd.exec(5)): NAME=VALUE, comments begin with '#' or ';' in
/// front, quotes and backslashes as in a shell, nothing is expanded.
Assignments read_environment_file(std::string_view text, std::string_view file);

/// /proc/PID/environ (proc(5)): NAME=VALUE, each ended by a NUL. `place` says whose it is.
Assignments read_process_environment(std::string_view text, std::string_view place);

}  // namespace netprobe
