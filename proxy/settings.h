#pragma once

#include "netprobe/core/result.h"
#include "netprobe/core/route.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// A proxy that is set in some place, usable or not.
struct FoundProxy {
  ProxySetting setting;        ///< for the report
  std::optional<Proxy> proxy;  ///< none when the setting is malformed
  bool operator==(const FoundProxy&) const = default;
};

/// What the environment of this process says, by libcurl's precedence (curl(1), ENVIRONMENT):
/// `https_proxy` before `HTTPS_PROXY`; `http_proxy` in lower case only (a CGI program's HTTP_PROXY
/// comes from the client); then `all_proxy`, `ALL_PROXY`; `no_proxy` before `NO_PROXY`. An empty
/// value is not set.
struct ProxySettings {
  std::optional<FoundProxy> https;    ///< for HTTPS targets
  std::optional<FoundProxy> http;     ///< for plain HTTP targets
  std::optional<FoundProxy> waagent;  ///< of /etc/waagent.conf, which only the `vm` workload uses
  std::vector<std::string> bypass;    ///< the entries of the bypass list
  std::string bypass_source;          ///< "no_proxy" or "NO_PROXY"; empty when neither is set
  bool operator==(const ProxySettings&) const = default;
};

ProxySettings settings_from_environment(const std::map<std::string, std::string>& environment);

/// `HttpProxy.Host` and `HttpProxy.Port` of the Azure Linux agent's configuration (WALinuxAgent
/// README): comments are whole lines that begin with '#', "None" is not set, the host is required.
/// Without a port the agent's requests go to port 80. Nothing when no proxy is set there.
std::optional<FoundProxy> waagent_setting(std::string_view text, std::string_view file);

/// `--proxy URL`: http (also when no scheme is given), https, socks4, socks4a, socks5, socks5h; the
/// port defaults as libcurl's does (1080, and 443 for https). The error never repeats user
/// information.
Result<Proxy> parse_proxy(std::string_view text);

/// Every place where a proxy is set, for the report: equal settings once.
std::vector<ProxySetting> list_settings(const ProxySettings& settings);

}  // namespace netprobe
