#include "netprobe/cli/catalog_names.h"

#include "endpoints/catalog.h"
#include "netprobe/cli/files.h"
#include "netprobe/cli/request.h"

#include <fmt/format.h>

#include <optional>
#include <string_view>
#include <utility>

namespace netprobe {

namespace {

/// One side of a comparison, before it is known of which cloud both are.
struct Side {
  std::string file;  ///< empty: the catalog that the program carries
  std::string text;
  std::optional<Cloud> cloud;
};

Result<Side> side_of(const std::string& path, std::string_view argument) {
  if (path == "built-in") {
    return Side{};
  }
  const auto text = read_input(path, argument);
  if (!text) {
    return tl::unexpected(text.error());
  }
  const std::string file = path == "-" ? "standard input" : path;
  return cloud_of_catalog(*text, file).map([&](Cloud cloud) { return Side{file, *text, cloud}; });
}

/// The cloud that both are of: what --cloud says, else what the files say, else the public one.
Result<Cloud> common_cloud(const std::string& asked_cloud, const Side& older, const Side& newer) {
  if (older.cloud && newer.cloud && *older.cloud != *newer.cloud) {
    return usage_error(
        fmt::format("NEW: found a catalog of the {} cloud, expected one of {}, as "
                    "OLD is",
                    name_of(*newer.cloud), name_of(*older.cloud)));
  }
  const std::optional<Cloud> of_files = older.cloud ? older.cloud : newer.cloud;
  if (asked_cloud.empty()) {
    return of_files.value_or(Cloud::public_cloud);
  }
  auto asked = cloud_named(asked_cloud);
  if (asked && of_files && *asked != *of_files) {
    return usage_error(fmt::format("--cloud: found {}, expected {}, which the files are of",
                                   name_of(*asked), name_of(*of_files)));
  }
  return asked;
}

Result<Catalog> catalog_of(const Side& side, Cloud cloud) {
  if (side.file.empty()) {
    return embedded_catalog(cloud);
  }
  Catalog empty;
  empty.cloud = cloud;
  return extend_catalog(std::move(empty), side.text, side.file);
}

}  // namespace

Result<CatalogDiff> compare_named_catalogs(const std::string& old_name, const std::string& new_name,
                                           const std::string& cloud) {
  const auto older = side_of(old_name, "OLD");
  if (!older) {
    return tl::unexpected(older.error());
  }
  const auto newer = side_of(new_name, "NEW");
  if (!newer) {
    return tl::unexpected(newer.error());
  }
  const auto common = common_cloud(cloud, *older, *newer);
  if (!common) {
    return tl::unexpected(common.error());
  }
  const auto before = catalog_of(*older, *common);
  if (!before) {
    return tl::unexpected(before.error());
  }
  return catalog_of(*newer, *common).map([&](const Catalog& after) {
    CatalogDiff diff = compare_catalogs(*before, after);
    diff.older.file = older->file;
    diff.newer.file = newer->file;
    return diff;
  });
}

}  // namespace netprobe
