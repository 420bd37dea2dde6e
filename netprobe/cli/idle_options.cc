#include "netprobe/cli/idle_options.h"

#include "netprobe/core/text.h"
#include "proxy/routes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <string_view>

namespace netprobe {

namespace {

bool leaves(const RunRequest& request, RouteKind kind) {
  const auto& only = request.routes.only;
  return only.empty() || std::find(only.begin(), only.end(), kind) != only.end();
}

/// Is there a proxy that is tested, given or set or to be found by a script? A setting that is none
/// is a fault of the machine, which the report tells, and not of the call.
bool has_proxy(const RunRequest& request) {
  const bool given = request.routes.given.has_value() || request.pac.has_value();
  const bool meant = std::any_of(request.proxies.begin(), request.proxies.end(),
                                 [](const ProxySetting& one) { return !one.problem.empty(); });
  return (given && leaves(request, RouteKind::proxy)) ||
         ((meant || has_system_proxy(request.routes)) && leaves(request, RouteKind::system));
}

bool is_https(const std::optional<Proxy>& proxy) {
  return proxy && proxy->scheme == ProxyScheme::https;
}

bool has_https(const ProxySettings& settings) {
  const auto any = [](const std::optional<FoundProxy>& found) {
    return found && is_https(found->proxy);
  };
  return any(settings.https) || any(settings.http) || any(settings.spare_https) ||
         any(settings.spare_http) ||
         std::any_of(settings.by_service_tag.begin(), settings.by_service_tag.end(),
                     [&](const auto& entry) { return any(entry.second); });
}

/// A script may name one; nobody knows before it has run.
bool may_have_https_proxy(const RunRequest& request) {
  const RouteInputs& routes = request.routes;
  return request.pac ||
         (routes.given && (is_https(routes.given->https) || is_https(routes.given->http))) ||
         has_https(routes.settings) || (routes.vm && has_https(*routes.vm)) ||
         (routes.own && has_https(*routes.own));
}

struct Given {
  const char* option;
  bool is_given;
};

std::vector<Given> of_any_proxy(const CheckOptions& options) {
  return {{"--proxy-user", !options.proxy_user.empty()},
          {"--proxy-password-file", !options.proxy_password_file.empty()},
          {"--proxy-auth", options.proxy_auth != CheckOptions().proxy_auth},
          {"--proxy-ca-file", !options.proxy_ca_files.empty()}};
}

/// Which route an option is for, where `--route` leaves that out.
Result<void> refuse_left_out(const CheckOptions& options, const RunRequest& request) {
  struct Row {
    const char* option;
    bool is_given;
    RouteKind route;
  };
  const bool other_settings = options.component != CheckOptions().component;
  for (const Row& row : {Row{"--proxy", !options.proxy.empty(), RouteKind::proxy},
                         Row{"--pac", !options.pac.empty(), RouteKind::proxy},
                         Row{"--wpad", options.wpad, RouteKind::proxy},
                         Row{"--as", other_settings && !request.pac, RouteKind::system}}) {
    if (row.is_given && !leaves(request, row.route)) {
      return usage_error(fmt::format(
          "{}: found --route {} beside it, which leaves that proxy out; expected {} among the "
          "routes, or no --route",
          row.option, printable(join(options.routes, ","), 100), name_of(row.route)));
    }
  }
  return {};
}

/// An option that changes the plan or does nothing.
struct Planned {
  const char* option;
  bool (*is_given)(const RunRequest&);
  void (*take_away)(RunRequest&);
  const char* why;
};

constexpr std::array planned_options = {
    Planned{"--samples",
            [](const RunRequest& request) { return request.plan.samples != PlanRequest().samples; },
            [](RunRequest& request) { request.plan.samples = PlanRequest().samples; },
            "no required range is tested directly"},
    Planned{"--ports", [](const RunRequest& request) { return request.plan.ports.has_value(); },
            [](RunRequest& request) { request.plan.ports.reset(); },
            "every endpoint here has a port of its own, or just these"},
    Planned{"--region",
            [](const RunRequest& request) {
              return !request.plan.geo_codes.empty() && !request.judge_rules;
            },
            [](RunRequest& request) { request.plan.geo_codes.clear(); },
            "no endpoint here has a name or an address of its region"},
    Planned{"--no-controls", [](const RunRequest& request) { return !request.plan.controls; },
            [](RunRequest& request) { request.plan.controls = true; },
            "there is no control to leave out"},
};

bool is_same(const ProbePlan& one, const ProbePlan& other) {
  return one.rows == other.rows && one.tasks == other.tasks;
}

bool connects(const CheckOptions& options) { return !equals_ignoring_case(options.depth, "dns"); }

bool speaks_tls(const CheckOptions& options) {
  return connects(options) && !equals_ignoring_case(options.depth, "tcp");
}

void add_if(std::vector<std::string>& lines, bool is_idle, std::string_view option,
            std::string_view why) {
  if (is_idle) {
    lines.push_back(fmt::format("{} has no effect in this call: {}", option, why));
  }
}

}  // namespace

Result<void> refuse_idle(const CheckOptions& options, const RunRequest& request) {
  if (auto good = refuse_left_out(options, request); !good) {
    return good;
  }
  for (const Given& given : of_any_proxy(options)) {
    if (given.is_given && !has_proxy(request)) {
      return usage_error(fmt::format(
          "{}: found no proxy that it could be for; expected --proxy, --pac or --wpad beside it, "
          "or a proxy in the settings of this machine, and no --route that leaves it out",
          given.option));
    }
  }
  if (!options.proxy_ca_files.empty() && !may_have_https_proxy(request)) {
    return usage_error(
        "--proxy-ca-file: found no https:// proxy, expected one: no other has a certificate");
  }
  return {};
}

std::vector<std::string> idle_options(const CheckOptions& options, const RunRequest& request) {
  std::vector<std::string> lines;
  const CheckOptions defaults;
  std::optional<ProbePlan> plan;
  for (const Planned& row : planned_options) {
    if (!row.is_given(request)) {
      continue;
    }
    if (!plan) {
      plan = plan_run(request);
    }
    RunRequest without = request;
    row.take_away(without);
    add_if(lines, is_same(*plan, plan_run(without)), row.option, row.why);
  }
  const bool tls = speaks_tls(options) || may_have_https_proxy(request);
  add_if(lines, !options.ca_files.empty() && !tls, "--ca-file", "no certificate is asked for");
  add_if(lines, !options.expected_root_files.empty() && !tls, "--expected-root",
         "no certificate is asked for");
  add_if(lines, options.connect_timeout != defaults.connect_timeout && !connects(options),
         "--connect-timeout", "--depth dns connects to nothing");
  add_if(lines,
         options.connect_timeout != defaults.connect_timeout &&
             options.connect_timeout > options.timeout,
         "--connect-timeout", "--timeout ends an attempt before it");
  add_if(lines,
         options.deadline && *options.deadline < options.timeout &&
             options.timeout != defaults.timeout,
         "--timeout", "--deadline ends the run before it");
  return lines;
}

Result<void> check_idle(const CheckOptions& options, const RunRequest& request,
                        std::string_view command) {
  if (auto good = refuse_idle(options, request); !good) {
    return good;
  }
  for (const std::string& line : idle_options(options, request)) {
    fmt::print(stderr, "netprobe {}: {}\n", command, line);
  }
  return {};
}

}  // namespace netprobe
