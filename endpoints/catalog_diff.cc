#include "endpoints/catalog_diff.h"

#include "endpoints/catalog.h"
#include "endpoints/catalog_row.h"
#include "netprobe/core/json_reader.h"
#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace netprobe {

namespace {

using Json = nlohmann::ordered_json;

/// The keys that differ between two objects; one that only one of them has is null in the other.
std::vector<FieldChange> changes_between(const Json& older, const Json& newer) {
  const auto value_in = [](const Json& object, const std::string& key) {
    return object.contains(key) ? object.at(key) : Json();
  };
  std::vector<FieldChange> changes;
  for (const auto& [key, value] : newer.items()) {
    if (const Json before = value_in(older, key); before != value) {
      changes.push_back({key, before, value});
    }
  }
  for (const auto& [key, value] : older.items()) {
    if (!newer.contains(key)) {
      changes.push_back({key, value, Json()});
    }
  }
  return changes;
}

/// All of a catalog but its rows. The prefixes of the sign-in tag stand on a level with the rest.
Json settings_of(const Catalog& catalog) {
  Catalog without_rows = catalog;
  without_rows.rows.clear();
  Json settings = Json::parse(catalog_to_json(without_rows));
  settings.erase("rows");
  const Json tag = settings.at("sign_in_tag");
  settings.erase("sign_in_tag");
  for (const auto& [key, value] : tag.items()) {
    settings["sign_in_tag " + key] = value;
  }
  return settings;
}

using RowsById = std::map<std::string, const CatalogRow*>;

RowsById rows_of(const Catalog& catalog) {
  RowsById rows;
  for (const CatalogRow& row : catalog.rows) {
    rows.emplace(row.id, &row);
  }
  return rows;
}

}  // namespace

Result<Cloud> cloud_of_catalog(std::string_view text, std::string_view file) {
  const std::string name = printable(file, 300);
  const auto json = parse_json(text, name);
  if (!json) {
    return tl::unexpected(json.error());
  }
  for (const char* const key : {"schema", "cloud", "rows"}) {
    if (!json->is_object() || !json->contains(key)) {
      return input_error(fmt::format(
          "{}: found no \"{}\", expected a whole catalog, as `netprobe endpoints export` prints "
          "it, with --catalog for one of your own",
          name, key));
    }
  }
  std::string problem;
  std::string word;
  JsonReader(*json, name, "", problem).read("cloud", word);
  const auto cloud = parse_cloud(word);
  if (problem.empty() && !cloud) {
    JsonReader(*json, name, "", problem).member("cloud").expected("public, usgov or china");
  }
  if (!problem.empty()) {
    return input_error(problem);
  }
  return *cloud;
}

CatalogDiff compare_catalogs(const Catalog& older, const Catalog& newer) {
  CatalogDiff diff;
  diff.cloud = newer.cloud;
  diff.older.date = older.date;
  diff.newer.date = newer.date;
  diff.settings = changes_between(settings_of(older), settings_of(newer));
  const RowsById before = rows_of(older);
  const RowsById after = rows_of(newer);
  for (const CatalogRow& row : newer.rows) {
    const auto found = before.find(row.id);
    if (found == before.end()) {
      diff.rows.push_back({RowChange::Kind::added, row, {}});
    } else if (auto fields = changes_between(row_to_json(*found->second), row_to_json(row));
               !fields.empty()) {
      diff.rows.push_back({RowChange::Kind::changed, row, std::move(fields)});
    }
  }
  diff.compared = after.size();
  for (const CatalogRow& row : older.rows) {
    if (!after.contains(row.id)) {
      diff.rows.push_back({RowChange::Kind::removed, row, {}});
      ++diff.compared;
    }
  }
  return diff;
}

}  // namespace netprobe
