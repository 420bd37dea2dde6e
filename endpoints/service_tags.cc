#include "endpoints/service_tags.h"

#include "endpoints/embedded.h"
#include "endpoints/regions.h"
#include "endpoints/service_tag_events.h"
#include "netprobe/core/text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace netprobe {

namespace {

/// "2025-10-28" of ".../ServiceTags_Public_20251028.json", however a browser has numbered it.
std::string date_in_name(std::string_view file) {
  file.remove_prefix(std::min(file.find_last_of("/\\") + 1, file.size()));
  for (std::size_t at = file.find('_'); at != std::string_view::npos; at = file.find('_', at + 1)) {
    const std::string_view digits = file.substr(at + 1, 8);
    if (digits.size() == 8 && parse_number<unsigned>(digits)) {
      auto date =
          fmt::format("{}-{}-{}", digits.substr(0, 4), digits.substr(4, 2), digits.substr(6));
      if (age_in_days(date, WallTime())) {
        return date;
      }
    }
  }
  return "";
}

std::string_view snapshot_of(Cloud cloud) {
  switch (cloud) {
    case Cloud::public_cloud:
      return "data/service-tags-public.json";
    case Cloud::us_government:
      return "data/service-tags-usgov.json";
    case Cloud::china:
      return "data/service-tags-china.json";
  }
  return "";
}

}  // namespace

Result<ServiceTags> read_service_tags(std::string_view text, const std::string& file) {
  const auto json = json_text(text, file);
  if (!json) {
    return tl::unexpected(json.error());
  }
  ServiceTagEvents events(*json, file);
  // The outcome is the handler's: what stopped it says more than false.
  static_cast<void>(
      nlohmann::json::sax_parse(*json, &events, nlohmann::json::input_format_t::json, true, true));
  auto tags = events.take();
  if (tags && tags->date.empty()) {
    tags->date = date_in_name(file);
  }
  return tags;
}

Result<ServiceTags> embedded_service_tags(Cloud cloud) {
  const std::string name(snapshot_of(cloud));
  return read_service_tags(embedded::file(name), name).map([](ServiceTags tags) {
    tags.file.clear();
    return tags;
  });
}

std::optional<Cloud> cloud_of(const ServiceTags& tags) {
  if (equals_ignoring_case(tags.cloud, "AzureGovernment")) {
    return Cloud::us_government;
  }
  return parse_cloud(tags.cloud);  // "Public" and "China" are words of ours, letter case aside
}

Result<std::vector<std::string>> tag_region(const ServiceTags& tags, std::string_view region) {
  std::vector<std::string> spellings = region_spellings(region);
  const auto is_spelled = [&](std::string_view text) {
    return std::find(spellings.begin(), spellings.end(), to_lower(text)) != spellings.end();
  };
  std::vector<std::string> known;
  bool found = false;
  // AzureCloud's tags are spelled as the file spells regions: "AzureBackup.ChileCentral" is of the
  // region of "AzureCloud.chilec". But "Storage.EastUS2Stage" is not of that of "Storage.EastUS2",
  // though the file says so.
  for (const ServiceTag& tag : tags.tags) {
    const std::string_view suffix = region_suffix(tag);
    if (suffix.empty()) {
      continue;
    }
    known.push_back(to_lower(suffix));
    if (is_spelled(suffix)) {
      found = true;
      const auto named_so = fmt::format("{}.{}", service_of(tag.name), tag.region);
      if (!is_spelled(tag.region) && tags.find(named_so) == nullptr) {
        spellings.push_back(to_lower(tag.region));
      }
    }
  }
  if (found) {
    return spellings;
  }
  std::sort(known.begin(), known.end());
  known.erase(std::unique(known.begin(), known.end()), known.end());
  if (starts_with_ignoring_case(region, "code:")) {
    return usage_error(
        fmt::format("--region: found \"{}\", a code that netprobe does not know, expected the "
                    "region's name: no tag is named by a code",
                    printable(region, 80)));
  }
  const auto near = nearest(region, known);
  return usage_error(
      fmt::format("--region: found \"{}\", expected a region that a tag of the {} is of{}",
                  printable(region, 80), tags.description(),
                  near.empty() ? "" : fmt::format("; did you mean {}?", fmt::join(near, ", "))));
}

}  // namespace netprobe
