#include "reports/saved_plan.h"

#include "reports/probe_words.h"
#include "reports/saved_names.h"
#include "reports/saved_rulings.h"

namespace netprobe {

namespace {

Json json_of(const FollowUp& why) {
  return {{"experiment", name_of(why.experiment)}, {"about", why.about}, {"path", why.path}};
}

/// Left out is what most tasks have in common: the server's name is the host's, "/" is asked for,
/// and Azure's service is expected.
Json json_of(const ProbeTask& task) {
  Json out = Json::object();
  say(out, "host", text_or_null(task.host));
  say(out, "address", value_or_null(task.address));
  out["port"] = task.port;
  out["protocol"] = name_of(task.protocol);
  out["depth"] = name_of(task.depth);
  out["route"] = name_of(task.route.kind);
  say(out, "proxy", task.route.proxy ? foreign_text(task.route.proxy->url()) : Json());
  if (task.server_name != task.host) {
    out["server_name"] = text_or_null(task.server_name);
  }
  say(out, "path", task.path != "/" ? text_or_null(task.path) : Json());
  if (task.expectation != Expectation::service) {
    out["expectation"] = name_of(task.expectation);
  }
  say(out, "control", name_or_null(task.control));
  say(out, "comparison", task.comparison);
  say(out, "follow_up", task.follow_up ? json_of(*task.follow_up) : Json());
  say(out, "hop_limit", value_or_null(task.hop_limit));
  say(out, "maximum_segment", value_or_null(task.maximum_segment));
  say(out, "varies", value_or_null(task.varies));
  say(out, "padding", task.padding > 0 ? Json(task.padding) : Json());
  say(out, "windows_tls", task.windows_tls);
  say(out, "dns_server", text_or_null(task.dns_server));
  say(out, "dns_over_tcp", task.dns_over_tcp);
  return out;
}

Json json_of(const RowProbe& probe) {
  Json out = {{"role", name_of(probe.role)}};
  say(out, "host", text_or_null(probe.host));
  out["route"] = name_of(probe.route);
  say(out, "reason", text_or_null(probe.in_force_reason));
  say(out, "guess", probe.guess);
  out["tasks"] = probe.tasks;
  out["in_force"] = probe.in_force;
  say(out, "own", probe.own);
  say(out, "own_reason", text_or_null(probe.own_reason));
  return out;
}

Json json_of(const PlannedRow& row) {
  Json out = {{"id", row.id}};
  say(out, "range", row.range ? Json(row.range->to_string()) : Json());
  out["required"] = row.required;
  say(out, "inside_azure_only", row.inside_azure_only);
  say(out, "note", text_or_null(row.note));
  say(out, "untested", text_or_null(row.untested));
  say(out, "probes", list_of(row.probes, [](const RowProbe& probe) { return json_of(probe); }));
  return out;
}

Json json_of(const SubnetExport& subnet) {
  return {{"name", foreign_text(subnet.name)},
          {"file", foreign_text(subnet.file)},
          {"default_outbound", subnet.default_outbound ? Json(*subnet.default_outbound) : Json()},
          {"nat_gateway", subnet.nat_gateway}};
}

Json json_of(const ComponentInForce& component) {
  return {{"name", foreign_text(component.name)},
          {"words", foreign_text(component.words)},
          {"place", foreign_text(component.place)},
          {"commands", list_of(component.commands, foreign_text)}};
}

}  // namespace

Json json_of_saved(const ProbePlan& plan) {
  return {{"families", name_of(plan.families)},
          {"resolvers", list_of(plan.resolvers, foreign_text)},
          {"follow_ups", plan.follow_ups},
          {"tasks", list_of(plan.tasks, [](const ProbeTask& task) { return json_of(task); })},
          {"rows", list_of(plan.rows, [](const PlannedRow& row) { return json_of(row); })}};
}

namespace {

Json json_of(const std::map<IpAddress, std::string>& tags) {
  Json out = Json::object();
  for (const auto& [address, tag] : tags) {
    out[address.to_string()] = tag;
  }
  return out;
}

}  // namespace

Json json_of_saved(const Circumstances& circumstances) {
  Json out = {
      {"sign_in_tag_prefixes", list_of(circumstances.sign_in_tag_prefixes,
                                       [](const Cidr& prefix) { return prefix.to_string(); })},
      {"sign_in_tag_date", text_or_null(circumstances.sign_in_tag_date)},
      {"azure_vm", value_or_null(circumstances.azure_vm)},
      {"local_firewall", list_of(circumstances.local_firewall, foreign_text)},
      {"region_names", circumstances.region_names},
      {"service_tags", text_or_null(circumstances.service_tags)},
      {"service_tags_warning", text_or_null(circumstances.service_tags_warning)},
      {"hop_tags", json_of(circumstances.hop_tags)},
      {"rulings", list_of(circumstances.rulings,
                          [](const ConnectionRuling& ruling) { return json_of_saved(ruling); })},
      {"nsg_priorities", list_of(circumstances.nsg_priorities,
                                 [](const NsgPriorities& used) { return json_of_saved(used); })},
      {"component", circumstances.component ? json_of(*circumstances.component) : Json()},
      {"end", name_of(circumstances.end)}};
  if (circumstances.names != NameSources()) {
    out["names"] = json_of_saved(circumstances.names);
  }
  if (!circumstances.rule_fixes.empty()) {
    out["rule_fixes"] =
        list_of(circumstances.rule_fixes, [](const RuleFix& fix) { return json_of_saved(fix); });
  }
  if (!circumstances.regional_tags.empty()) {
    out["regional_tags"] = circumstances.regional_tags;
  }
  if (!circumstances.subnets.empty()) {
    out["subnets"] =
        list_of(circumstances.subnets, [](const SubnetExport& one) { return json_of(one); });
  }
  return out;
}

std::string_view name_of(Families families) {
  switch (families) {
    case Families::both:
      return "both";
    case Families::ipv4_only:
      return "ipv4";
    case Families::ipv6_only:
      return "ipv6";
  }
  return "";
}

std::string_view name_of(Expectation expectation) {
  switch (expectation) {
    case Expectation::service:
      return "service";
    case Expectation::verified:
      return "verified";
    case Expectation::nobody:
      return "nobody";
  }
  return "";
}

std::string_view name_of(Platform platform) {
  switch (platform) {
    case Platform::gnu_linux:
      return "linux";
    case Platform::windows:
      return "windows";
  }
  return "";
}

std::string_view name_of(RunEnd end) {
  switch (end) {
    case RunEnd::finished:
      return "finished";
    case RunEnd::deadline:
      return "deadline";
    case RunEnd::interrupted:
      return "interrupted";
    case RunEnd::exhausted:
      return "exhausted";
  }
  return "";
}

}  // namespace netprobe
