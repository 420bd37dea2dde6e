#include "netprobe/cli/pac_request.h"

#include "netprobe/cli/file_calls.h"
#include "netprobe/cli/files.h"
#include "netprobe/core/text.h"
#include "proxy/wpad.h"

#include <fmt/format.h>

#include <utility>

namespace netprobe {

namespace {

Result<std::optional<PacRequest>> pac_in_file(const std::string& path) {
  auto text = read_input(path, "--pac");
  if (!text) {
    return tl::unexpected(text.error());
  }
  PacRequest request{"--pac", path == "-" ? "standard input" : path, std::move(*text), {}, {}};
  return request;
}

Result<std::optional<PacRequest>> pac_at_url(const std::string& text) {
  auto url = parse_url(text);
  if (!url) {
    return usage_error(fmt::format("--pac: {}", url.error().message));
  }
  if (url->scheme != "http" && url->scheme != "https") {
    return usage_error(
        fmt::format("--pac: found the scheme \"{}\", expected http, https, file or a file's path",
                    printable(url->scheme, 40)));
  }
  if (!url->user.empty() || !url->password.empty()) {
    return usage_error(
        "--pac: found user information in the URL, expected none: clients fetch a script without");
  }
  return PacRequest{"--pac", text, std::nullopt, {std::move(*url)}, {}};
}

Result<std::optional<PacRequest>> pac_given(const std::string& text) {
  constexpr std::string_view file_scheme = "file://";
  if (starts_with_ignoring_case(text, file_scheme)) {
    const std::string path = text.substr(file_scheme.size());
    if (!path.starts_with('/')) {
      return usage_error(
          fmt::format("--pac: found \"{}\", expected file:///PATH", printable(text, 200)));
    }
    return pac_in_file(path_of_file_url(path));
  }
  return text.find("://") == std::string::npos ? pac_in_file(text) : pac_at_url(text);
}

Result<std::optional<PacRequest>> pac_by_wpad(const CheckOptions& options,
                                              const std::vector<std::string>& search_domains) {
  if (!options.proxy_user.empty()) {
    return usage_error(
        "--wpad: found --proxy-user beside it, expected none: whoever answers for wpad would get "
        "the password; give the script with --pac");
  }
  PacRequest request{"--wpad", "", std::nullopt, {}, {}};
  for (const std::string& text : wpad_urls(search_domains)) {
    if (auto url = parse_url(text)) {
      request.urls.push_back(std::move(*url));
    }
  }
  return request;
}

}  // namespace

std::optional<PacRequest> pac_of_setting(const std::string& url, std::string source) {
  auto request = pac_at_url(url);
  if (!request || !*request) {
    return std::nullopt;
  }
  (*request)->source = std::move(source);
  return std::move(*request);
}

Result<std::optional<PacRequest>> read_pac(const CheckOptions& options,
                                           const std::vector<std::string>& search_domains) {
  if (options.pac.empty() && !options.wpad) {
    return std::nullopt;
  }
  const std::string option = options.wpad ? "--wpad" : "--pac";
  if (!options.proxy.empty()) {
    return usage_error(fmt::format("{}: found --proxy beside it, expected one of the two", option));
  }
  if (options.wpad && !options.pac.empty()) {
    return usage_error("--wpad: found --pac beside it, expected one of the two");
  }
  return options.wpad ? pac_by_wpad(options, search_domains) : pac_given(options.pac);
}

}  // namespace netprobe
