#include "endpoints/fact_ages.h"

#include "netprobe/core/service_tags.h"
#include "tests/endpoints/carried.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace netprobe {
namespace fact_ages_test {

using Notes = std::vector<std::string>;

WallTime day(const std::string& date) { return parse_rfc3339(date + "T12:00:00Z").value(); }

TEST(DatedFacts, say_that_they_may_have_changed_once_they_are_old) {
  const std::vector<DatedFacts> facts = {
      {"the catalog", "2026-11-20", 365, "look"},
      {"the tags", "2026-08-22", 90, "download"},
      {"the list", "", 365, "unsaid"},
      {"the rest", "2026-13-01", 365, "unsaid"},
  };
  struct Row {
    std::string name, started;
    Notes notes;
  };
  const std::vector<Row> rows = {
      {"on the day of the newest", "2026-11-20", {}},
      {"on the last day of a year, after ninety of the tags",
       "2027-11-20",
       {"the tags of 2026-08-22, 455 days old, may have changed: download"}},
      {"a day later",
       "2027-11-21",
       {"the catalog of 2026-11-20, 366 days old, may have changed: look",
        "the tags of 2026-08-22, 456 days old, may have changed: download"}},
      {"on the ninetieth day of the tags", "2026-11-20", {}},
      {"on the ninety-first",
       "2026-11-21",
       {"the tags of 2026-08-22, 91 days old, may have changed: download"}},
      {"by a clock that has lost its battery", "1970-01-01", {}},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(notes_on_ages(facts, day(row.started)), row.notes) << row.name;
  }
}

TEST(DatedFacts, are_all_that_the_program_carries_each_with_a_date) {
  for (const Cloud cloud : all_clouds()) {
    const Catalog& catalog = carried_catalog(cloud);
    const auto facts = dated_facts(catalog.date, catalog.sign_in_tag_date);
    EXPECT_EQ(facts.size(), 5U);
    std::set<std::string> names;
    for (const DatedFacts& fact : facts) {
      EXPECT_TRUE(names.insert(fact.name).second) << fact.name;
      EXPECT_TRUE(age_in_days(fact.date, WallTime())) << fact.name << ": \"" << fact.date << "\"";
      EXPECT_FALSE(fact.consequence.empty()) << fact.name;
    }
    EXPECT_EQ(notes_on_ages(facts, day("2040-01-01")).size(), facts.size()) << "all of them age";
  }
}

}  // namespace fact_ages_test
}  // namespace netprobe
