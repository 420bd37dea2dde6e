#include "endpoints/regions.h"

#include "endpoints/embedded.h"
#include "netprobe/core/address.h"
#include "netprobe/core/json_reader.h"
#include "netprobe/core/text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace netprobe {

namespace {

struct KnownRegion {
  Region region;
  std::vector<std::string> aliases;
};

struct RegionTable {
  std::vector<KnownRegion> regions;
  std::map<std::string, std::string> copies;
  std::vector<Region> without_code;
};

Region region_of(const nlohmann::json& json) {
  return {json.at("name").get<std::string>(), json.value("geo_code", ""),
          parse_cloud(json.at("cloud").get<std::string>()).value_or(Cloud::public_cloud)};
}

/// The file is ours and tested: what it holds is not checked again here.
Result<RegionTable> read_table() {
  const auto json = parse_json(embedded::file("data/regions.json"), "data/regions.json");
  if (!json) {
    return tl::unexpected(json.error());
  }
  RegionTable table;
  for (const auto& entry : json->at("regions")) {
    table.regions.push_back({region_of(entry), entry.value("aliases", std::vector<std::string>())});
  }
  table.copies = json->at("copies").get<std::map<std::string, std::string>>();
  for (const auto& entry : json->at("without_code")) {
    table.without_code.push_back(region_of(entry));
  }
  return table;
}

/// A name without blanks, hyphens, underscores and letter case.
std::string essence(std::string_view text) {
  std::string out = to_lower(text);
  std::erase_if(out, [](char c) { return c == ' ' || c == '-' || c == '_'; });
  return out;
}

bool is_named(const KnownRegion& known, const std::string& wanted) {
  return wanted == known.region.geo_code || wanted == essence(known.region.name) ||
         std::find(known.aliases.begin(), known.aliases.end(), wanted) != known.aliases.end();
}

tl::unexpected<Error> unknown_region(const RegionTable& table, const std::string& text,
                                     Cloud cloud) {
  std::vector<std::string> names;
  for (const KnownRegion& known : table.regions) {
    if (known.region.cloud == cloud) {
      names.push_back(fmt::format("{} ({})", essence(known.region.name), known.region.geo_code));
    }
  }
  std::vector<std::string> plain;
  std::transform(names.begin(), names.end(), std::back_inserter(plain),
                 [](const std::string& name) { return name.substr(0, name.find(" (")); });
  std::vector<std::string> near;
  for (const std::string& name : nearest(text, plain)) {
    near.push_back(names[static_cast<std::size_t>(std::find(plain.begin(), plain.end(), name) -
                                                  plain.begin())]);
  }
  return usage_error(fmt::format(
      "--region: found \"{}\", expected an Azure region of the {} cloud or its backup geo code{}",
      printable(text, 80), name_of(cloud),
      near.empty() ? "" : fmt::format("; did you mean {}?", fmt::join(near, ", "))));
}

Result<std::string> explicit_code(const std::string& text) {
  const std::string code = to_lower(text.substr(5));
  return is_geo_code(code)
             ? Result<std::string>(code)
             : usage_error(fmt::format(
                   "--region: found \"{}\", expected code: and a geo code, such as code:we",
                   printable(text, 80)));
}

Result<std::string> geo_code_for(const RegionTable& table, const std::string& text, Cloud cloud) {
  if (starts_with_ignoring_case(text, "code:")) {
    return explicit_code(text);
  }
  const std::string wanted = essence(text);
  for (const KnownRegion& known : table.regions) {
    if (is_named(known, wanted)) {
      return known.region.cloud == cloud
                 ? Result<std::string>(known.region.geo_code)
                 : usage_error(fmt::format("--region: found \"{}\", a region of the {} cloud, "
                                           "expected one of the {} cloud (see --cloud)",
                                           printable(text, 80), name_of(known.region.cloud),
                                           name_of(cloud)));
    }
  }
  for (const Region& region : table.without_code) {
    if (wanted == essence(region.name)) {
      return usage_error(fmt::format(
          "--region: found \"{}\", a region whose backup geo code is not published; expected its "
          "code as "
          "code:XYZ (it stands in the vault's host names), or those host names by --host",
          printable(text, 80)));
    }
  }
  if (const auto copy = table.copies.find(wanted); copy != table.copies.end()) {
    return usage_error(fmt::format(
        "--region: found \"{}\", the code of a paired copy, expected the region's own code: {}",
        printable(text, 80), copy->second));
  }
  return unknown_region(table, text, cloud);
}

}  // namespace

bool is_geo_code(std::string_view text) {
  // The label behind it keeps a code of digits from being taken for the end of an address.
  return text.size() <= 8 && text.find('.') == std::string_view::npos &&
         is_host_name(fmt::format("{}.x", text));
}

Result<std::vector<std::string>> geo_codes_for(std::span<const std::string> regions, Cloud cloud) {
  std::vector<std::string> codes;
  if (regions.empty()) {
    return codes;
  }
  const auto table = read_table();
  if (!table) {
    return tl::unexpected(table.error());
  }
  for (const std::string& text : regions) {
    auto code = geo_code_for(*table, text, cloud);
    if (!code) {
      return tl::unexpected(code.error());
    }
    if (std::find(codes.begin(), codes.end(), *code) == codes.end()) {
      codes.push_back(std::move(*code));
    }
  }
  return codes;
}

std::vector<std::string> region_names_for(std::span<const std::string> regions) {
  std::vector<std::string> names;
  const auto table = regions.empty() ? Result<RegionTable>() : read_table();
  for (const std::string& text : regions) {
    const bool by_code = starts_with_ignoring_case(text, "code:");
    const std::string wanted = essence(by_code ? std::string_view(text).substr(5) : text);
    const auto known = std::find_if(table->regions.begin(), table->regions.end(),
                                    [&](const KnownRegion& one) { return is_named(one, wanted); });
    if (known != table->regions.end()) {
      names.push_back(essence(known->region.name));
    }
  }
  return names;
}

std::vector<std::string> region_spellings(std::string_view region) {
  std::vector<std::string> spellings = {essence(region)};
  const auto table = read_table();
  if (!table) {
    return spellings;
  }
  for (const KnownRegion& known : table->regions) {
    if (is_named(known, spellings.front())) {
      spellings = known.aliases;
      spellings.insert(spellings.begin(), essence(known.region.name));
      break;
    }
  }
  return spellings;
}

}  // namespace netprobe
