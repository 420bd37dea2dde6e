#include "netprobe/cli/proxy_request.h"

#include "netprobe/cli/files.h"
#include "netprobe/cli/machine.h"
#include "netprobe/cli/name_sources.h"
#include "netprobe/cli/pac_request.h"
#include "netprobe/cli/proxy_texts.h"
#include "netprobe/cli/secrets.h"
#include "netprobe/cli/words.h"
#include "netprobe/core/text.h"
#include "proxy/bypass_list.h"
#include "proxy/credentials.h"
#include "proxy/waagent.h"
#include "proxy/wpad.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

Result<std::optional<Credentials>> read_credentials(const CheckOptions& options,
                                                    const EnvironmentVariables& environment) {
  CredentialSources sources;
  sources.user_option = options.proxy_user;
  if (!options.proxy_password_file.empty()) {
    auto text = read_input(options.proxy_password_file, "--proxy-password-file");
    if (!text) {
      return tl::unexpected(text.error());
    }
    sources.password_file_text = std::move(*text);
  }
  const auto variable = environment.find("NETPROBE_PROXY_PASSWORD");
  if (variable != environment.end()) {
    sources.password_variable = variable->second;
  }
  sources.password_typed = options.typed_password;
  return combine_credentials(sources);
}

/// One proxy for all, or a list in Windows' form.
Result<std::optional<ProxyPair>> read_given_proxy(const CheckOptions& options) {
  if (options.proxy.empty()) {
    return std::nullopt;
  }
  auto pair = is_windows_proxy_list(options.proxy)
                  ? parse_windows_proxy_list(options.proxy)
                  : parse_proxy(options.proxy).map([](const Proxy& one) {
                      return ProxyPair{one, one};
                    });
  if (!pair) {
    return usage_error(fmt::format("--proxy: {}", pair.error().message));
  }
  return std::move(*pair);
}

Result<void> check_company(const CheckOptions& options, const Component& component) {
  if (!options.proxy_bypass.empty() && options.proxy.empty()) {
    return usage_error(
        "--proxy-bypass: found a list without a proxy, expected --proxy beside it (the system's "
        "proxy has no_proxy)");
  }
  const char* const other = !options.proxy.empty() ? "--proxy"
                            : !options.pac.empty() ? "--pac"
                            : options.wpad         ? "--wpad"
                                                   : nullptr;
  if (component.kind != Component::Kind::env && other != nullptr) {
    return usage_error(
        fmt::format("--as: found {} beside it, expected one of the two: each of them says which "
                    "proxy is in force",
                    other));
  }
  return {};
}

void apply(std::optional<Proxy>& proxy, const std::optional<Credentials>& credentials,
           ProxyAuth auth) {
  if (proxy) {
    proxy->auth = auth;
    proxy->credentials = credentials ? credentials : proxy->credentials;
  }
}

void apply(ProxySettings& settings, const std::optional<Credentials>& credentials, ProxyAuth auth) {
  const auto apply_to = [&](std::optional<FoundProxy>& found) {
    if (found) {
      apply(found->proxy, credentials, auth);
    }
  };
  apply_to(settings.https);
  apply_to(settings.http);
  apply_to(settings.spare_https);
  apply_to(settings.spare_http);
  for (auto& [tag, found] : settings.by_service_tag) {
    apply_to(found);
  }
}

/// Credentials of their own options go to the given proxy; without one, to the system's: to those
/// of the component in force.
void apply_identity(const std::optional<Credentials>& credentials, ProxyAuth auth,
                    RouteInputs& routes) {
  if (routes.given) {
    apply(routes.given->https, credentials, auth);
    apply(routes.given->http, credentials, auth);
    return;
  }
  apply(routes.settings, credentials, auth);
  if (routes.vm) {
    apply(*routes.vm, credentials, auth);
  }
  if (routes.own) {
    apply(*routes.own, std::nullopt, auth);
  }
}

Result<void> read_route_kinds(const CheckOptions& options, bool has_script, RouteInputs& routes) {
  for (const std::string& name : options.routes) {
    const auto kind = choose<RouteKind>("--route", name,
                                        {{"direct", RouteKind::direct},
                                         {"system", RouteKind::system},
                                         {"proxy", RouteKind::proxy}});
    if (!kind) {
      return tl::unexpected(kind.error());
    }
    if (*kind == RouteKind::proxy && !routes.given && !has_script) {
      return usage_error(
          "--route proxy: found no proxy to test, expected --proxy URL, --pac or --wpad beside it");
    }
    if (*kind == RouteKind::system && !has_system_proxy(routes)) {
      return usage_error(
          "--route system: found no usable system proxy, expected one in https_proxy, HTTPS_PROXY, "
          "http_proxy, ALL_PROXY, /etc/waagent.conf or the settings of the component that --as "
          "names");
    }
    routes.only.push_back(*kind);
  }
  return {};
}

/// The Azure Linux agent's settings, for what the vm workload alone needs; nothing where the agent
/// has none of its own: this process's then stand for them.
std::optional<ProxySettings> agent_settings(const EnvironmentVariables& environment) {
  const Component agent{Component::Kind::waagent, ""};
  ProxyTexts texts = proxy_texts_of(agent, environment);
  if (texts.waagent_service) {
    return settings_of(agent, texts);
  }
  Variables own;
  for (const auto& [name, value] : environment) {
    own[name] = {value, ""};
  }
  if (!texts.waagent_conf) {
    return std::nullopt;  // on Windows it has no such file
  }
  const SourceText& file = *texts.waagent_conf;
  return waagent_setting(file.text.value_or(""), file.place)
             ? std::optional(waagent_settings(*file.text, file.place, own))
             : std::nullopt;
}

Result<void> read_system_settings(const Component& component,
                                  const EnvironmentVariables& environment, RunRequest& request) {
  RouteInputs& routes = request.routes;
  routes.settings = settings_from_environment(environment);
  if (component.kind == Component::Kind::env) {
    const auto& workloads = request.plan.workloads;
    if (std::find(workloads.begin(), workloads.end(), Workload::vm) != workloads.end()) {
      routes.vm = agent_settings(environment);
    }
    return {};
  }
  const ProxyTexts texts = proxy_texts_of(component, environment);
  if (component.kind == Component::Kind::service) {
    if (auto known = require_service(texts, component.unit, "--as"); !known) {
      return known;
    }
  }
  // What whoever calls has by other means than variables is theirs all the same.
  const bool has_variables = routes.settings.https || routes.settings.http;
  if (texts.windows.is_here && !has_variables) {
    routes.settings = windows_settings_of({Component::Kind::user, ""}, texts.windows);
  }
  routes.own = std::exchange(routes.settings, settings_of(component, texts));
  if (component.kind == Component::Kind::hana) {
    // The extension has a proxy for Entra ID alone: one for the others would not help it.
    routes.own_only_for = {"AzureActiveDirectory"};
  }
  const WindowsScript script =
      texts.windows.is_here ? windows_script_of(component, texts.windows) : WindowsScript{};
  if (!script.url.empty()) {
    request.pac = pac_of_setting(script.url, script.source);
  }
  const SettingsOwner owner = settings_owner(component, components_here());
  request.component =
      ComponentInForce{name_of(component), words_for(component), owner.place, owner.commands};
  return {};
}

void list_proxies(const RouteInputs& routes, std::vector<ProxySetting>& proxies) {
  proxies = list_settings(routes.settings);
  const auto add = [&](const std::optional<ProxySettings>& settings, bool in_force) {
    for (ProxySetting& setting :
         settings ? list_settings(*settings) : std::vector<ProxySetting>()) {
      setting.in_force = setting.in_force && in_force;
      if (std::find(proxies.begin(), proxies.end(), setting) == proxies.end()) {
        proxies.push_back(std::move(setting));
      }
    }
  };
  add(routes.vm, true);
  add(routes.own, false);
  if (!routes.given) {
    return;
  }
  for (const auto& proxy : {routes.given->https, routes.given->http}) {
    ProxySetting setting{"--proxy", proxy ? proxy->url() : "", routes.given_bypass.entries, ""};
    if (proxy && std::find(proxies.begin(), proxies.end(), setting) == proxies.end()) {
      proxies.push_back(std::move(setting));
    }
  }
}

bool has_password(const std::optional<Proxy>& proxy) { return proxy && proxy->credentials; }

bool has_password(const std::optional<FoundProxy>& found) {
  return found && has_password(found->proxy);
}

bool has_password(const ProxySettings& settings) {
  return has_password(settings.https) || has_password(settings.http) ||
         std::any_of(settings.by_service_tag.begin(), settings.by_service_tag.end(),
                     [](const auto& entry) { return has_password(entry.second); });
}

bool has_password(const RouteInputs& routes) {
  return (routes.given &&
          (has_password(routes.given->https) || has_password(routes.given->http))) ||
         has_password(routes.settings) || (routes.vm && has_password(*routes.vm)) ||
         (routes.own && has_password(*routes.own));
}

}  // namespace

std::optional<Secret> ask_for_password(const CheckOptions& options,
                                       const EnvironmentVariables& environment) {
  const bool wanted = !options.proxy_user.empty() && options.proxy_password_file.empty() &&
                      !environment.contains("NETPROBE_PROXY_PASSWORD") &&
                      options.proxy_auth != name_of(ProxyAuth::negotiate);
  return wanted && stderr_is_terminal()
             ? ask_password(fmt::format("Password of {} for the proxy: ",
                                        printable(options.proxy_user, 200)))
             : std::nullopt;
}

Result<void> read_routes(const CheckOptions& options, const EnvironmentVariables& environment,
                         RunRequest& request) {
  const auto component = parse_component(options.component, components_here());
  if (!component) {
    return tl::unexpected(component.error());
  }
  if (auto good = check_company(options, *component); !good) {
    return good;
  }
  if (auto read = read_system_settings(*component, environment, request); !read) {
    return read;
  }
  auto given = read_given_proxy(options);
  if (!given) {
    return tl::unexpected(given.error());
  }
  request.routes.given = std::move(*given);
  if (!options.proxy_bypass.empty()) {
    request.routes.given_bypass = parse_bypass_list(options.proxy_bypass, "--proxy-bypass");
  }
  list_proxies(request.routes, request.proxies);
  auto pac = read_pac(options, search_domains(name_files().resolv_conf, host_name()));
  if (!pac) {
    return tl::unexpected(pac.error());
  }
  if (*pac) {
    request.pac = std::move(*pac);
  }
  const auto credentials = read_credentials(options, environment);
  if (!credentials) {
    return tl::unexpected(credentials.error());
  }
  const auto auth = choose<ProxyAuth>("--proxy-auth", options.proxy_auth,
                                      {{"any", ProxyAuth::any},
                                       {"basic", ProxyAuth::basic},
                                       {"digest", ProxyAuth::digest},
                                       {"ntlm", ProxyAuth::ntlm},
                                       {"negotiate", ProxyAuth::negotiate}});
  if (!auth) {
    return tl::unexpected(auth.error());
  }
  if (request.pac) {
    request.pac->identity = {*credentials, *auth};
  } else {
    apply_identity(*credentials, *auth, request.routes);
  }
  if (credentials->has_value() || has_password(request.routes)) {
    keep_memory_private();
  }
  return read_route_kinds(options, request.pac.has_value(), request.routes);
}

Result<void> require_service(const ProxyTexts& texts, const std::string& unit,
                             std::string_view option) {
  if (is_service_known(texts, unit)) {
    return {};
  }
  return usage_error(fmt::format(
      "{}: found \"{}\", of which there is neither a unit file nor a process; expected a service "
      "of this system",
      option, unit));
}

}  // namespace netprobe
