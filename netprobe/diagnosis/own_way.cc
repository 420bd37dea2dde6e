#include "netprobe/diagnosis/own_way.h"

#include "netprobe/core/failover.h"
#include "netprobe/core/report.h"
#include "netprobe/core/url.h"
#include "netprobe/diagnosis/evidence.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

constexpr std::size_t most_attempts = 3;

const Observation* success_of(const Facts& facts, const PlannedRow& row, const RowProbe& probe) {
  for (const TaskId task : probe.own) {
    for (const AttemptIndex index : facts.attempts.of(task)) {
      const Observation& seen = facts.attempts[index];
      if (is_ok(seen) && is_listed(row, probe, seen)) {
        return &seen;
      }
    }
  }
  return nullptr;
}

/// Has the component that proxy too, and is sent past it?
bool is_exempted(const Facts& facts, const Observation& failed, const Observation& works) {
  const auto& proxies = facts.circumstances.proxies;
  return !failed.proxy && std::any_of(proxies.begin(), proxies.end(), [&](const auto& setting) {
    return setting.in_force && setting.url == works.proxy;
  });
}

/// Where that proxy is to be set; of a unit, the line to type.
std::string place_with(const ComponentInForce& component, const std::string& proxy) {
  return component.place.starts_with("[Service]")
             ? fmt::format("add the line Environment=https_proxy={} under {}", proxy,
                           component.place)
             : component.place;
}

void replace_in(std::string& text, std::string_view what, std::string_view by) {
  const std::size_t at = text.find(what);
  if (at != std::string::npos) {
    text.replace(at, what.size(), by);
  }
}

/// A command that sets a component's proxy, with the one that works; where the direct way works,
/// the command that takes the proxy away.
std::string command_for(std::string command, const std::optional<std::string>& works) {
  if (!works) {
    replace_in(command, "MANUAL_PROXY PROXY:PORT \"<local>\"", "NO_PROXY");
    replace_in(command, "-ProxyServer http://PROXY -ProxyPort PORT", "-NoProxy");
  } else if (const auto url = parse_url(*works)) {
    replace_in(command, "http://PROXY", fmt::format("{}://{}", url->scheme, url->address.host));
    replace_in(command, "PROXY:PORT", url->address.to_string());
    replace_in(command, "-ProxyPort PORT", fmt::format("-ProxyPort {}", url->address.port));
  }
  return command;
}

/// What to do, from the two ways of one host.
std::string fix_of(const Facts& facts, const ComponentInForce& component, const Observation& failed,
                   const Observation& works) {
  if (is_exempted(facts, failed, works)) {
    return fmt::format("remove the entry from the bypass list of {}, which has the same proxy: {}",
                       component.words, component.place);
  }
  if (works.proxy && !failed.proxy) {
    return fmt::format("give {} the proxy {}: {}", component.words, *works.proxy,
                       place_with(component, *works.proxy));
  }
  if (works.proxy) {
    return fmt::format("give {} the proxy {} in place of {}: {}", component.words, *works.proxy,
                       *failed.proxy, place_with(component, *works.proxy));
  }
  return fmt::format("take the proxy {} away from {}, or correct it: {}", failed.proxy.value_or(""),
                     component.words, component.place);
}

}  // namespace

OwnWay own_way(const Facts& facts, const Hit& hit) {
  if (!facts.circumstances.component) {
    return {};
  }
  const PlannedRow& row = facts.attempts.plan().rows[hit.row];
  const TaskId task = facts.observation(hit).task;
  // For the samples of a range the sign-in hosts speak that resolve into it.
  const bool sampled = std::any_of(row.probes.begin(), row.probes.end(), [&](const RowProbe& one) {
    return one.role == RowProbe::Role::sample && is_in_force(one, task);
  });
  for (const RowProbe& probe : row.probes) {
    const Observation* seen =
        sampled || is_in_force(probe, task) ? success_of(facts, row, probe) : nullptr;
    if (seen != nullptr) {
      return {&probe, seen};
    }
  }
  return {};
}

OwnWayWords words_of_own_way(const Facts& facts, std::span<const Hit> hits) {
  OwnWayWords words;
  const auto& component = facts.circumstances.component;
  const OwnWay way = own_way(facts, hits.front());
  if (!component || way.seen == nullptr) {
    return words;
  }
  const Observation& failed = facts.observation(hits.front());
  words.component = component->words;
  words.ways = fmt::format("For {}, {}, and that fails ({}). For this process, {}, and that works.",
                           component->words, way.probe->in_force_reason,
                           name_of(failed.failure->cause), way.probe->own_reason);
  words.fix = fix_of(facts, *component, failed, *way.seen);
  for (const std::string& command : component->commands) {
    words.commands.push_back(command_for(command, way.seen->proxy));
  }
  words.evidence = {{way.probe->in_force_reason, "the settings of " + component->words},
                    {way.probe->own_reason, "the settings of this process"}};
  for (const Hit& hit : hits) {
    const Observation* seen = own_way(facts, hit).seen;
    if (seen != nullptr && words.evidence.size() < 2 + most_attempts) {
      words.evidence.push_back({"answered", source_of(*seen)});
    }
  }
  return words;
}

}  // namespace netprobe
