#include "proxy/settings.h"

#include "netprobe/core/text.h"
#include "netprobe/core/url.h"
#include "proxy/bypass.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <span>
#include <utility>

namespace netprobe {

namespace {

using Variables = std::map<std::string, std::string>;

/// The first of the names that is set and not empty.
Variables::const_iterator first_set(const Variables& environment,
                                    std::span<const std::string_view> names) {
  for (const auto name : names) {
    const auto found = environment.find(std::string(name));
    if (found != environment.end() && !found->second.empty()) {
      return found;
    }
  }
  return environment.end();
}

/// The text without user information, cut to a bearable length.
std::string shown(std::string_view text) {
  constexpr std::size_t limit = 200;
  const std::string out = without_user_information(text);
  return out.size() <= limit ? out : out.substr(0, limit) + "…";
}

std::optional<FoundProxy> proxy_in(const Variables& environment,
                                   std::span<const std::string_view> names,
                                   const std::vector<std::string>& bypass) {
  const auto variable = first_set(environment, names);
  if (variable == environment.end()) {
    return std::nullopt;
  }
  FoundProxy out;
  out.setting.source = "environment variable " + variable->first;
  out.setting.bypass = bypass;
  auto parsed = parse_proxy(variable->second);
  if (parsed) {
    out.setting.url = parsed->url();
    out.proxy = *std::move(parsed);
  } else {
    out.setting.url = shown(variable->second);
    out.setting.problem = std::move(parsed.error().message);
  }
  return out;
}

/// The value of a line of waagent.conf, which is known to hold a '='. `None` is the same as
/// nothing.
std::string value_of(std::string_view line) {
  line.remove_prefix(line.find('=') + 1);
  line = line.substr(0, line.find('#'));
  constexpr std::string_view around = "\" \t\r";
  const std::size_t first = line.find_first_not_of(around);
  if (first == std::string_view::npos) {
    return "";
  }
  const std::string_view value = line.substr(first, line.find_last_not_of(around) - first + 1);
  return value == "None" ? "" : std::string(value);
}

/// What the last line with that key says.
std::string waagent_value(const std::vector<std::string>& lines, std::string_view key) {
  std::string value;
  for (const std::string_view line : lines) {
    const std::size_t equals = line.find('=');
    if (equals != std::string_view::npos && trim(line.substr(0, equals)) == key) {
      value = value_of(line);
    }
  }
  return value;
}

}  // namespace

ProxySettings settings_from_environment(const Variables& environment) {
  static constexpr auto for_https =
      std::to_array<std::string_view>({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"});
  static constexpr auto for_http =
      std::to_array<std::string_view>({"http_proxy", "all_proxy", "ALL_PROXY"});
  static constexpr auto for_bypass = std::to_array<std::string_view>({"no_proxy", "NO_PROXY"});
  ProxySettings settings;
  if (const auto list = first_set(environment, for_bypass); list != environment.end()) {
    settings.bypass = split_bypass_list(list->second);
    settings.bypass_source = list->first;
  }
  settings.https = proxy_in(environment, for_https, settings.bypass);
  settings.http = proxy_in(environment, for_http, settings.bypass);
  return settings;
}

std::optional<FoundProxy> waagent_setting(std::string_view text, std::string_view file) {
  const auto lines = split(text, "\n");
  const std::string host = waagent_value(lines, "HttpProxy.Host");
  const std::string port = waagent_value(lines, "HttpProxy.Port");
  if (host.empty()) {
    return std::nullopt;
  }
  FoundProxy out;
  out.setting.source = std::string(file);
  out.setting.url = shown(port.empty() ? host : fmt::format("{}:{}", host, port));
  const auto address = HostPort::parse(host);
  const auto number = parse_number<std::uint16_t>(port);
  if (!address || address->port != 0) {
    out.setting.problem = "HttpProxy.Host is no bare host name and no address";
  } else if (port.empty()) {
    out.setting.problem =
        "HttpProxy.Host is set without HttpProxy.Port: the agent then uses no proxy at all";
  } else if (!number || *number == 0) {
    out.setting.problem = "HttpProxy.Port is no number from 1 to 65535";
  } else {
    out.proxy = Proxy{.scheme = ProxyScheme::http, .address = {address->host, *number}};
    out.setting.url = out.proxy->url();
  }
  return out;
}

std::vector<ProxySetting> list_settings(const ProxySettings& settings) {
  std::vector<ProxySetting> list;
  for (const auto* found : {&settings.https, &settings.http, &settings.waagent}) {
    if (!*found) {
      continue;
    }
    ProxySetting setting = (*found)->setting;
    setting.bypass = settings.bypass;
    if (list.empty() || list.back() != setting) {
      list.push_back(std::move(setting));
    }
  }
  return list;
}

}  // namespace netprobe
