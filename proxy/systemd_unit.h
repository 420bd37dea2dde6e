#pragma once

#include "proxy/environment_text.h"

#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// What the files of a systemd service say about the environment of its processes
/// (systemd.exec(5)), as far as proxies go.
struct UnitEnvironment {
  struct File {
    std::string path;
    bool optional = false;  ///< "-/path": it may be missing
    bool operator==(const File&) const = default;
  };
  std::vector<Assignment> set;     ///< of Environment=, in order
  std::vector<File> files;         ///< of EnvironmentFile=, in order; what they set wins over `set`
  std::vector<std::string> unset;  ///< of UnsetEnvironment=, which is applied last
  std::string pid_file;            ///< of PIDFile=
  std::vector<std::string> notes;  ///< what was not evaluated, and why
  bool operator==(const UnitEnvironment&) const = default;
};

/// The unit with one more of its files read: the fragment first, then the drop-ins in the order of
/// their names. An empty value takes back what the files before said, as systemd has it.
UnitEnvironment with_unit_file(UnitEnvironment unit, std::string_view text, std::string_view file);

/// DefaultEnvironment= of /etc/systemd/system.conf and its drop-ins, which every service gets
/// (systemd-system.conf(5)).
Assignments read_system_conf(std::string_view text, std::string_view file);

/// The variables that a service is started with: the manager's defaults, its Environment=, the
/// texts of its EnvironmentFile= (in that order), less what UnsetEnvironment= names.
Variables service_variables(const std::vector<Assignment>& defaults, const UnitEnvironment& unit,
                            const std::vector<Assignment>& files);

/// "backup.service" of "backup": what systemctl(1) makes of a name; empty where it can be no
/// service's name. Only letters, digits and ":-_.\@" may stand in it, '-' not in front.
std::string service_unit_name(std::string_view text);

}  // namespace netprobe
