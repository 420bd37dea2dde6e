#pragma once

#include "netprobe/core/address.h"
#include "netprobe/probe/child_process.h"

#include <string>

namespace netprobe {

/// What a process of its own is asked, and how it answers; see KerberosToken.
constexpr auto kerberos_task = "kerberos";
constexpr char kerberos_proxy = 'P';      ///< asked: for which host and port
constexpr char kerberos_token = 'T';      ///< answered: the token
constexpr char kerberos_complaint = 'C';  ///< or why there is none

/// The body of that process: reads the question, answers it, and ends.
[[noreturn]] void ask_kerberos();

}  // namespace netprobe
