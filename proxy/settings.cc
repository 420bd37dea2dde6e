#include "proxy/settings.h"

#include "netprobe/core/text.h"
#include "netprobe/core/url.h"

#include <fmt/format.h>

#include <array>

namespace netprobe {

namespace {

using Variables = std::map<std::string, std::string>;

constexpr std::array schemes = {ProxyScheme::http,    ProxyScheme::https,  ProxyScheme::socks4,
                                ProxyScheme::socks4a, ProxyScheme::socks5, ProxyScheme::socks5h};

std::optional<ProxyScheme> scheme_named(std::string_view name) {
  if (name == "socks") {
    return ProxyScheme::socks4;  // as libcurl reads it
  }
  for (const ProxyScheme scheme : schemes) {
    if (name_of(scheme) == name) {
      return scheme;
    }
  }
  return std::nullopt;
}

/// The first of these variables that is set and not empty.
const Variables::value_type* first_set(const Variables& variables,
                                       std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const auto found = variables.find(name);
    if (found != variables.end() && !found->second.empty()) {
      return &*found;
    }
  }
  return nullptr;
}

FoundProxy found_in(std::string source, std::string_view text, std::vector<std::string> bypass) {
  FoundProxy found;
  found.setting.source = std::move(source);
  found.setting.bypass = std::move(bypass);
  auto proxy = parse_proxy(trim(text));
  if (proxy) {
    found.setting.url = proxy->url();
    found.proxy = std::move(*proxy);
  } else {
    found.setting.url = without_user_information(text);
    found.setting.problem = proxy.error().message;
  }
  return found;
}

/// "Key=Value" of a line of waagent.conf, or nothing.
std::optional<std::string> value_of(std::string_view line, std::string_view key) {
  const std::size_t equals = line.find('=');
  if (line.starts_with('#') || equals == std::string_view::npos ||
      trim(line.substr(0, equals)) != key) {
    return std::nullopt;
  }
  std::string_view value = trim(line.substr(equals + 1));
  if (value.size() > 1 && value.front() == '"' && value.back() == '"') {
    value = value.substr(1, value.size() - 2);
  }
  return value.empty() || value == "None" ? std::optional<std::string>("") : std::string(value);
}

}  // namespace

Result<Proxy> parse_proxy(std::string_view text) {
  const auto url = parse_url(text, "http");
  if (!url) {
    return tl::unexpected(url.error());
  }
  const auto scheme = scheme_named(url->scheme);
  if (!scheme) {
    return usage_error(fmt::format(
        "found the proxy scheme \"{}\", expected http, https, socks4, socks4a, socks5 or socks5h",
        printable(url->scheme, 40)));
  }
  Proxy proxy;
  proxy.scheme = *scheme;
  proxy.address = url->address;
  if (!url->port_given) {
    proxy.address.port = *scheme == ProxyScheme::https ? 443 : 1080;  // CURLOPT_PROXY(3)
  }
  if (!url->user.empty() || !url->password.empty()) {
    proxy.credentials = Credentials{url->user, Secret(url->password)};
  }
  return proxy;
}

ProxySettings settings_from_environment(const Variables& environment) {
  ProxySettings settings;
  if (const auto* bypass = first_set(environment, {"no_proxy", "NO_PROXY"})) {
    settings.bypass_source = bypass->first;
    settings.bypass = split(bypass->second, ", \t");
  }
  const auto find = [&](std::initializer_list<const char*> names) -> std::optional<FoundProxy> {
    const auto* variable = first_set(environment, names);
    if (variable == nullptr) {
      return std::nullopt;
    }
    return found_in(fmt::format("environment variable {}", variable->first), variable->second,
                    settings.bypass);
  };
  settings.https = find({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"});
  settings.http = find({"http_proxy", "all_proxy", "ALL_PROXY"});
  return settings;
}

std::optional<FoundProxy> waagent_setting(std::string_view text, std::string_view file) {
  std::string host;
  std::string port;
  for (const std::string& line : split(text, "\n")) {
    host = value_of(line, "HttpProxy.Host").value_or(host);
    port = value_of(line, "HttpProxy.Port").value_or(port);
  }
  if (host.empty()) {
    return std::nullopt;
  }
  const std::string bracketed =
      host.find(':') != std::string::npos && !host.starts_with('[') ? "[" + host + "]" : host;
  return found_in(std::string(file),
                  fmt::format("http://{}:{}", bracketed, port.empty() ? "80" : port), {});
}

std::vector<ProxySetting> list_settings(const ProxySettings& settings) {
  std::vector<ProxySetting> list;
  for (const auto* found : {&settings.https, &settings.http, &settings.waagent}) {
    const bool known = *found && !list.empty() && list.back() == (*found)->setting;
    if (*found && !known) {
      list.push_back((*found)->setting);
    }
  }
  return list;
}

}  // namespace netprobe
