#pragma once

#include "netprobe/core/result.h"
#include "netprobe/core/route.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// A proxy that is set in some place, usable or not. What cannot be used is the machine's fault,
/// not the call's, and is told (product contract, section 7).
struct FoundProxy {
  ProxySetting setting;        ///< for the report
  std::optional<Proxy> proxy;  ///< none exactly when `setting.problem` says why
  bool operator==(const FoundProxy&) const = default;
};

/// Where the system's proxies come from.
struct ProxySettings {
  std::optional<FoundProxy> https;    ///< for HTTPS targets
  std::optional<FoundProxy> http;     ///< for plain HTTP targets
  std::optional<FoundProxy> waagent;  ///< of /etc/waagent.conf, which only the `vm` workload uses
  std::vector<std::string> bypass;    ///< the entries of the bypass list
  std::string bypass_source;          ///< "no_proxy" or "NO_PROXY"; empty when neither is set
  bool operator==(const ProxySettings&) const = default;
};

/// What the environment says, by libcurl's precedence (curl(1), ENVIRONMENT): https_proxy,
/// HTTPS_PROXY, all_proxy, ALL_PROXY for HTTPS; http_proxy (in lower case only: a CGI program's
/// HTTP_PROXY comes from a client's header), all_proxy, ALL_PROXY for HTTP; no_proxy before
/// NO_PROXY. An empty variable counts as not set. The first that is set decides, even where it is
/// malformed: the others are not asked then, nor listed.
ProxySettings settings_from_environment(const std::map<std::string, std::string>& environment);

/// HttpProxy.Host and HttpProxy.Port of the text of /etc/waagent.conf, which override the
/// environment for the Azure Linux agent and its backup extension. `None` and an empty value count
/// as not set, the last of several lines decides, and '#' begins a comment, as the agent reads it
/// (WALinuxAgent, common/conf.py). Nothing where no host is set. A host without a port is a
/// problem: the agent and the extension then use no proxy at all (WALinuxAgent,
/// common/utils/restutil.py; azure-linux-extensions, VMBackup/main/HttpUtil.py).
std::optional<FoundProxy> waagent_setting(std::string_view text, std::string_view file);

/// "[scheme://][user[:password]@]host[:port]" as libcurl reads CURLOPT_PROXY(3): http where there
/// is no scheme, "socks" for socks4, port 443 for https and 1080 for every other, user information
/// percent-decoded, a path ignored. The error is a clause that says what was found and what was
/// expected; it never repeats user information.
Result<Proxy> parse_proxy(std::string_view text);

/// Every place where a proxy is set, for the report: equal settings once.
std::vector<ProxySetting> list_settings(const ProxySettings& settings);

}  // namespace netprobe
