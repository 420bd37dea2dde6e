#include "netprobe/diagnosis/unset_variable.h"

#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace netprobe {

namespace {

/// The proxy variable that a source is about: "environment variable http_proxy", "http_proxy in
/// /etc/environment:3"; empty for any other source, and for all_proxy: these hold for every target.
std::string_view variable_of(std::string_view source) {
  constexpr std::array<std::string_view, 4> names = {"https_proxy", "HTTPS_PROXY", "http_proxy",
                                                     "HTTP_PROXY"};
  const auto* const named = std::find_if(names.begin(), names.end(), [&](std::string_view name) {
    return source == fmt::format("environment variable {}", name) ||
           source.starts_with(fmt::format("{} in ", name));
  });
  return named == names.end() ? std::string_view() : *named;
}

/// Does it hold for targets of that protocol? HTTP_PROXY is a client's header to a CGI program, so
/// that many programs leave it alone.
bool holds_for(std::string_view variable, bool plain) {
  return plain ? variable == "http_proxy" : equals_ignoring_case(variable, "https_proxy");
}

/// As a sentence begins with it.
std::string source_words(const std::string& source) {
  return source.starts_with("environment ") ? "The " + source : source;
}

std::string reason_of(const ProxySetting& setting, bool plain) {
  const std::string_view variable = variable_of(setting.source);
  const std::string_view missing = plain ? "http_proxy" : "https_proxy";
  const std::string_view holds = equals_ignoring_case(variable, "https_proxy") ? "HTTPS only"
                                 : variable == "HTTP_PROXY"
                                     ? "plain HTTP at most (many programs ignore it in upper case)"
                                     : "plain HTTP only";
  return variable == "HTTP_PROXY" && plain
             ? fmt::format(
                   "{} has no effect: curl and many other programs read only the "
                   "lower-case http_proxy, and {} is not set",
                   source_words(setting.source), missing)
             : fmt::format("{} applies to {}, and {} is not set", source_words(setting.source),
                           holds, missing);
}

bool passes_by(const Facts& facts, const std::string& proxy, bool plain) {
  const auto counted = facts.attempts.counted();
  return std::any_of(counted.begin(), counted.end(), [&](AttemptIndex index) {
    const Observation& seen = facts.attempts[index];
    return seen.route == RouteKind::system && seen.proxy == proxy && is_ok(seen) &&
           (facts.attempts.task_of(seen)->protocol == Protocol::http) == plain;
  });
}

}  // namespace

std::optional<UnsetVariable> unset_variable(const Facts& facts, const Hit& hit) {
  if (facts.observation(hit).route != RouteKind::direct) {
    return std::nullopt;
  }
  const bool plain = facts.task(hit).protocol == Protocol::http;
  for (const ProxySetting& setting : facts.circumstances.proxies) {
    const std::string_view variable = variable_of(setting.source);
    const bool is_set = variable.empty() ? setting.in_force : holds_for(variable, plain);
    if (is_set) {
      return std::nullopt;  // so that something else sends the target past it
    }
    if (!variable.empty() && passes_by(facts, setting.url, plain)) {
      return UnsetVariable{plain ? "http_proxy" : "https_proxy", setting.url, setting.source,
                           reason_of(setting, plain)};
    }
  }
  return std::nullopt;
}

}  // namespace netprobe
