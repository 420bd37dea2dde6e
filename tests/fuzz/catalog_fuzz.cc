#include "endpoints/catalog.h"

#include "endpoints/presentation.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using namespace netprobe;

void require(bool condition) {
  if (!condition) {
    std::abort();
  }
}

/// A catalog that is taken reads back as itself, and can be shown; one that is not says in whose
/// file the fault lies.
void check(const Catalog& base, const std::string& text) {
  const auto catalog = extend_catalog(base, text, "own.json");
  if (!catalog) {
    require(catalog.error().message.starts_with("own.json:"));
    return;
  }
  Catalog empty;
  empty.cloud = base.cloud;
  const std::string exported = catalog_to_json(*catalog);
  const auto again = extend_catalog(empty, exported, "exported");
  require(again && *again == *catalog && catalog_to_json(*again) == exported);
  const std::string table = catalog_table(*catalog);
  require(std::count(table.begin(), table.end(), '\n') ==
          static_cast<std::ptrdiff_t>(catalog->rows.size()) + 1);
  for (const CatalogRow& row : catalog->rows) {
    require(describe_row(*catalog, row.id).has_value() && !row.id.empty());
  }
}

}  // namespace

/// The input is a caller's catalog.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Catalog carried = embedded_catalog(Cloud::public_cloud).value();
  const std::string text(data, data + size);
  check(Catalog{}, text);
  check(carried, text);
  return 0;
}
