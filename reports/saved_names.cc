#include "reports/saved_names.h"

#include "reports/saved_values.h"

#include <utility>

namespace netprobe {

Json json_of_saved(const NameSources& names) {
  Json resolvers = Json::object();
  for (const auto& [server, place] : names.resolvers) {
    resolvers[server] = foreign_text(place);
  }
  return {{"resolvers", resolvers},
          {"search", text_or_null(names.search)},
          {"order", text_or_null(names.order)}};
}

void read_names(JsonReader json, NameSources& names) {
  take(json, "search", names.search);
  take(json, "order", names.order);
  if (!is_set(json, "resolvers")) {
    return;
  }
  JsonReader object = json.member("resolvers");
  if (!object.value().is_object()) {
    object.expected("an object of resolvers and places");
    return;
  }
  for (const auto& [server, place] : object.value().items()) {
    object.read(server, names.resolvers[server]);
  }
}

}  // namespace netprobe
