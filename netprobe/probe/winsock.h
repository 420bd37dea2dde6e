#pragma once

#include "netprobe/core/address.h"

#include <winsock2.h>
#include <ws2tcpip.h>

#include <cstdint>
#include <optional>
#include <string>

namespace netprobe {

/// What the Windows twins share of Winsock. Included by them alone.

/// Starts Winsock once for this process; every call here and libuv's own may come first.
void use_winsock();

/// The errno that stands for a code of Winsock, so that one table judges all systems; the code
/// itself where no errno means the same. 0 stays 0.
int errno_of_winsock(int code);
/// And back.
int winsock_error_of(int error);

/// What Windows says to one of its codes, in its own words and in one line.
std::string message_of_windows(DWORD code);

}  // namespace netprobe
