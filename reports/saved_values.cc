#include "reports/saved_values.h"

#include <cmath>

namespace netprobe {

namespace {

std::optional<IpAddress> address_in(JsonReader& found) {
  const auto address = found.value().is_string()
                           ? IpAddress::parse(found.value().get_ref<const std::string&>())
                           : std::nullopt;
  if (!address) {
    found.expected("an address");
  }
  return address;
}

}  // namespace

void take(JsonReader& json, const std::string& key, std::optional<IpAddress>& into) {
  if (is_set(json, key)) {
    JsonReader found = json.member(key);
    into = address_in(found);
  }
}

void take(JsonReader& json, const std::string& key, std::vector<IpAddress>& into) {
  if (is_set(json, key)) {
    json.for_each(key, [&](JsonReader item) {
      if (const auto address = address_in(item)) {
        into.push_back(*address);
      }
    });
  }
}

void take(JsonReader& json, const std::string& key, std::optional<Micros>& into) {
  if (!is_set(json, key)) {
    return;
  }
  constexpr double longest = 1e12;  // milliseconds
  JsonReader found = json.member(key);
  const double milliseconds = found.value().is_number() ? found.value().get<double>() : NAN;
  if (!(std::abs(milliseconds) <= longest)) {
    found.expected("milliseconds");
    return;
  }
  into = Micros(std::llround(milliseconds * 1000));
}

void take(JsonReader& json, const std::string& key, std::optional<WallTime>& into) {
  if (!is_set(json, key)) {
    return;
  }
  JsonReader found = json.member(key);
  into = found.value().is_string() ? parse_rfc3339(found.value().get_ref<const std::string&>())
                                   : std::nullopt;
  if (!into) {
    found.expected("a time such as 2026-11-21T02:00:00.000Z");
  }
}

void take(JsonReader& json, const std::string& key, WallTime& into) {
  std::optional<WallTime> time;
  take(json, key, time);
  into = time.value_or(into);
}

}  // namespace netprobe
