#include "netprobe/core/vocabulary.h"
#include "reports/probe_words.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <set>
#include <string>
#include <vector>

namespace netprobe {
namespace schema_test {

using Words = std::set<std::string>;

nlohmann::json schema() {
  std::ifstream file("reports/netprobe.report.schema.json");
  return nlohmann::json::parse(file);
}

Words words_at(const std::string& pointer) {
  Words words;
  const nlohmann::json whole = schema();
  for (const auto& word : whole.at(nlohmann::json::json_pointer(pointer + "/enum"))) {
    if (!word.is_null()) {
      words.insert(word.get<std::string>());
    }
  }
  return words;
}

template <typename List>
Words names_of(const List& values) {
  Words names;
  for (const auto value : values) {
    names.emplace(name_of(value));
  }
  return names;
}

/// The enums that have no list of their own end at the value given.
template <typename Enum>
Words names_up_to(Enum last) {
  Words names;
  for (int i = 0; i <= static_cast<int>(last); ++i) {
    names.emplace(name_of(static_cast<Enum>(i)));
  }
  return names;
}

TEST(Schema, knows_the_words_of_the_program_and_no_others) {
  EXPECT_EQ(words_at("/$defs/workload"), names_of(all_workloads()));
  EXPECT_EQ(words_at("/$defs/cloud"), names_of(all_clouds()));
  EXPECT_EQ(words_at("/$defs/stage"), names_of(all_stages()));
  EXPECT_EQ(words_at("/$defs/cause"), names_of(all_causes()));
  EXPECT_EQ(words_at("/$defs/blocker"), names_of(all_blockers()));
  EXPECT_EQ(words_at("/$defs/depth"), names_up_to(Depth::http));
  EXPECT_EQ(words_at("/$defs/route"), names_up_to(RouteKind::proxy));
  EXPECT_EQ(words_at("/$defs/role"), names_up_to(RowProbe::Role::target));
  EXPECT_EQ(words_at("/$defs/attempt/properties/outcome"), names_up_to(Outcome::skipped));
  EXPECT_EQ(words_at("/$defs/finding/properties/severity"), names_up_to(Severity::error));
  EXPECT_EQ(words_at("/$defs/finding/properties/confidence"), names_up_to(Confidence::certain));
  EXPECT_EQ(words_at("/$defs/endpoint/properties/status"), names_up_to(RowStatus::untested));
  EXPECT_EQ(words_at("/$defs/endpoint/properties/kind"), names_up_to(EndpointKind::range));
  EXPECT_EQ(words_at("/$defs/endpoint/properties/protocol"), names_up_to(Protocol::dns));
  EXPECT_EQ(words_at("/properties/summary/properties/status"), names_up_to(RunStatus::incomplete));
  EXPECT_EQ(words_at("/$defs/tls/properties/anchor_kind"), names_up_to(AnchorKind::local));
}

}  // namespace schema_test
}  // namespace netprobe
