#pragma once

#include "netprobe/core/proxy_table.h"
#include "netprobe/core/result.h"
#include "netprobe/core/route.h"
#include "netprobe/core/vocabulary.h"

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

/// The proxies of one component: of this process, of an agent, of a service.
struct ProxySettings {
  std::optional<FoundProxy> https;  ///< for HTTPS targets
  std::optional<FoundProxy> http;   ///< for plain HTTP targets
  /// What is set for the other of the two alone, or by a name that does not count, where nothing is
  /// set for this one: nobody takes it, and it is tried to see whether that is the fault.
  std::optional<FoundProxy> spare_https, spare_http;
  /// Service tags that are decided by themselves, before the two above: none is direct. (The HANA
  /// extension tells Entra ID, Backup and Storage apart.)
  std::map<std::string, std::optional<FoundProxy>, std::less<>> by_service_tag;
  std::string tag_source;  ///< what decides those tags, for a reason: a file's name
  BypassList bypass;       ///< holds for `https` and `http`
  bool operator==(const ProxySettings&) const = default;
};

/// A variable of some environment, and where it is set.
struct SetVariable {
  std::string value;
  std::string place;  ///< "/etc/environment:3"; empty: in the environment of this process
  bool operator==(const SetVariable&) const = default;
};
using Variables = std::map<std::string, SetVariable>;

/// "environment variable https_proxy", or "https_proxy in /etc/environment:3".
std::string source_words(std::string_view name, const SetVariable& variable);

/// What an environment says, by libcurl's precedence (curl(1), ENVIRONMENT): https_proxy,
/// HTTPS_PROXY, all_proxy, ALL_PROXY for HTTPS; http_proxy (in lower case only: a CGI program's
/// HTTP_PROXY comes from a client's header), all_proxy, ALL_PROXY for HTTP; no_proxy before
/// NO_PROXY. An empty variable counts as not set. The first that is set decides, even where it is
/// malformed: the others are not asked then, nor listed.
ProxySettings settings_from_variables(const Variables& variables);

/// Fills in the spare ones, from variables of which only one is set.
void add_spares(const Variables& variables, ProxySettings& settings);

/// The same of this process.
ProxySettings settings_from_environment(const std::map<std::string, std::string>& environment);

/// "[scheme://][user[:password]@]host[:port]" as libcurl reads CURLOPT_PROXY(3): http where there
/// is no scheme, "socks" for socks4, port 443 for https and 1080 for every other, user information
/// percent-decoded, a path ignored. The error is a clause that says what was found and what was
/// expected; it never repeats user information.
Result<Proxy> parse_proxy(std::string_view text);

/// The same for a text that some place holds: what cannot be used is told, without user
/// information.
FoundProxy found_proxy(std::string source, std::string_view text);

/// Every place where a proxy is set, for the report: equal settings once; spare ones that nothing
/// else lists are not in force.
std::vector<ProxySetting> list_settings(const ProxySettings& settings);

}  // namespace netprobe
