#include "proxy/pac_routes.h"

#include "netprobe/core/text.h"
#include "netprobe/core/url.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace netprobe {

namespace {

/// How many proxies that are named for other hosts a host is tried through.
constexpr std::size_t most_compared = 2;

PacDecision decision_on(const PacReply& reply, const PacIdentity& identity) {
  PacDecision decision;
  decision.answer = printable(without_user_information(reply.answer), 200);
  decision.problem = reply.problem;
  if (decision.problem.empty()) {
    auto entries = parse_pac_answer(reply.answer);
    if (!entries) {
      decision.problem = entries.error().message;
    } else {
      decision.entries = std::move(*entries);
    }
  }
  for (PacEntry& entry : decision.entries) {
    if (entry) {
      entry->credentials = identity.credentials;
      entry->auth = identity.auth;
    }
  }
  return decision;
}

bool allows(const std::vector<RouteKind>& only, RouteKind kind) {
  return only.empty() || std::find(only.begin(), only.end(), kind) != only.end();
}

Route route_of(const PacEntry& entry) { return entry ? Route{RouteKind::proxy, entry} : Route{}; }

/// The place of the route among those that are tested, where it is put if need be.
std::size_t place_of(const Route& route, std::vector<Route>& tested) {
  const auto known = std::find(tested.begin(), tested.end(), route);
  if (known == tested.end()) {
    tested.push_back(route);
    return tested.size() - 1;
  }
  return static_cast<std::size_t>(known - tested.begin());
}

/// The script has nothing to say: direct is in force, if it is left.
HostRoutes without_script(HostRoutes routes, std::string reason) {
  const auto direct = std::find(routes.tested.begin(), routes.tested.end(), Route{});
  routes.in_force.clear();
  if (direct != routes.tested.end()) {
    routes.in_force = {static_cast<std::size_t>(direct - routes.tested.begin())};
  }
  routes.reason = std::move(reason);
  return routes;
}

}  // namespace

PacDecisions pac_decisions(std::string source, const std::vector<PacQuestion>& questions,
                           const PacOutcome& outcome, const PacIdentity& identity) {
  PacDecisions decisions;
  decisions.source = std::move(source);
  decisions.problem = outcome.problem;
  decisions.is_extended = outcome.is_extended;
  for (std::size_t i = 0; i < outcome.replies.size() && i < questions.size(); ++i) {
    const PacDecision& decision =
        decisions.of.try_emplace(questions[i], decision_on(outcome.replies[i], identity))
            .first->second;
    for (const PacEntry& entry : decision.entries) {
      auto& named = decisions.named;
      if (entry && std::find(named.begin(), named.end(), *entry) == named.end()) {
        named.push_back(*entry);
      }
    }
  }
  return decisions;
}

HostRoutes routes_by_pac(HostRoutes system, const PacDecisions& decisions,
                         const PacQuestion& question, const std::vector<RouteKind>& only) {
  if (!decisions.problem.empty()) {
    return without_script(std::move(system),
                          fmt::format("the script of {} cannot be used", decisions.source));
  }
  const auto found = decisions.of.find(question);
  if (found == decisions.of.end() || !found->second.problem.empty()) {
    return without_script(std::move(system),
                          fmt::format("the script of {} fails for it", decisions.source));
  }
  const PacDecision& decision = found->second;
  HostRoutes routes = std::move(system);
  routes.in_force.clear();
  for (const PacEntry& entry : decision.entries) {
    if (allows(only, entry ? RouteKind::proxy : RouteKind::direct)) {
      routes.in_force.push_back(place_of(route_of(entry), routes.tested));
    }
  }
  const bool names_none = std::none_of(decision.entries.begin(), decision.entries.end(),
                                       [](const PacEntry& entry) { return entry.has_value(); });
  for (std::size_t i = 0; i < std::min(most_compared, decisions.named.size()); ++i) {
    if (names_none && allows(only, RouteKind::proxy)) {
      place_of(route_of(decisions.named[i]), routes.tested);
    }
  }
  routes.reason = fmt::format(
      "{} answers \"{}\"{}", decisions.source, decision.answer,
      decisions.is_extended
          ? " (from its FindProxyForURLEx, which Windows calls in place of FindProxyForURL)"
          : "");
  if (routes.in_force.empty() && !routes.tested.empty()) {
    routes.in_force = {routes.tested.size() - 1};
    routes.reason = fmt::format("--route leaves out what {}", routes.reason);
  }
  return routes;
}

std::vector<ProxySetting> list_pac_settings(const PacDecisions& decisions) {
  std::vector<ProxySetting> settings;
  for (const Proxy& proxy : decisions.named) {
    settings.push_back({decisions.source, proxy.url(), {}, ""});
  }
  if (settings.empty()) {
    settings.push_back({decisions.source, "", {}, decisions.problem});
  }
  return settings;
}

std::vector<PacFailure> pac_failures(const PacDecisions& decisions) {
  std::vector<PacFailure> failures;
  for (const auto& entry : decisions.of) {
    const std::string& host = entry.first.host;
    const std::string& problem = entry.second.problem;
    const bool known = std::any_of(failures.begin(), failures.end(),
                                   [&](const PacFailure& failure) { return failure.host == host; });
    if (!problem.empty() && !known) {
      failures.push_back({host, problem});
    }
  }
  return failures;
}

}  // namespace netprobe
