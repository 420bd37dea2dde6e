#pragma once

#include "netprobe/core/address.h"
#include "netprobe/core/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace netprobe {

/// A URL in parts, as libcurl's own parser sees it, so that we accept exactly what it will.
struct Url {
  std::string scheme;    ///< lower case
  std::string user;      ///< percent-decoded; empty when none
  std::string password;  ///< percent-decoded. Move it into a `Secret` at once.
  HostPort
      address;  ///< host lower case, no brackets; the scheme's default port when none was given
  bool port_given = false;
  std::string path;  ///< with the query, begins with '/'

  bool operator==(const Url&) const = default;
};

/// `default_scheme` is used when the text has none ("proxy:3128"), as curl does for proxies.
/// The error says what is wrong and never repeats the text's user information.
Result<Url> parse_url(std::string_view text, std::string_view default_scheme = "");

/// The text with any "user:password@" replaced: for messages about URLs that may not even parse.
std::string without_user_information(std::string_view url);

}  // namespace netprobe
