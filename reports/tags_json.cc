#include "netprobe/core/version.h"
#include "reports/json_values.h"
#include "reports/tags.h"

#include <variant>

namespace netprobe {

namespace {

Json json_of(const TagOrigin& origin) {
  return {{"cloud", origin.cloud.empty() ? Json() : foreign_text(origin.cloud)},
          {"change_number", origin.change_number == 0 ? Json() : Json(origin.change_number)},
          {"date", text_or_null(origin.date)},
          {"file", origin.file.empty() ? Json() : foreign_text(origin.file)},
          {"embedded", origin.file.empty()}};
}

/// Counts of IPv6 are text: they do not fit the numbers of most readers.
Json json_of(const TagFacts& tag) {
  return {
      {"name", foreign_text(tag.name)},
      {"system_service", tag.system_service.empty() ? Json() : foreign_text(tag.system_service)},
      {"region", tag.region.empty() ? Json() : foreign_text(tag.region)},
      {"change_number", tag.change_number == 0 ? Json() : Json(tag.change_number)},
      {"ipv4_prefixes", tag.ipv4_prefixes},
      {"ipv4_addresses", tag.ipv4_addresses},
      {"ipv6_prefixes", tag.ipv6_prefixes},
      {"ipv6_addresses", tag.ipv6_addresses.to_string()}};
}

Json json_of(const std::vector<Cidr>& prefixes) {
  return list_of(prefixes, [](const Cidr& prefix) { return prefix.to_string(); });
}

Json json_of(const TagLookup& lookup) {
  return {
      {"query", foreign_text(lookup.query)},
      {"found", !lookup.matches.empty()},
      {"tags", list_of(lookup.matches,
                       [](const TagMatch& match) {
                         Json out = json_of(match.tag);
                         out["prefixes"] = json_of(match.prefixes);
                         return out;
                       })},
      {"partly_in", list_of(lookup.parts, [](const TagPart& part) {
         return Json{{"name", foreign_text(part.name)}, {"addresses", part.addresses.to_string()}};
       })}};
}

Json json_of(const TagChange& change) {
  return {{"name", foreign_text(change.name)},
          {"change", name_of(change.kind)},
          {"added", json_of(change.added.prefixes())},
          {"removed", json_of(change.removed.prefixes())},
          {"ipv4_added", change.added.ipv4_count()},
          {"ipv4_removed", change.removed.ipv4_count()},
          {"ipv6_added", change.added.ipv6_count().to_string()},
          {"ipv6_removed", change.removed.ipv6_count().to_string()}};
}

/// What the reports have besides the head that is common to all.
Json body_of(const TagLookupReport& report) {
  return {{"command", "lookup"},
          {"source", json_of(report.origin)},
          {"lookups",
           list_of(report.lookups, [](const TagLookup& lookup) { return json_of(lookup); })}};
}

Json body_of(const TagListReport& report) {
  return {{"command", "list"},
          {"source", json_of(report.origin)},
          {"region", report.region.empty() ? Json() : foreign_text(report.region)},
          {"tags", list_of(report.tags, [](const TagFacts& tag) { return json_of(tag); })}};
}

Json body_of(const TagShowReport& report) {
  Json tag = json_of(report.tag);
  tag["prefixes"] = json_of(report.prefixes);
  tag["fewest_prefixes"] = report.fewest_prefixes;
  tag["regional"] = list_of(report.regional, [](const TagFacts& facts) { return json_of(facts); });
  return {{"command", "show"}, {"source", json_of(report.origin)}, {"tag", std::move(tag)}};
}

Json body_of(const TagDiffReport& report) {
  return {{"command", "diff"},
          {"old", json_of(report.older)},
          {"new", json_of(report.newer)},
          {"services", report.services.empty() ? Json() : list_of(report.services, foreign_text)},
          {"compared", report.compared},
          {"changes",
           list_of(report.changes, [](const TagChange& change) { return json_of(change); })}};
}

}  // namespace

std::string tags_json(const TagsReport& report) {
  Json out = {{"schema", "netprobe.tags/1"},
              {"tool", {{"name", "netprobe"}, {"version", tool_version()}}}};
  out.update(std::visit([](const auto& answer) { return body_of(answer); }, report.answer));
  out["notes"] = list_of(report.notes, foreign_text);
  return out.dump(2, ' ', true, Json::error_handler_t::replace) + "\n";
}

}  // namespace netprobe
