#include "reports/json_values.h"
#include "reports/proxies.h"

#include <string_view>

namespace netprobe {

namespace {

std::string_view name_of(ProxyPlace::State state) {
  switch (state) {
    case ProxyPlace::State::read:
      return "read";
    case ProxyPlace::State::absent:
      return "absent";
    case ProxyPlace::State::unreadable:
      return "unreadable";
  }
  return "";
}

Json foreign_or_null(const std::string& text) { return text.empty() ? Json() : foreign_text(text); }

Json json_of(const ProxyVerdict& verdict) {
  Json bypass;
  if (verdict.entry) {
    bypass = {{"entry", foreign_text(*verdict.entry)},
              {"list", foreign_text(verdict.source)},
              {"rules", name_of(verdict.rules)}};
  }
  return {{"url", foreign_text(verdict.url)},
          {"proxy", value_or_null(verdict.proxy)},
          {"source", foreign_or_null(verdict.source)},
          {"bypass", bypass},
          {"reason", foreign_text(verdict.reason)}};
}

Json json_of(const PlacedProxy& proxy) {
  return {{"name", foreign_text(proxy.name)},
          {"for", foreign_text(proxy.scope)},
          {"url", foreign_or_null(proxy.setting.url)},
          {"source", foreign_text(proxy.setting.source)},
          {"problem", foreign_or_null(proxy.setting.problem)},
          {"wins", proxy.wins}};
}

Json json_of(const ProxyPlace& place) {
  Json bypass;
  if (!place.bypass.source.empty()) {
    bypass = {{"list", foreign_text(place.bypass.source)},
              {"rules", name_of(place.bypass.rules)},
              {"entries", list_of(place.bypass.entries, foreign_text)}};
  }
  return {{"place", foreign_text(place.name)},
          {"used_by", foreign_text(place.used_by)},
          {"state", name_of(place.state)},
          {"proxies", list_of(place.proxies, [](const PlacedProxy& one) { return json_of(one); })},
          {"bypass", bypass},
          {"notes", list_of(place.notes, foreign_text)}};
}

}  // namespace

std::string render_proxies_json(const ProxyTable& table) {
  const Json document = {
      {"schema", "netprobe.proxies/1"},
      {"component",
       {{"name", foreign_text(table.component)}, {"words", foreign_text(table.component_words)}}},
      {"urls", list_of(table.verdicts, [](const ProxyVerdict& one) { return json_of(one); })},
      {"sources", list_of(table.places, [](const ProxyPlace& one) { return json_of(one); })},
      {"notes", list_of(table.notes, foreign_text)}};
  constexpr bool ascii_only = true;
  return document.dump(2, ' ', ascii_only, Json::error_handler_t::replace) + "\n";
}

}  // namespace netprobe
