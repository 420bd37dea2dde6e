#include "proxy/credentials.h"

#include <algorithm>

namespace netprobe {

namespace {

std::string first_line(const std::string& text) {
  std::string line = text.substr(0, text.find('\n'));
  if (line.ends_with('\r')) {
    line.pop_back();
  }
  return line;
}

}  // namespace

Result<std::optional<Credentials>> combine_credentials(const CredentialSources& sources) {
  const bool has_password = sources.password_file_text ||
                            (sources.password_variable && !sources.password_variable->empty());
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
  std::string password;
  if (has_password) {
    password = sources.password_file_text ? first_line(*sources.password_file_text)
                                          : *sources.password_variable;
  }
  if (sources.password_file_text && password.empty()) {
    return usage_error(
        "--proxy-password-file: found an empty first line, expected the password there");
  }
  return Credentials{sources.user_option, Secret(std::move(password))};
}

}  // namespace netprobe
