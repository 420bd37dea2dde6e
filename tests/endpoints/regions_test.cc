#include "endpoints/regions.h"

#include "endpoints/embedded.h"
#include "netprobe/core/address.h"
#include "netprobe/core/json_reader.h"
#include "netprobe/core/text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace netprobe {
namespace {

using Names = std::vector<std::string>;

nlohmann::json region_file() {
  return parse_json(embedded::file("data/regions.json"), "data/regions.json").value();
}

/// The name as `az account list-locations` gives it.
std::string az_name(const std::string& name) {
  std::string out = to_lower(name);
  std::erase(out, ' ');
  return out;
}

std::string error_of(const std::string& region, Cloud cloud) {
  const auto codes = geo_codes_for(Names{region}, cloud);
  if (codes) {
    return "";
  }
  EXPECT_EQ(codes.error().kind, Error::Kind::usage) << region;
  return codes.error().message;
}

/// The regions of a cloud in one spelling, and their codes in the same order.
struct Spelling {
  Names names, codes;
};

/// Every spelling of every region of a cloud: names, names of az, lower case, codes, aliases.
std::vector<Spelling> spellings_of(Cloud cloud, const nlohmann::json& file) {
  std::vector<Spelling> out(6);
  for (const auto& region : file.at("regions")) {
    if (parse_cloud(region.at("cloud").get<std::string>()) != cloud) {
      continue;
    }
    const std::string name = region.at("name");
    const std::string code = region.at("geo_code");
    const Names names = {name, az_name(name), to_lower(name), code, "CODE:" + code};
    for (std::size_t i = 0; i < names.size(); ++i) {
      out[i].names.push_back(names[i]);
      out[i].codes.push_back(code);
    }
    for (const std::string& alias : region.value("aliases", Names())) {
      out.back().names.push_back(alias);
      out.back().codes.push_back(code);
    }
  }
  return out;
}

TEST(Regions, are_taken_by_every_spelling_and_their_codes_stand_in_host_names) {
  const nlohmann::json file = region_file();
  std::size_t regions = 0;
  for (const Cloud cloud : all_clouds()) {
    const std::vector<Spelling> spellings = spellings_of(cloud, file);
    for (const Spelling& spelling : spellings) {
      const auto found = geo_codes_for(spelling.names, cloud);
      ASSERT_TRUE(found) << found.error().message;
      EXPECT_EQ(*found, spelling.codes) << name_of(cloud);
    }
    for (const std::string& code : spellings.front().codes) {
      EXPECT_TRUE(is_host_name("pod01-manag1." + code + ".backup.windowsazure.com")) << code;
      EXPECT_TRUE(is_geo_code(code)) << code;
    }
    regions += spellings.front().codes.size();
  }
  EXPECT_EQ(regions, file.at("regions").size());
}

TEST(Regions, have_codes_and_names_of_their_own) {
  std::set<std::string> taken;
  const nlohmann::json file = region_file();
  for (const auto& region : file.at("regions")) {
    Names names = region.value("aliases", Names());
    names.insert(names.end(),
                 {az_name(region.at("name").get<std::string>()), region.at("geo_code")});
    // An alias may repeat the name: the two spellings of the government's regions.
    for (const std::string& name : std::set<std::string>(names.begin(), names.end())) {
      EXPECT_TRUE(taken.insert(name).second) << name;
    }
  }
  for (const auto& region : file.at("without_code")) {
    EXPECT_TRUE(taken.insert(az_name(region.at("name").get<std::string>())).second) << region;
  }
  for (const auto& [copy, code] : file.at("copies").items()) {
    EXPECT_TRUE(taken.insert(copy).second) << copy;
    EXPECT_TRUE(taken.count(code.get<std::string>())) << copy;
  }
}

TEST(Regions, are_known_by_what_people_type) {
  struct Row {
    std::string text;
    Cloud cloud;
    std::string code;
  };
  const std::vector<Row> rows = {
      {"westeurope", Cloud::public_cloud, "we"},
      {"West Europe", Cloud::public_cloud, "we"},
      {"WestEurope", Cloud::public_cloud, "we"},
      {"west-europe", Cloud::public_cloud, "we"},
      {"west_europe", Cloud::public_cloud, "we"},
      {"we", Cloud::public_cloud, "we"},
      {"WE", Cloud::public_cloud, "we"},
      {"code:we", Cloud::public_cloud, "we"},
      {"eastus2", Cloud::public_cloud, "eus2"},
      {"centralfrance", Cloud::public_cloud, "frc"},
      {"FranceCentral", Cloud::public_cloud, "frc"},
      {"germanywc", Cloud::public_cloud, "gwc"},
      {"eastus2euap", Cloud::public_cloud, "ecy"},
      {"southeastasia", Cloud::public_cloud, "sea"},
      {"usgovvirginia", Cloud::us_government, "ugv"},
      {"US Gov Virginia", Cloud::us_government, "ugv"},
      {"usdodcentral", Cloud::us_government, "udc"},
      {"chinanorth2", Cloud::china, "bjb2"},
      {"China East", Cloud::china, "sha"},
      {"code:itn", Cloud::public_cloud, "itn"},
      {"Code:PLC", Cloud::public_cloud, "plc"},
      {"code:7", Cloud::public_cloud, "7"},
  };
  for (const Row& row : rows) {
    const auto codes = geo_codes_for(Names{row.text}, row.cloud);
    ASSERT_TRUE(codes) << row.text << ": " << codes.error().message;
    EXPECT_EQ(*codes, Names{row.code}) << row.text;
  }
}

TEST(Regions, count_once_in_the_order_of_the_call) {
  EXPECT_EQ(*geo_codes_for({}, Cloud::public_cloud), Names());
  EXPECT_EQ(*geo_codes_for(Names{"eastus", "West Europe", "we", "code:eus"}, Cloud::public_cloud),
            (Names{"eus", "we"}));
}

TEST(Regions, that_are_wrong_are_met_with_what_was_expected) {
  const std::string of_public =
      "expected an Azure region of the public cloud or its backup geo code";
  struct Row {
    std::string name, text;
    Cloud cloud;
    std::string error;  ///< behind "--region: found "
  };
  const std::vector<Row> rows = {
      {"a slip", "westeurop", Cloud::public_cloud,
       "\"westeurop\", " + of_public + "; did you mean westeurope (we)?"},
      {"a slip in another spelling", "Wset Europe", Cloud::public_cloud,
       "\"Wset Europe\", " + of_public + "; did you mean westeurope (we)?"},
      {"nothing near", "atlantis-upon-sea", Cloud::public_cloud,
       "\"atlantis-upon-sea\", " + of_public},
      {"nothing", "", Cloud::public_cloud, "\"\", " + of_public},
      {"the end of a line", "x\x1b[2J", Cloud::public_cloud, "\"x\\x1b[2J\", " + of_public},
      {"another cloud's", "usgovvirginia", Cloud::public_cloud,
       "\"usgovvirginia\", a region of the usgov cloud, expected one of the public cloud (see "
       "--cloud)"},
      {"another cloud's code", "we", Cloud::china,
       "\"we\", a region of the public cloud, expected one of the china cloud (see --cloud)"},
      {"a region whose code nobody published", "Italy North", Cloud::public_cloud,
       "\"Italy North\", a region whose backup geo code is not published; expected its code as "
       "code:XYZ (it stands in the vault's host names), or those host names by --host"},
      {"a paired copy's code", "wer", Cloud::public_cloud,
       "\"wer\", the code of a paired copy, expected the region's own code: we"},
      {"a code that is empty", "code:", Cloud::public_cloud,
       "\"code:\", expected code: and a geo code, such as code:we"},
      {"a code with a dot", "code:a.b", Cloud::public_cloud,
       "\"code:a.b\", expected code: and a geo code, such as code:we"},
      {"a code that no label can be", "code:-a", Cloud::public_cloud,
       "\"code:-a\", expected code: and a geo code, such as code:we"},
      {"a code that is too long", "code:abcdefghi", Cloud::public_cloud,
       "\"code:abcdefghi\", expected code: and a geo code, such as code:we"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(error_of(row.text, row.cloud), "--region: found " + row.error) << row.name;
  }
}

TEST(Regions, are_written_as_a_vms_metadata_has_them) {
  EXPECT_EQ(region_names_for(Names{"West Europe", "we", "centralfrance", "code:ne", "code:xyz"}),
            (Names{"westeurope", "westeurope", "francecentral", "northeurope"}));
  EXPECT_TRUE(region_names_for(Names{}).empty());
}

TEST(Regions, of_which_one_is_wrong_are_all_refused) {
  EXPECT_FALSE(geo_codes_for(Names{"westeurope", "nowhere"}, Cloud::public_cloud));
}

}  // namespace
}  // namespace netprobe
