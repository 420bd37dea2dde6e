#include "reports/plan.h"

#include "netprobe/core/name_answers.h"
#include "netprobe/core/text.h"
#include "reports/probe_words.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace netprobe {

namespace {

using Json = nlohmann::ordered_json;

std::string text_of(Families families) {
  switch (families) {
    case Families::both:
      return "IPv4 and IPv6";
    case Families::ipv4_only:
      return "IPv4 only";
    case Families::ipv6_only:
      return "IPv6 only";
  }
  return "";
}

std::string target_of(const ProbeTask& task) {
  return HostPort{task.address ? task.address->to_string() : task.host, task.port}.to_string();
}

/// The names that are looked up here: those of direct attempts, and of the proxies.
std::set<std::string> names_looked_up(const ProbePlan& plan) {
  std::set<std::string> names;
  for (const ProbeTask& task : plan.tasks) {
    const bool here = !task.route.proxy || task.route.proxy->scheme == ProxyScheme::socks5 ||
                      task.route.proxy->scheme == ProxyScheme::socks4;
    if (here && !task.host.empty()) {
      names.insert(task.host);
    }
    if (task.route.proxy && !IpAddress::parse(task.route.proxy->address.host)) {
      const auto completed = plan.search.names_for(task.route.proxy->address.host);
      names.insert(completed.begin(), completed.end());
    }
  }
  return names;
}

std::string deed_of(const ProbeTask& task) {
  if (task.by_name_service) {
    return "lookup by the system";
  }
  if (!task.dns_server.empty()) {
    return fmt::format("lookup of A by {}", task.dns_server);
  }
  switch (task.depth) {
    case Depth::dns:
      return "lookup only";
    case Depth::tcp:
      return "TCP connect";
    case Depth::tls:
      if (task.windows_tls) {
        return "TCP, TLS 1.2 of Windows 2016";
      }
      return task.server_name.empty() ? "TCP, TLS without a name"
                                      : fmt::format("TCP, TLS as {}", task.server_name);
    case Depth::http:
      break;
  }
  const std::string request = task.protocol == Protocol::http
                                  ? fmt::format("TCP, GET {}", task.path)
                                  : fmt::format("TCP, TLS, GET {}", task.path);
  return task.padding > 0 ? fmt::format("{} + {} bytes", request, task.padding) : request;
}

std::string way_of(const ProbeTask& task) {
  return task.route.proxy ? fmt::format("{} {}", name_of(task.route.kind), task.route.proxy->url())
                          : std::string(name_of(task.route.kind));
}

std::string line_of(const ProbeTask& task) {
  return fmt::format("  {:<56} {:<30} {}\n", printable(target_of(task)), printable(deed_of(task)),
                     printable(way_of(task)));
}

std::string heading(const ProbePlan& plan, std::size_t lookups) {
  const auto connects =
      std::count_if(plan.tasks.begin(), plan.tasks.end(),
                    [](const ProbeTask& task) { return task.depth != Depth::dns; });
  std::string out =
      fmt::format("{} rows, {} names to look up, {} attempts ({}). Nothing was sent.\n\n",
                  plan.rows.size(), lookups, connects, text_of(plan.families));
  for (const std::string& note : plan.notes) {
    out += fmt::format("Note: {}\n", printable(note));
  }
  const Limits& limits = plan.limits;
  out += fmt::format(
      "Bounds: each name is asked for once ({} tries of {} s); an attempt goes to at most {} "
      "addresses of each\n"
      "family, waits {} s for a connect and {} s in all, and is repeated at most {} times when it "
      "fails.\n",
      limits.dns_tries, std::chrono::duration<double>(limits.dns_try).count(),
      limits.addresses_per_family, std::chrono::duration<double>(limits.connect_timeout).count(),
      std::chrono::duration<double>(limits.attempt_timeout).count(), limits.retries);
  return out;
}

Json json_of(const ProbeTask& task) {
  return {{"id", task.id},
          {"target", target_of(task)},
          {"host", task.host.empty() ? Json() : Json(task.host)},
          {"address", task.address ? Json(task.address->to_string()) : Json()},
          {"port", task.port},
          {"protocol", name_of(task.protocol)},
          {"depth", name_of(task.depth)},
          {"route", name_of(task.route.kind)},
          {"proxy", task.route.proxy ? Json(task.route.proxy->url()) : Json()},
          {"server_name", task.server_name.empty() ? Json() : Json(task.server_name)},
          {"path", task.depth == Depth::http ? Json(task.path) : Json()},
          {"control", task.control.has_value()},
          {"control_kind", task.control ? Json(name_of(*task.control)) : Json()},
          {"dns_server", task.dns_server.empty() ? Json() : Json(task.dns_server)},
          {"varies", task.varies ? Json(*task.varies) : Json()},
          {"padding", task.padding}};
}

Json json_of(const RowProbe& probe) {
  return {{"role", name_of(probe.role)},
          {"host", probe.host.empty() ? Json() : Json(probe.host)},
          {"route_in_force", name_of(probe.route)},
          {"reason", probe.in_force_reason.empty() ? Json() : Json(probe.in_force_reason)},
          {"guess", probe.guess},
          {"tasks", probe.tasks},
          {"in_force", probe.in_force}};
}

Json json_of(const PlannedRow& row) {
  Json probes = Json::array();
  std::transform(row.probes.begin(), row.probes.end(), std::back_inserter(probes),
                 [](const RowProbe& probe) { return json_of(probe); });
  Json workloads = Json::array();
  std::transform(row.workloads.begin(), row.workloads.end(), std::back_inserter(workloads),
                 [](Workload workload) { return name_of(workload); });
  return {{"id", row.id},
          {"catalog_id", row.catalog_id ? Json(*row.catalog_id) : Json()},
          {"name", row.name},
          {"kind", name_of(row.kind)},
          {"port", row.port},
          {"protocol", name_of(row.protocol)},
          {"required", row.required},
          {"comparison", row.comparison},
          {"workloads", workloads},
          {"untested", row.untested.empty() ? Json() : Json(row.untested)},
          {"probes", probes}};
}

constexpr std::string_view name_control_words =
    "\nNAMES, asked of each resolver by itself and of the system as programs ask it\n"
    "  (--no-controls leaves them out; where an answer differs from the others, TCP and TLS to "
    "the\n"
    "  address that it gives, --no-follow-up leaves that out)\n";

/// What the trials among the controls are.
constexpr std::string_view trial_words =
    "  + bytes: a request of several full segments, padded by header fields X-Netprobe-Padding, "
    "which "
    "nobody\n"
    "  reads and no proxy sees; HTTP.sys takes 16 KB of them. TLS as another name: "
    "one "
    "below the\n"
    "  row's wildcard that nobody has listed. TLS 1.2 of Windows 2016: that version alone, with "
    "the "
    "cipher\n"
    "  suites of Windows Server 2016 and 2019.\n";

constexpr std::string_view follow_up_words =
    "\nAFTER A FAILURE, and only then (--no-follow-up leaves them out)\n"
    "  to the address that failed: the same again, other ports (80, 443, 8443), another server "
    "name "
    "or none,\n"
    "  small segments, hop limits 1 to 7; to one that works: the name that failed, hop limits 1 to "
    "7;\n"
    "  for a name that failed: each resolver by itself, by UDP and by TCP, and the system's name\n"
    "  service; to a proxy that refused: the CONNECT again, and one for the host's address; where "
    "a "
    "request\n"
    "  of several segments or a handshake among the controls failed: the same again, with small "
    "segments,\n"
    "  of one segment, to another address.\n"
    "  Two failures of a cause, and three silent addresses of a range, stand for all of them.\n";

}  // namespace

std::string render_plan_text(const ProbePlan& plan, const TextStyle& /*style*/) {
  const auto names = names_looked_up(plan);
  std::string out = heading(plan, names.size());
  out +=
      fmt::format("\nLOOKUPS of A and AAAA, by {}\n",
                  plan.resolvers.empty() ? "the system's resolvers" : join(plan.resolvers, ", "));
  for (const std::string& name : names) {
    out += fmt::format("  {}\n", printable(name));
  }
  out += "\nATTEMPTS\n";
  for (const ProbeTask& task : plan.tasks) {
    out += task.control || task.depth == Depth::dns ? "" : line_of(task);
  }
  std::string controls;
  std::string about_names;
  for (const ProbeTask& task : plan.tasks) {
    const bool is_about_names = task.control && is_name_control(task);
    about_names += is_about_names ? line_of(task) : "";
    controls += task.control && !is_about_names ? line_of(task) : "";
  }
  const bool has_trials = std::any_of(plan.tasks.begin(), plan.tasks.end(),
                                      [](const ProbeTask& task) { return task.is_trial(); });
  out += controls.empty()
             ? ""
             : "\nCONTROLS, which tell a blocker from an outage (--no-controls leaves them out)\n" +
                   controls + (has_trials ? std::string(trial_words) : "");
  out += about_names.empty() ? "" : std::string(name_control_words) + about_names;
  out += plan.follow_ups ? follow_up_words : "";
  std::string untested;
  for (const PlannedRow& row : plan.rows) {
    untested += row.untested.empty()
                    ? ""
                    : fmt::format("  {:<40} {}\n", printable(row.id), printable(row.untested));
  }
  out += untested.empty() ? "" : "\nNOT TESTED\n" + untested;
  return out;
}

std::string render_plan_json(const ProbePlan& plan) {
  Json tasks = Json::array();
  std::transform(plan.tasks.begin(), plan.tasks.end(), std::back_inserter(tasks),
                 [](const ProbeTask& task) { return json_of(task); });
  Json rows = Json::array();
  std::transform(plan.rows.begin(), plan.rows.end(), std::back_inserter(rows),
                 [](const PlannedRow& row) { return json_of(row); });
  const Json document = {{"schema", "netprobe.plan/1"},
                         {"depth", name_of(plan.depth)},
                         {"families", text_of(plan.families)},
                         {"resolvers", plan.resolvers},
                         {"notes", plan.notes},
                         {"limits",
                          {{"connect_timeout_ms", plan.limits.connect_timeout.count()},
                           {"attempt_timeout_ms", plan.limits.attempt_timeout.count()},
                           {"retries", plan.limits.retries},
                           {"attempts_in_flight", plan.limits.attempts_in_flight},
                           {"attempts_per_address", plan.limits.attempts_per_address},
                           {"addresses_per_family", plan.limits.addresses_per_family},
                           {"dns_tries", plan.limits.dns_tries}}},
                         {"follow_ups", plan.follow_ups},
                         {"lookups", names_looked_up(plan)},
                         {"tasks", tasks},
                         {"rows", rows}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace netprobe
