#include "netprobe/diagnosis/finding_values.h"

#include "netprobe/core/report.h"
#include "netprobe/core/shell_word.h"
#include "netprobe/core/text.h"
#include "netprobe/diagnosis/chains.h"
#include "netprobe/diagnosis/failed_trials.h"
#include "netprobe/diagnosis/findings.h"
#include "netprobe/diagnosis/logins.h"
#include "netprobe/diagnosis/rule_lines.h"
#include "netprobe/diagnosis/unset_variable.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>

namespace netprobe {

/// What the proxy is, by its own words: in the refusal itself, else in the answer that was read to
/// its end.
std::string named_product(const Facts& facts, const Observation& seen) {
  if (seen.proxy_answer && !seen.proxy_answer->product.empty()) {
    return seen.proxy_answer->product;
  }
  for (const AttemptIndex index : facts.experiments.of(seen, Experiment::connect_answer)) {
    const auto& answer = facts.attempts[index].proxy_answer;
    if (answer && !answer->product.empty()) {
      return answer->product;
    }
  }
  return {};
}

namespace {

std::vector<std::string> hosts_of(const Facts& facts, const std::vector<Hit>& hits) {
  std::vector<std::string> hosts;
  std::set<std::string> known;
  for (const Hit& hit : hits) {
    const ProbeTask& task = facts.task(hit);
    std::string host = is_about_name_service(task) ? task.server_name : host_of(task);
    if (known.insert(host).second) {
      hosts.push_back(std::move(host));
    }
  }
  return hosts;
}

/// The ways by which the host of a hit is reached, though not by the route in force: "directly",
/// "through http://proxy.corp:3128".
std::set<std::string> ways_elsewhere(const Facts& facts, const Hit& hit) {
  std::set<std::string> ways;
  const PlannedRow& row = facts.attempts.plan().rows[hit.row];
  for (const RowProbe& probe : row.probes) {
    const auto& tasks = probe.tasks;
    const bool lists =
        std::find(tasks.begin(), tasks.end(), facts.observation(hit).task) != tasks.end() ||
        is_varied_by(facts.attempts, probe, facts.task(hit));
    if (!lists) {
      continue;
    }
    for (const TaskId task : tasks) {
      for (const AttemptIndex index : facts.attempts.of(task)) {
        const Observation& seen = facts.attempts[index];
        if (is_ok(seen) && !facts.uploads.hung(seen) && is_listed(row, probe, seen)) {
          ways.insert(seen.proxy ? fmt::format("through {}", *seen.proxy) : "directly");
        }
      }
    }
  }
  return ways;
}

/// What the proxy or the certificate said of itself, as a clause.
std::string reason_of(const Facts& facts, const Hit& hit, std::string_view rule) {
  const Observation& seen = facts.observation(hit);
  if (rule == "proxy-settings.bypass" || rule == "proxy-settings.pac") {
    for (const RowProbe& probe : facts.attempts.plan().rows[hit.row].probes) {
      if (std::find(probe.tasks.begin(), probe.tasks.end(), seen.task) != probe.tasks.end() &&
          !probe.in_force_reason.empty()) {
        return fmt::format("For {}, {}", host_of(facts.task(hit)), probe.in_force_reason);
      }
    }
    return "The direct route is in force";
  }
  if (seen.proxy_answer && seen.failure->stage == Stage::proxy_connect) {
    const ProxyFacts& answer = *seen.proxy_answer;
    if (answer.reason.empty() && answer.status < 100) {
      return fmt::format(" It is a SOCKS proxy: {}.", seen.failure->detail);
    }
    const std::string product = named_product(facts, seen);
    return fmt::format("{} It said {} {}{}",
                       product.empty() ? "" : fmt::format(" The proxy is {}.", product),
                       answer.status, answer.reason,
                       answer.schemes_offered.empty()
                           ? "."
                           : fmt::format(" and offers {}.", join(answer.schemes_offered, ", ")));
  }
  const bool of_proxy = seen.failure->stage == Stage::proxy_tls;
  const auto& tls = of_proxy ? seen.proxy_tls : seen.tls;
  const bool signed_by = (of_proxy || rule.starts_with("tls.")) && tls && !top_issuer(*tls).empty();
  return signed_by ? fmt::format(" by \"{}\"", top_issuer(*tls)) : "";
}

/// "CONNECT to port 443", "requests to port 80": plain HTTP is asked of a proxy by name.
std::string words_of_requests(const Facts& facts, const std::vector<Hit>& hits) {
  std::set<std::string> requests;
  for (const Hit& hit : hits) {
    const ProbeTask& task = facts.task(hit);
    requests.insert(fmt::format(
        "{} to port {}", task.protocol == Protocol::http ? "requests" : "CONNECT", task.port));
  }
  return fmt::format("{}", fmt::join(requests, " and "));
}

/// "@10.0.0.53 ", "@10.0.0.53 -p 5353 ": of the resolver that answered; empty where none is known.
std::string server_of(const Observation& seen) {
  const std::string server = seen.dns ? seen.dns->server.value_or("") : "";
  const std::size_t colon = server.rfind(':');
  if (colon == std::string::npos) {
    return "";
  }
  std::string host = server.substr(0, colon);
  std::erase_if(host, [](char c) { return c == '[' || c == ']'; });
  const std::string port = server.substr(colon + 1);
  return fmt::format("@{} {}", host, port == "53" ? "" : fmt::format("-p {} ", port));
}

/// " after 10.0.0.1 (hop 1)"
std::string place_of(const PathEnd& end) {
  return end.after ? fmt::format(" after {} (hop {})", end.after->to_string(), end.hop) : "";
}

}  // namespace

std::string proxy_source(const Facts& facts, const Observation& seen) {
  const auto& pac = facts.circumstances.pac;
  if (pac && (!seen.proxy || seen.route == RouteKind::proxy)) {
    return pac_source(*pac);
  }
  for (const ProxySetting& setting : facts.circumstances.proxies) {
    const bool is_given = setting.source.starts_with("--");
    if (seen.proxy == setting.url && is_given == (seen.route == RouteKind::proxy)) {
      return setting.source;
    }
  }
  return seen.route == RouteKind::proxy ? "--proxy" : "the system's proxy setting";
}

std::string words_of_elsewhere(const Facts& facts, const std::vector<Hit>& hits) {
  std::optional<std::set<std::string>> common;
  for (const Hit& hit : hits) {
    const std::set<std::string> own = ways_elsewhere(facts, hit);
    if (!common) {
      common = own;
    }
    std::erase_if(*common, [&](const std::string& way) { return !own.contains(way); });
  }
  return common && !common->empty() ? *common->begin() : "";
}

NameSource name_source(const Facts& facts, std::string_view rule, const Observation& seen) {
  return rule == "dns.local"   ? source_of_name(facts, control_behind(facts, seen))
         : rule == "dns.stale" ? source_of_stale_record(facts, seen)
                               : NameSource();
}

std::string filled(std::string text, const Values& values) {
  for (const auto& [place, value] : values) {
    for (std::size_t at = text.find(place); at != std::string::npos;
         at = text.find(place, at + value.size())) {
      text.replace(at, place.size(), value);
    }
  }
  return text;
}

Values values_of(const Facts& facts, std::string_view rule, const std::string& policy,
                 const std::vector<Hit>& hits, const OwnWayWords& own, const Audience& audience) {
  const Observation& first = facts.observation(hits.front());
  const UnsetVariable unset = unset_variable(facts, hits.front()).value_or(UnsetVariable{});
  const NameSource names = name_source(facts, rule, first);
  const PrivateRecord missing = private_record_of(facts, first).value_or(PrivateRecord());
  const std::string elsewhere = words_of_elsewhere(facts, hits);
  const std::vector<std::string> hosts = hosts_of(facts, hits);
  return {
      {"{variable}", unset.name},
      {"{unset}", unset.reason},
      {"{other}", unset.proxy},
      {"{other_source}", unset.source},
      {"{record}", missing.record},
      {"{zone}", missing.zone},
      {"{names}", names.words},
      {"{names_fix}", names.fix},
      {"{elsewhere}", elsewhere.empty() ? "by another way" : elsewhere},
      {"{component}", own.component},
      {"{ways}", own.ways},
      {"{fix}", own.fix},
      {"{hosts}", list_hosts(hosts)},
      {"{some_hosts}", list_hosts(hosts, hosts.size() == 2 ? 2 : 1)},  // a title has room for one
      {"{host}", shell_word(hosts.front())},
      {"{server}", server_of(first)},
      {"{ports}", words_of_ports(audience)},
      {"{tags}", words_of_tags(audience)},
      {"{in_nsg}", words_of_nsg(audience)},
      {"{inspection}", words_of_inspection(audience)},
      {"{requests}", words_of_requests(facts, hits)},
      {"{proxy}", first.proxy.value_or("")},
      {"{source}", first.proxy || rule == "proxy-settings.pac" ? proxy_source(facts, first) : ""},
      {"{reason}", reason_of(facts, hits.front(), rule) + login_sentences(facts, hits)},
      {"{issuer}", first.tls ? address_of_issuer(*first.tls) : ""},
      {"{reporter}", first.failure->reported_by
                         ? fmt::format(" ({} says so)", first.failure->reported_by->to_string())
                         : ""},
      {"{policy}", policy},
      {"{subnets}", closed_subnet_names(facts)},
      {"{direction}", std::string(direction_of(facts, first))},
      {"{hop}", place_of(facts.path_end(hits.front()))}};
}

}  // namespace netprobe
