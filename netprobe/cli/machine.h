#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace netprobe {

class Interrupts;

/// What the command line needs to know of the machine and the terminal it runs on.

std::map<std::string, std::string> environment_variables();
std::string host_name();

/// Is this an Azure virtual machine? The firmware of one carries a fixed chassis asset tag
/// (DMI); nothing when the firmware cannot be read (a container, no permission).
std::optional<bool> firmware_says_azure();

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
