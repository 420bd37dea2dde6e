#pragma once

#include "netprobe/core/diagnosis.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace netprobe {

class Interrupts;

/// What the command line needs to know of the machine and the terminal it runs on.

/// The words of this process's call as UTF-8, its own name first. (On Windows `argv` is in a code
/// page that lacks most letters.)
std::vector<std::string> call_words(int argc, char** argv);

/// From here on the standard streams carry bytes as they are written, and a terminal of this system
/// shows UTF-8 and colours; as they were when this object goes.
class StandardStreams {
 public:
  StandardStreams();
  ~StandardStreams();
  StandardStreams(const StandardStreams&) = delete;
  StandardStreams& operator=(const StandardStreams&) = delete;

 private:
  unsigned code_page_ = 0, out_mode_ = 0, error_mode_ = 0;  ///< that were; 0: nothing was changed
};

/// On Windows, where names of variables have no letter case, those that we look for come as we
/// spell them.
std::map<std::string, std::string> environment_variables();
std::string host_name();
Platform this_platform();

/// Is this an Azure virtual machine? The firmware of one carries a fixed chassis asset tag
/// (DMI); nothing when the firmware cannot be read (a container, no permission).
std::optional<bool> firmware_says_azure();

/// What the system tells beside about where names are resolved; see NameTexts.
struct NameFiles {
  std::string resolv_conf;  ///< its text, or what says the same elsewhere; empty: nothing does
  std::string place;        ///< what people call it: "/etc/resolv.conf"
  std::string nsswitch;     ///< the text of nsswitch.conf(5); empty where there is none
  std::string order;        ///< in words, where the system has no such file
};
NameFiles name_files();

/// The text of a small system file such as /etc/waagent.conf; nothing when there is none.
std::optional<std::string> system_file(const std::string& path);

/// What a command prints in its C locale, at most 8 MB; nothing when it fails, prints nothing, is
/// not installed, takes longer than two seconds or is interrupted. It is found in the system's own
/// folders, not by the caller's PATH.
std::optional<std::string> command_output(std::vector<std::string> words,
                                          const Interrupts* interrupts = nullptr);

/// This machine's packet filter rules, as `nft -j list ruleset` prints them; nothing when they may
/// not be read (no root), or there is no nft that knows JSON. Changes nothing.
std::optional<std::string> packet_filter_rules(const Interrupts* interrupts);

/// And those of the older kernel interface, as `iptables-legacy-save -c` and its twin for IPv6
/// print them. The programs are run only where the kernel has such tables already: they would make
/// it load them.
std::optional<std::string> legacy_filter_rules(const Interrupts* interrupts);

bool stdout_is_terminal();
bool stderr_is_terminal();
/// Columns of the terminal behind standard output; nothing when it is none.
std::optional<int> terminal_width();
/// Does the locale of the environment promise UTF-8?
bool locale_is_utf8(const std::map<std::string, std::string>& environment);

}  // namespace netprobe
