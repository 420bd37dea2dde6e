#pragma once

#include "netprobe/core/result.h"
#include "netprobe/core/route.h"

#include <optional>
#include <string>

namespace netprobe {

/// Where a user name and a password for the proxy may come from. A password on the command line
/// would be seen by everybody who lists processes: there is no option for one.
struct CredentialSources {
  std::string user_option;  ///< `--proxy-user`, or NETPROBE_PROXY_USER
  /// Of `--proxy-password-file`: its first line counts, without the line's end (LF or CR LF) and
  /// without a byte order mark.
  std::optional<std::string> password_file_text;
  std::optional<std::string> password_variable;  ///< NETPROBE_PROXY_PASSWORD
  std::optional<Secret> password_typed;          ///< at the terminal, where neither is there
};

/// The file wins over the variable, and both over the terminal. Errors: a password file without a
/// user, or without a password in its first line, or in UTF-16; a ':' in the user option (a
/// password on the command line; RFC 7617 allows none in a user name either). None repeats a value.
/// A user without a password has an empty one (Kerberos tickets need none).
Result<std::optional<Credentials>> combine_credentials(const CredentialSources& sources);

}  // namespace netprobe
