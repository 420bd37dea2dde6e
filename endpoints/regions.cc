#include "endpoints/regions.h"

#include "endpoints/embedded.h"
#include "netprobe/core/json_reader.h"
#include "netprobe/core/text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace netprobe {

namespace {

constexpr std::string_view by_code = "code:";

struct KnownRegion {
  Region region;
  std::vector<std::string> aliases;
  std::string doubtful_source;  ///< the page, where no better one has the code
};

struct RegionTable {
  std::vector<KnownRegion> regions;
  std::map<std::string, std::string> copies;
};

KnownRegion known_region(const nlohmann::json& json, const nlohmann::json& sources) {
  KnownRegion known;
  known.region = {json.at("name").get<std::string>(), json.at("geo_code").get<std::string>(),
                  parse_cloud(json.at("cloud").get<std::string>()).value_or(Cloud::public_cloud)};
  known.aliases = json.value("aliases", std::vector<std::string>());
  const auto& named = json.at("sources");
  if (std::all_of(named.begin(), named.end(), [&](const nlohmann::json& name) {
        return sources.at(name.get<std::string>()).value("doubtful", false);
      })) {
    known.doubtful_source = sources.at(named.at(0).get<std::string>()).at("page");
  }
  return known;
}

/// The file is ours and tested: what it holds is not checked again here.
Result<RegionTable> read_table() {
  const auto json = parse_json(embedded::file("data/regions.json"), "data/regions.json");
  if (!json) {
    return tl::unexpected(json.error());
  }
  RegionTable table;
  for (const auto& entry : json->at("regions")) {
    table.regions.push_back(known_region(entry, json->at("sources")));
  }
  table.copies = json->at("copies").get<std::map<std::string, std::string>>();
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

bool is_by_code(std::string_view text) { return starts_with_ignoring_case(text, by_code); }

/// What the table has the region under: its name or code, without the "code:" before it.
std::string wanted_of(std::string_view text) {
  return is_by_code(text) ? to_lower(text.substr(by_code.size())) : essence(text);
}

/// The region of that name or code; of a text with "code:", which is no name, by its code alone.
const KnownRegion* find_region(const RegionTable& table, std::string_view text) {
  const std::string wanted = wanted_of(text);
  const auto found =
      std::find_if(table.regions.begin(), table.regions.end(), [&](const KnownRegion& known) {
        return is_by_code(text) ? wanted == known.region.geo_code : is_named(known, wanted);
      });
  return found == table.regions.end() ? nullptr : &*found;
}

std::string_view zone_of(Cloud cloud) {
  switch (cloud) {
    case Cloud::public_cloud:
      return "backup.windowsazure.com";
    case Cloud::us_government:
      return "backup.windowsazure.us";
    case Cloud::china:
      return "backup.windowsazure.cn";
  }
  return "";
}

/// "westeurope (we)" for each region that was perhaps meant.
std::vector<std::string> near_regions(const RegionTable& table, const std::string& text,
                                      Cloud cloud) {
  std::map<std::string, std::string> codes;
  std::vector<std::string> names;
  for (const KnownRegion& known : table.regions) {
    if (known.region.cloud == cloud) {
      names.push_back(essence(known.region.name));
      codes.emplace(names.back(), known.region.geo_code);
    }
  }
  std::vector<std::string> near;
  for (const std::string& name : nearest(text, names)) {
    near.push_back(fmt::format("{} ({})", name, codes.at(name)));
  }
  return near;
}

tl::unexpected<Error> unknown_region(const RegionTable& table, const std::string& text,
                                     Cloud cloud) {
  const auto near = near_regions(table, text, cloud);
  return usage_error(fmt::format(
      "--region: found \"{}\", expected an Azure region of the {} cloud or its backup geo code{}; "
      "a region that is newer than this list of {} is taken as code:XYZ, the code that stands in "
      "the host names of its vaults (pod01-manag1.XYZ.{}) and in Microsoft's list of geo codes "
      "(learn.microsoft.com/azure/backup/scripts/geo-code-list)",
      printable(text, 80), name_of(cloud),
      near.empty() ? "" : fmt::format("; did you mean {}?", fmt::join(near, ", ")),
      geo_codes_date(), zone_of(cloud)));
}

/// A code that the table does not have, as the caller gives it.
Result<std::string> explicit_code(const std::string& text) {
  const std::string code = wanted_of(text);
  return is_geo_code(code) ? Result<std::string>(code)
                           : usage_error(fmt::format(
                                 "--region: found \"{}\", expected code: and a geo code of at "
                                 "most 8 letters and digits, such as code:we",
                                 printable(text, 80)));
}

Result<std::string> geo_code_for(const RegionTable& table, const std::string& text, Cloud cloud) {
  if (const KnownRegion* const known = find_region(table, text); known != nullptr) {
    return known->region.cloud == cloud
               ? Result<std::string>(known->region.geo_code)
               : usage_error(fmt::format("--region: found \"{}\", a region of the {} cloud, "
                                         "expected one of the {} cloud (see --cloud)",
                                         printable(text, 80), name_of(known->region.cloud),
                                         name_of(cloud)));
  }
  if (const auto copy = table.copies.find(wanted_of(text)); copy != table.copies.end()) {
    return usage_error(fmt::format(
        "--region: found \"{}\", the code of a paired copy, expected the region's own code: {}",
        printable(text, 80), copy->second));
  }
  return is_by_code(text) ? explicit_code(text) : unknown_region(table, text, cloud);
}

}  // namespace

bool is_geo_code(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  return !text.empty() && text.size() <= 8 && std::all_of(text.begin(), text.end(), fits);
}

std::string geo_codes_date() {
  const auto json = parse_json(embedded::file("data/regions.json"), "data/regions.json");
  return json ? json->value("date", "") : "";
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
    if (const KnownRegion* const known = table ? find_region(*table, text) : nullptr;
        known != nullptr) {
      names.push_back(essence(known->region.name));
    }
  }
  return names;
}

std::vector<std::string> notes_on_regions(std::span<const std::string> regions) {
  std::vector<std::string> notes;
  const auto table = regions.empty() ? Result<RegionTable>() : read_table();
  for (const std::string& text : regions) {
    const KnownRegion* const known = table ? find_region(*table, text) : nullptr;
    if (known == nullptr) {
      notes.push_back(fmt::format(
          "{} is in no list that netprobe has: its hosts are named by that code as it was given",
          printable(text, 80)));
    } else if (!known->doubtful_source.empty()) {
      notes.push_back(fmt::format(
          "the code {} of {} is doubtful, it comes from {}; where its hosts do not exist, give the "
          "code in the vault's host names as -r code:XYZ",
          known->region.geo_code, known->region.name, known->doubtful_source));
    }
  }
  return notes;
}

std::vector<std::string> region_spellings(std::string_view region) {
  std::vector<std::string> spellings = {wanted_of(region)};
  const auto table = read_table();
  const KnownRegion* const known = table ? find_region(*table, region) : nullptr;
  if (known != nullptr) {
    spellings = known->aliases;
    spellings.insert(spellings.begin(), essence(known->region.name));
  }
  return spellings;
}

}  // namespace netprobe
