#pragma once

#include <map>
#include <optional>
#include <string>

namespace netprobe {

/// What the command line needs to know of the machine and the terminal it runs on.

std::map<std::string, std::string> environment_variables();
std::string host_name();

/// Is this an Azure virtual machine? The firmware of one carries a fixed chassis asset tag
/// (DMI); nothing when the firmware cannot be read (a container, no permission).
std::optional<bool> firmware_says_azure();

/// The text of a small system file such as /etc/waagent.conf; nothing when there is none.
std::optional<std::string> system_file(const std::string& path);

/// What a command prints in its C locale, at most 1 MB; nothing when it fails, prints nothing, is
/// not installed or takes longer than two seconds. It is found in the system's own folders, not by
/// the caller's PATH, and its words go through a shell: none of them may come from outside
/// unquoted.
std::optional<std::string> command_output(const std::string& words);

/// This machine's packet filter rules, as `nft list ruleset` prints them, at most 1 MB; nothing
/// when they may not be read (no root), or there is no nft. Changes nothing.
std::optional<std::string> packet_filter_rules();

/// And those of the older kernel interface, as `iptables-legacy-save -c` and its twin for IPv6
/// print them. The programs are run only where the kernel has such tables already: they would make
/// it load them.
std::optional<std::string> legacy_filter_rules();

bool stdout_is_terminal();
bool stderr_is_terminal();
/// Columns of the terminal behind standard output; nothing when it is none.
std::optional<int> terminal_width();
/// Does the locale of the environment promise UTF-8?
bool locale_is_utf8(const std::map<std::string, std::string>& environment);

}  // namespace netprobe
