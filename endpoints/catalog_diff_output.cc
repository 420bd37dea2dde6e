#include "endpoints/catalog_diff.h"
#include "endpoints/catalog_row.h"
#include "netprobe/core/text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace netprobe {

namespace {

using Json = nlohmann::ordered_json;

constexpr auto replaced = Json::error_handler_t::replace;

/// A value on one line: a text as it is, a list by its values, nothing as "-".
std::string shown(const Json& value) {
  if (value.is_string()) {
    const std::string text = printable(value.get<std::string>(), 300);
    return text.empty() ? "-" : text;
  }
  if (value.is_null() || value.empty()) {
    return "-";
  }
  return printable(value.dump(-1, ' ', false, replaced), 300);
}

/// What came to a list and what went; empty where that is not all of the change.
std::string shown_as_set(const FieldChange& change) {
  if (!change.older.is_array() || !change.newer.is_array()) {
    return "";
  }
  std::vector<std::string> parts;
  const auto tell = [&](char sign, const Json& of, const Json& not_of) {
    for (const Json& value : of) {
      if (std::find(not_of.begin(), not_of.end(), value) == not_of.end()) {
        parts.push_back(fmt::format("{}{}", sign, shown(value)));
      }
    }
  };
  tell('-', change.older, change.newer);
  tell('+', change.newer, change.older);
  return fmt::format("{}", fmt::join(parts, "  "));
}

std::string line_of(const FieldChange& change) {
  const std::string as_set = shown_as_set(change);
  return fmt::format(
      "    {:<20} {}\n", printable(change.field, 40),
      as_set.empty() ? fmt::format("{} -> {}", shown(change.older), shown(change.newer)) : as_set);
}

std::string lines_of(const RowChange& change) {
  const char sign = change.kind == RowChange::Kind::added     ? '+'
                    : change.kind == RowChange::Kind::removed ? '-'
                                                              : '~';
  const auto workloads = [](const std::vector<Workload>& list) {
    std::vector<std::string_view> words;
    std::transform(list.begin(), list.end(), std::back_inserter(words),
                   [](Workload workload) { return name_of(workload); });
    return fmt::format("{}", fmt::join(words, ","));
  };
  const CatalogRow& row = change.row;
  std::string out =
      fmt::format("{} {:<28} {}", sign, printable(row.id, 80), printable(row.name, 200));
  if (change.kind != RowChange::Kind::changed) {
    out += row.ports.empty() ? "" : fmt::format(":{}", fmt::join(row.ports, ","));
    out += row.required_for.empty() ? "  optional"
                                    : fmt::format("  required for {}", workloads(row.required_for));
  }
  out += "\n";
  for (const FieldChange& field : change.fields) {
    out += line_of(field);
  }
  return out;
}

std::string words_of(const CatalogOrigin& origin) {
  return fmt::format("{} ({})",
                     origin.file.empty() ? "carried by netprobe" : printable(origin.file, 300),
                     origin.date.empty() ? "no date" : printable(origin.date, 40));
}

Json json_of(const CatalogOrigin& origin) {
  const auto or_null = [](const std::string& text) {
    return text.empty() ? Json() : Json(valid_utf8(text));
  };
  return {{"file", or_null(origin.file)},
          {"embedded", origin.file.empty()},
          {"date", or_null(origin.date)}};
}

Json json_of(const std::vector<FieldChange>& changes) {
  Json list = Json::array();
  for (const FieldChange& change : changes) {
    list.push_back({{"field", change.field}, {"old", change.older}, {"new", change.newer}});
  }
  return list;
}

std::size_t count(const CatalogDiff& diff, RowChange::Kind kind) {
  return static_cast<std::size_t>(
      std::count_if(diff.rows.begin(), diff.rows.end(),
                    [&](const RowChange& change) { return change.kind == kind; }));
}

}  // namespace

std::string catalog_diff_text(const CatalogDiff& diff) {
  std::string out = fmt::format("The {} catalog\n  old  {}\n  new  {}\n\n", name_of(diff.cloud),
                                words_of(diff.older), words_of(diff.newer));
  if (diff.is_same()) {
    return out + fmt::format("no difference in {} rows\n", diff.compared);
  }
  if (!diff.settings.empty()) {
    out += "~ the catalog itself\n";
    for (const FieldChange& change : diff.settings) {
      out += line_of(change);
    }
  }
  for (const RowChange& change : diff.rows) {
    out += lines_of(change);
  }
  return out + fmt::format("\n{} rows: {} added, {} removed, {} changed\n", diff.compared,
                           count(diff, RowChange::Kind::added),
                           count(diff, RowChange::Kind::removed),
                           count(diff, RowChange::Kind::changed));
}

std::string catalog_diff_json(const CatalogDiff& diff) {
  Json rows = Json::array();
  for (const RowChange& change : diff.rows) {
    rows.push_back({{"change", name_of(change.kind)},
                    {"id", change.row.id},
                    {"row", row_to_json(change.row)},
                    {"fields", json_of(change.fields)}});
  }
  const Json document = {{"schema", "netprobe.catalog-diff/1"},
                         {"cloud", name_of(diff.cloud)},
                         {"old", json_of(diff.older)},
                         {"new", json_of(diff.newer)},
                         {"same", diff.is_same()},
                         {"compared", diff.compared},
                         {"settings", json_of(diff.settings)},
                         {"rows", rows}};
  return document.dump(2, ' ', false, replaced) + "\n";
}

}  // namespace netprobe
