#include "netprobe/core/service_tags.h"

#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace netprobe {

namespace {

constexpr int oldest_days = 90;

}  // namespace

const ServiceTag* ServiceTags::find(std::string_view name) const {
  const auto found = std::find_if(tags.begin(), tags.end(), [&](const ServiceTag& tag) {
    return equals_ignoring_case(tag.name, name);
  });
  return found == tags.end() ? nullptr : &*found;
}

const ServiceTag* ServiceTags::find_in_region(std::string_view service,
                                              std::span<const std::string> region) const {
  const auto found = std::find_if(tags.begin(), tags.end(), [&](const ServiceTag& tag) {
    return equals_ignoring_case(service_of(tag.name), service) &&
           std::any_of(region.begin(), region.end(), [&](const std::string& spelling) {
             return equals_ignoring_case(region_suffix(tag), spelling);
           });
  });
  return found == tags.end() ? nullptr : &*found;
}

std::string ServiceTags::description() const {
  return fmt::format("{}service tags{}{}, {}", cloud.empty() ? "" : printable(cloud, 60) + " ",
                     date.empty() ? "" : " of " + date,
                     change_number == 0 ? "" : fmt::format(" (change {})", change_number),
                     file.empty() ? "carried by netprobe" : "from " + printable(file, 300));
}

std::string_view service_of(std::string_view tag_name) {
  return tag_name.substr(0, tag_name.find('.'));
}

std::string_view region_suffix(const ServiceTag& tag) {
  const std::size_t dot = tag.name.find('.');
  return tag.region.empty() || dot == std::string::npos
             ? std::string_view()
             : std::string_view(tag.name).substr(dot + 1);
}

std::optional<int> age_in_days(std::string_view date, WallTime now) {
  const auto published = parse_rfc3339(fmt::format("{}T00:00:00Z", date));
  if (!published) {
    return std::nullopt;
  }
  return static_cast<int>(std::chrono::floor<std::chrono::days>(now - *published).count());
}

bool is_stale(std::string_view date, WallTime now) {
  const auto age = age_in_days(date, now);
  return age && *age > oldest_days;
}

std::optional<std::string> warning_about(const ServiceTags& tags, WallTime now) {
  if (tags.is_partial) {
    return fmt::format("the {}, are only a part of all: the file's nextLink leads to the rest",
                       tags.description());
  }
  if (is_stale(tags.date, now)) {
    return fmt::format(
        "the {}, are {} days old; prefixes may have been added since, see "
        "--service-tags",
        tags.description(), *age_in_days(tags.date, now));
  }
  return std::nullopt;
}

}  // namespace netprobe
