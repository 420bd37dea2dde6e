#include "reports/rules_json.h"

#include "reports/json_values.h"

#include <algorithm>

namespace netprobe {

namespace {

std::string dumped(const Json& document) {
  return document.dump(2, ' ', true, Json::error_handler_t::replace) + "\n";
}

Json json_of(const DecidingRule& rule) {
  return {{"name", foreign_text(rule.name)},
          {"priority", rule.priority ? Json(*rule.priority) : Json()},
          {"nsg", foreign_text(rule.nsg)},
          {"access", name_of(rule.access)},
          {"share", rule.share},
          {"association", rule.association},
          {"default", rule.is_default},
          {"reason", rule.reason.empty() ? Json() : foreign_text(rule.reason)},
          {"file", foreign_text(rule.file)},
          {"pointer", rule.pointer.empty() ? Json() : foreign_text(rule.pointer)}};
}

Json json_of(const DecidingRoute& route) {
  return {{"effect", name_of(route.effect)},
          {"name", route.name.empty() ? Json() : foreign_text(route.name)},
          {"prefix", text_or_null(route.prefix)},
          {"next_hop", text_or_null(route.next_hop)},
          {"next_hop_addresses", list_of(route.next_hop_addresses, foreign_text)},
          {"origin", text_or_null(route.origin)},
          {"share", route.share},
          {"pointer", route.pointer.empty() ? Json() : foreign_text(route.pointer)}};
}

/// The keys of a verdict, which a requirement has itself for the family that decides.
void put_verdict(const RuleVerdict* verdict, Json& into) {
  const auto share = [&](double RuleVerdict::*which) {
    return verdict == nullptr ? Json() : Json(verdict->*which);
  };
  into["access"] = name_of(verdict == nullptr ? Access::unknown : verdict->access);
  into["allowed_share"] = share(&RuleVerdict::allowed_share);
  into["denied_share"] = share(&RuleVerdict::denied_share);
  into["unknown_share"] = share(&RuleVerdict::unknown_share);
  into["addresses"] = verdict == nullptr ? Json() : Json(verdict->addresses);
  into["rules"] = Json::array();
  into["route"] = nullptr;
  if (verdict == nullptr) {
    return;
  }
  into["rules"] = list_of(verdict->rules, [](const DecidingRule& rule) { return json_of(rule); });
  if (verdict->route) {
    into["route"] = {{"effect", name_of(*verdict->route)},
                     {"routes", list_of(verdict->routes, [](const DecidingRoute& route) {
                        return json_of(route);
                      })}};
  }
}

Json json_of(const JudgedRequirement& requirement) {
  Json json = {{"id", foreign_text(requirement.id)},
               {"service_tag",
                requirement.service_tag.empty() ? Json() : foreign_text(requirement.service_tag)},
               {"destination", foreign_text(requirement.destination)},
               {"port", requirement.port}};
  put_verdict(requirement.verdict(), json);
  json["family"] = requirement.ipv4 ? Json("ipv4") : requirement.ipv6 ? Json("ipv6") : Json();
  json["ipv6"] = nullptr;
  if (requirement.ipv4 && requirement.ipv6) {
    json["ipv6"] = Json::object();
    put_verdict(&*requirement.ipv6, json["ipv6"]);
  }
  json["required"] = requirement.required;
  json["comparison"] = requirement.comparison;
  json["allowed_regions"] = list_of(requirement.allowed_regions, foreign_text);
  json["catalog_ids"] = list_of(requirement.catalog_ids, foreign_text);
  json["workloads"] =
      list_of(requirement.workloads, [](Workload workload) { return name_of(workload); });
  json["purpose"] = foreign_text(requirement.purpose);
  json["note"] = requirement.note.empty() ? Json() : foreign_text(requirement.note);
  return json;
}

Json json_of(const RuleLint& lint) {
  const auto text = [](const std::string& foreign) {
    return foreign.empty() ? Json() : foreign_text(foreign);
  };
  return {{"kind", lint.kind},
          {"severity", name_of(lint.severity)},
          {"text", foreign_text(lint.text)},
          {"nsg", text(lint.nsg)},
          {"rule", text(lint.rule)},
          {"priority", lint.priority ? Json(*lint.priority) : Json()},
          {"file", text(lint.file)},
          {"pointer", text(lint.pointer)}};
}

Json json_of(const RuleFix& fix) {
  return {
      {"nsg", foreign_text(fix.nsg)},
      {"resource_group", fix.resource_group.empty() ? Json() : foreign_text(fix.resource_group)},
      {"subscription", fix.subscription.empty() ? Json() : foreign_text(fix.subscription)},
      {"rule", text_or_null(fix.rule)},
      {"priority", fix.priority ? Json(*fix.priority) : Json()},
      {"destination", foreign_text(fix.destination)},
      {"port", fix.port},
      {"requirements", list_of(fix.requirements, foreign_text)},
      {"text", foreign_text(fix.text)},
      {"commands", list_of(fix.commands, foreign_text)}};
}

Json json_of(const RuleSource& source) {
  return {{"nsg", foreign_text(source.nsg)},
          {"association", source.association},
          {"file", foreign_text(source.file)},
          {"effective", source.effective},
          {"rules", source.rules},
          {"added_defaults", source.added_defaults}};
}

Json json_of(const TagOrigin& tags) {
  return {{"source", tags.file.empty() ? Json("embedded") : foreign_text(tags.file)},
          {"date", text_or_null(tags.date)},
          {"change_number", tags.change_number == 0 ? Json() : Json(tags.change_number)}};
}

Json summary_of(const RulesReport& report) {
  std::size_t required = 0;
  std::size_t passing = 0;
  std::size_t denied = 0;
  std::size_t unknown = 0;
  for (const JudgedRequirement& requirement : report.requirements) {
    if (!requirement.required) {
      continue;
    }
    const Access access = requirement.access();
    const bool is_open =
        access == Access::allow && requirement.verdict()->route == RouteEffect::unknown;
    ++required;
    passing += requirement.passes() ? std::size_t{1} : std::size_t{0};
    denied += access == Access::deny || access == Access::partial ? std::size_t{1} : std::size_t{0};
    unknown += access == Access::unknown || is_open ? std::size_t{1} : std::size_t{0};
  }
  return {{"status", name_of(report.status)},
          {"required", required},
          {"passing", passing},
          {"denied", denied},
          {"unknown", unknown}};
}

Json json_of(const ExplainedRule& rule) {
  Json fields = Json::object();
  for (const ExplainedRule::Field& field : rule.fields) {
    std::string key = field.name;
    std::replace(key.begin(), key.end(), ' ', '_');
    fields[key] = {{"match", name_of(field.match)}, {"value", foreign_text(field.value)}};
  }
  return {{"name", foreign_text(rule.name)},
          {"priority", rule.priority ? Json(*rule.priority) : Json()},
          {"access", text_or_null(rule.access)},
          {"default", rule.is_default},
          {"reached", rule.is_reached},
          {"share", rule.share},
          {"reason", rule.doubt.empty() ? Json() : foreign_text(rule.doubt)},
          {"fields", fields},
          {"pointer", rule.pointer.empty() ? Json() : foreign_text(rule.pointer)}};
}

Json json_of(const ExplainedSet& set) {
  Json json = json_of(set.source);
  json["access"] = name_of(set.verdict.access);
  json["rules"] = list_of(set.rules, [](const ExplainedRule& rule) { return json_of(rule); });
  return json;
}

}  // namespace

std::string render_rules_json(const RulesReport& report) {
  Json routes;
  if (report.route_file) {
    routes = foreign_text(*report.route_file);
  }
  const Json document = {
      {"schema", "netprobe.rules/1"},
      {"tool", {{"name", "netprobe"}, {"version", report.tool_version}}},
      {"cloud", name_of(report.cloud)},
      {"workloads", list_of(report.workloads, [](Workload workload) { return name_of(workload); })},
      {"regions", list_of(report.regions, foreign_text)},
      {"machine", list_of(report.machine, foreign_text)},
      {"service_tags", json_of(report.tags)},
      {"rule_sets",
       list_of(report.rule_sets, [](const RuleSource& source) { return json_of(source); })},
      {"route_table", routes},
      {"requirements",
       list_of(report.requirements,
               [](const JudgedRequirement& requirement) { return json_of(requirement); })},
      {"not_judged", list_of(report.not_judged, foreign_text)},
      {"lint", list_of(report.lint, [](const RuleLint& lint) { return json_of(lint); })},
      {"fixes", list_of(report.fixes, [](const RuleFix& fix) { return json_of(fix); })},
      {"summary", summary_of(report)}};
  return dumped(document);
}

std::string render_explanation_json(const RuleExplanation& explanation) {
  Json document = {{"schema", "netprobe.rules.explanation/1"},
                   {"tool", {{"name", "netprobe"}, {"version", explanation.tool_version}}},
                   {"destination", foreign_text(explanation.destination)},
                   {"port", explanation.port},
                   {"family", explanation.family == "IPv6" ? "ipv6" : "ipv4"},
                   {"service_tags", json_of(explanation.tags)}};
  put_verdict(&explanation.verdict, document);
  document["rule_sets"] =
      list_of(explanation.sets, [](const ExplainedSet& set) { return json_of(set); });
  return dumped(document);
}

}  // namespace netprobe
