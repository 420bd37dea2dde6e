#pragma once

#include "netprobe/core/secret.h"

#include <optional>
#include <string>

namespace netprobe {

/// What keeps a password from being seen by others on this machine.

/// Takes passwords out of this process's own environment block (NETPROBE_PROXY_PASSWORD, and the
/// user information of proxy variables): what it starts inherits none, and nobody reads one from
/// /proc. Whoever needs them must have read the variables before.
void hide_passwords_of_environment();

/// From here on no core file of this process is written, and only root may look into its memory.
void keep_memory_private();

/// Asks the person at the terminal, without showing what is typed. Nothing when nobody is there: no
/// terminal, or this process runs in its background.
std::optional<Secret> ask_password(const std::string& question);

}  // namespace netprobe
