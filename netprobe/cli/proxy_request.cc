#include "netprobe/cli/proxy_request.h"

#include "netprobe/cli/files.h"
#include "netprobe/cli/machine.h"
#include "netprobe/cli/pac_request.h"
#include "netprobe/cli/secrets.h"
#include "netprobe/cli/words.h"
#include "netprobe/core/text.h"
#include "proxy/credentials.h"
#include "proxy/wpad.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

constexpr auto waagent_path = "/etc/waagent.conf";
constexpr auto resolv_conf_path = "/etc/resolv.conf";

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

Result<std::optional<Proxy>> read_given_proxy(const CheckOptions& options) {
  if (options.proxy.empty()) {
    return std::nullopt;
  }
  auto proxy = parse_proxy(options.proxy);
  if (!proxy) {
    return usage_error(fmt::format("--proxy: {}", proxy.error().message));
  }
  return std::move(*proxy);
}

/// Credentials of their own options go to the given proxy; without one, to the system's.
void apply_identity(const std::optional<Credentials>& credentials, ProxyAuth auth,
                    RouteInputs& routes) {
  const auto apply = [&](std::optional<Proxy>& proxy) {
    if (proxy) {
      proxy->auth = auth;
      proxy->credentials = credentials ? credentials : proxy->credentials;
    }
  };
  if (routes.given) {
    apply(routes.given);
    return;
  }
  for (auto* found : {&routes.settings.https, &routes.settings.http, &routes.settings.waagent}) {
    if (*found) {
      apply((*found)->proxy);
    }
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
    if (*kind == RouteKind::system && !has_system_proxy(routes.settings)) {
      return usage_error(
          "--route system: found no usable system proxy, expected one in https_proxy, HTTPS_PROXY, "
          "http_proxy, ALL_PROXY or /etc/waagent.conf");
    }
    routes.only.push_back(*kind);
  }
  return {};
}

bool has_password(const std::optional<Proxy>& proxy) { return proxy && proxy->credentials; }

bool has_password(const std::optional<FoundProxy>& found) {
  return found && has_password(found->proxy);
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
  request.routes.settings = settings_from_environment(environment);
  const auto& workloads = request.plan.workloads;
  if (std::find(workloads.begin(), workloads.end(), Workload::vm) != workloads.end()) {
    request.routes.settings.waagent =
        waagent_setting(system_file(waagent_path).value_or(""), waagent_path);
  }
  request.proxies = list_settings(request.routes.settings);
  request.search_domains = search_domains(system_file(resolv_conf_path).value_or(""), host_name());
  auto given = read_given_proxy(options);
  if (!given) {
    return tl::unexpected(given.error());
  }
  request.routes.given = std::move(*given);
  if (request.routes.given) {
    request.proxies.push_back({"--proxy", request.routes.given->url(), {}, ""});
  }
  auto pac = read_pac(options, request.search_domains);
  if (!pac) {
    return tl::unexpected(pac.error());
  }
  request.pac = std::move(*pac);
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
  const ProxySettings& found = request.routes.settings;
  if (has_password(request.routes.given) || has_password(found.https) || has_password(found.http) ||
      has_password(found.waagent) || credentials->has_value()) {
    keep_memory_private();
  }
  return read_route_kinds(options, request.pac.has_value(), request.routes);
}

}  // namespace netprobe
