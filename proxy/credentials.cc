#include "proxy/credentials.h"

#include <string_view>
#include <utility>

namespace netprobe {

namespace {

Result<Secret> password_in(std::string_view text) {
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
    return input_error("--proxy-password-file: found UTF-16, expected UTF-8 in its first line");
  }
  if (text.starts_with("\xef\xbb\xbf")) {
    text.remove_prefix(3);
  }
  std::string_view line = text.substr(0, text.find('\n'));
  if (line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  if (line.find('\0') != std::string_view::npos) {
    return input_error("--proxy-password-file: found a NUL byte in line 1, expected a password");
  }
  if (line.empty()) {
    return usage_error(
        "--proxy-password-file: found an empty first line, expected the password there");
  }
  return Secret(std::string(line));
}

}  // namespace

Result<std::optional<Credentials>> combine_credentials(const CredentialSources& sources) {
  if (sources.user_option.empty()) {
    if (sources.password_file_text) {
      return usage_error(
          "--proxy-password-file: found a password without a user, expected --proxy-user beside "
          "it");
    }
    return std::nullopt;
  }
  if (sources.user_option.find(':') != std::string::npos) {
    return usage_error(
        "--proxy-user: found a ':', expected a user name alone; the password comes from "
        "--proxy-password-file or NETPROBE_PROXY_PASSWORD, where no process list shows it");
  }
  if (!sources.password_file_text && !sources.password_variable && sources.password_typed) {
    return Credentials{sources.user_option, *sources.password_typed};
  }
  if (!sources.password_file_text) {
    return Credentials{sources.user_option, Secret(sources.password_variable.value_or(""))};
  }
  auto password = password_in(*sources.password_file_text);
  if (!password) {
    return tl::unexpected(std::move(password.error()));
  }
  return Credentials{sources.user_option, *std::move(password)};
}

}  // namespace netprobe
