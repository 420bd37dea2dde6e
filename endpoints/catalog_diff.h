#pragma once

#include "netprobe/core/catalog.h"
#include "netprobe/core/result.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// A key of a row, or of the catalog itself, whose value is not the same in both.
struct FieldChange {
  std::string field;
  nlohmann::ordered_json older, newer;
  bool operator==(const FieldChange&) const = default;
};

struct RowChange {
  enum class Kind { added, removed, changed };
  Kind kind = Kind::changed;
  CatalogRow row;                   ///< as the newer catalog has it; of a removed one, the older
  std::vector<FieldChange> fields;  ///< of a changed row
  bool operator==(const RowChange&) const = default;
};

inline std::string_view name_of(RowChange::Kind kind) {
  switch (kind) {
    case RowChange::Kind::added:
      return "added";
    case RowChange::Kind::removed:
      return "removed";
    case RowChange::Kind::changed:
      return "changed";
  }
  return "";
}

/// Where a catalog is from.
struct CatalogOrigin {
  std::string file;  ///< empty: the one that the program carries
  std::string date;
  bool operator==(const CatalogOrigin&) const = default;
};

struct CatalogDiff {
  Cloud cloud = Cloud::public_cloud;
  CatalogOrigin older, newer;
  std::size_t compared = 0;           ///< rows, those of both catalogs once
  std::vector<FieldChange> settings;  ///< what is not a row: date, controls, sign-in hosts, …
  std::vector<RowChange> rows;        ///< in the order of the newer catalog, then what is gone
  bool operator==(const CatalogDiff&) const = default;

  [[nodiscard]] bool is_same() const { return settings.empty() && rows.empty(); }
};

/// The cloud that a catalog file says it is of. An error where the text is no whole catalog, as
/// `endpoints export` and `endpoints list -f json` print it: what is laid over another has rows
/// that mean nothing by themselves.
Result<Cloud> cloud_of_catalog(std::string_view text, std::string_view file);

/// Compares two catalogs of one cloud, row by row (by their ids) and key by key. The order of rows
/// means nothing, that of the values in a list does.
CatalogDiff compare_catalogs(const Catalog& older, const Catalog& newer);

/// The difference for people.
std::string catalog_diff_text(const CatalogDiff& diff);
/// The same as JSON, schema netprobe.catalog-diff/1.
std::string catalog_diff_json(const CatalogDiff& diff);

}  // namespace netprobe
