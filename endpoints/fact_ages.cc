#include "endpoints/fact_ages.h"

#include "endpoints/embedded.h"
#include "endpoints/regions.h"
#include "netprobe/core/json_reader.h"
#include "netprobe/core/service_tags.h"

#include <fmt/format.h>

namespace netprobe {

namespace {

/// Prefixes come and go every week; names, authorities and codes are changed with notice.
constexpr int a_year = 365;
constexpr int days_of_tags = 90;

/// When the codes in the wordings were last held against Microsoft's troubleshooting pages.
constexpr std::string_view error_codes_date = "2026-11-27";

std::string authorities_date() {
  const auto json =
      parse_json(embedded::file("data/trust-anchors.json"), "data/trust-anchors.json");
  return json ? json->value("date", "") : "";
}

}  // namespace

std::vector<DatedFacts> dated_facts(const std::string& catalog_date,
                                    const std::string& sign_in_tag_date) {
  return {
      {"the catalog", catalog_date, a_year,
       "Azure Backup may ask for other hosts by now; a newer netprobe has them, --catalog takes "
       "yours"},
      {"the list of certificate authorities", authorities_date(), a_year,
       "Azure may use others by now, which would look like a stranger's; --expected-root takes "
       "them"},
      {"the sign-in service tag", sign_in_tag_date, days_of_tags,
       "prefixes may have come and gone since; --service-tags takes this week's file"},
      {"the list of regions' codes", geo_codes_date(), a_year,
       "newer regions are not in it; --region takes them as code:XYZ"},
      {"the agents' error codes", std::string(error_codes_date), a_year,
       "newer agents may show others"},
  };
}

std::vector<std::string> notes_on_ages(std::span<const DatedFacts> facts, WallTime started) {
  std::vector<std::string> notes;
  for (const DatedFacts& fact : facts) {
    const auto age = age_in_days(fact.date, started);
    if (age && *age > fact.good_for_days) {
      notes.push_back(fmt::format("{} of {}, {} days old, may have changed: {}", fact.name,
                                  fact.date, *age, fact.consequence));
    }
  }
  return notes;
}

}  // namespace netprobe
