#include "proxy/settings.h"

#include "netprobe/core/text.h"
#include "netprobe/core/url.h"
#include "proxy/bypass.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace netprobe {

namespace {

/// The first of the names that is set and not empty.
Variables::const_iterator first_set(const Variables& variables,
                                    std::span<const std::string_view> names) {
  for (const auto name : names) {
    const auto found = variables.find(std::string(name));
    if (found != variables.end() && !found->second.value.empty()) {
      return found;
    }
  }
  return variables.end();
}

/// The text without user information, cut to a bearable length.
std::string shown(std::string_view text) {
  constexpr std::size_t limit = 200;
  const std::string out = without_user_information(text);
  return out.size() <= limit ? out : out.substr(0, limit) + "…";
}

std::optional<FoundProxy> proxy_in(const Variables& variables,
                                   std::span<const std::string_view> names) {
  const auto variable = first_set(variables, names);
  if (variable == variables.end()) {
    return std::nullopt;
  }
  return found_proxy(source_words(variable->first, variable->second), variable->second.value);
}

BypassList bypass_in(const Variables& variables) {
  static constexpr auto names = std::to_array<std::string_view>({"no_proxy", "NO_PROXY"});
  const auto list = first_set(variables, names);
  if (list == variables.end()) {
    return {};
  }
  const auto& [name, variable] = *list;
  return {BypassRules::libcurl, split_bypass_list(variable.value),
          variable.place.empty() ? name : source_words(name, variable)};
}

}  // namespace

std::string source_words(std::string_view name, const SetVariable& variable) {
  return variable.place.empty() ? fmt::format("environment variable {}", name)
                                : fmt::format("{} in {}", name, variable.place);
}

FoundProxy found_proxy(std::string source, std::string_view text) {
  FoundProxy out;
  out.setting.source = std::move(source);
  auto parsed = parse_proxy(text);
  if (parsed) {
    out.setting.url = parsed->url();
    out.proxy = *std::move(parsed);
  } else {
    out.setting.url = shown(text);
    out.setting.problem = std::move(parsed.error().message);
  }
  return out;
}

ProxySettings settings_from_variables(const Variables& variables) {
  static constexpr auto for_https =
      std::to_array<std::string_view>({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"});
  static constexpr auto for_http =
      std::to_array<std::string_view>({"http_proxy", "all_proxy", "ALL_PROXY"});
  ProxySettings settings;
  settings.https = proxy_in(variables, for_https);
  settings.http = proxy_in(variables, for_http);
  settings.bypass = bypass_in(variables);
  add_spares(variables, settings);
  return settings;
}

void add_spares(const Variables& variables, ProxySettings& settings) {
  static constexpr auto for_https = std::to_array<std::string_view>({"http_proxy", "HTTP_PROXY"});
  static constexpr auto for_http =
      std::to_array<std::string_view>({"HTTP_PROXY", "https_proxy", "HTTPS_PROXY"});
  const auto usable = [&](std::span<const std::string_view> names) {
    auto found = proxy_in(variables, names);
    return found && found->proxy ? found : std::nullopt;
  };
  settings.spare_https = settings.https ? std::nullopt : usable(for_https);
  settings.spare_http = settings.http ? std::nullopt : usable(for_http);
}

ProxySettings settings_from_environment(const std::map<std::string, std::string>& environment) {
  Variables variables;
  for (const auto& [name, value] : environment) {
    variables[name] = {value, ""};
  }
  return settings_from_variables(variables);
}

std::vector<ProxySetting> list_settings(const ProxySettings& settings) {
  std::vector<ProxySetting> list;
  const auto add = [&](const std::optional<FoundProxy>& found, const BypassList& bypass) {
    if (!found) {
      return;
    }
    ProxySetting setting = found->setting;
    setting.bypass = bypass.entries;
    if (std::find(list.begin(), list.end(), setting) == list.end()) {
      list.push_back(std::move(setting));
    }
  };
  for (const auto& [tag, found] : settings.by_service_tag) {
    add(found, {});
  }
  add(settings.https, settings.bypass);
  add(settings.http, settings.bypass);
  for (const auto& spare : {settings.spare_https, settings.spare_http}) {
    const bool known = spare && std::any_of(list.begin(), list.end(), [&](const auto& one) {
                         return one.source == spare->setting.source;
                       });
    if (spare && !known) {
      add(spare, settings.bypass);
      list.back().in_force = false;
    }
  }
  return list;
}

}  // namespace netprobe
