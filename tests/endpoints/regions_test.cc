#include "endpoints/regions.h"

#include "endpoints/embedded.h"
#include "endpoints/service_tags.h"
#include "netprobe/core/address.h"
#include "netprobe/core/json_reader.h"
#include "netprobe/core/text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace netprobe {
namespace regions_test {

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
      {"Italy North", Cloud::public_cloud, "itn"},
      {"taiwan-north", Cloud::public_cloud, "twn"},
      {"chilec", Cloud::public_cloud, "clc"},
      {"ChinaNorth3", Cloud::china, "bjb3"},
      {"code:sha3", Cloud::china, "sha3"},
      {"code:itn", Cloud::public_cloud, "itn"},
      {"Code:PLC", Cloud::public_cloud, "plc"},
      {"code:7", Cloud::public_cloud, "7"},
      {"CODE:Xyz2", Cloud::us_government, "xyz2"},
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

/// Azure/terraform-azurerm-avm-utl-regions locals.geo.codes.tf.json, where it has more than the
/// list of 2021; a Bicep map of China's.
TEST(Regions, that_are_newer_than_the_list_of_2021_have_their_published_codes) {
  const std::map<std::string, std::string> of_public = {
      {"austriaeast", "aue"},      {"belgiumcentral", "bec"},  {"chilecentral", "clc"},
      {"denmarkeast", "dke"},      {"eastus3", "eus3"},        {"indiasouthcentral", "insc"},
      {"indonesiacentral", "idc"}, {"israelcentral", "ilc"},   {"israelnorthwest", "iln"},
      {"italynorth", "itn"},       {"malaysiasouth", "mys"},   {"malaysiawest", "myw"},
      {"mexicocentral", "mxc"},    {"newzealandnorth", "nzn"}, {"northeastus5", "ne5s"},
      {"polandcentral", "plc"},    {"qatarcentral", "qac"},    {"southcentralus2", "usc2"},
      {"southeastus", "use"},      {"southeastus3", "use3"},   {"southeastus5", "use5"},
      {"southwestus", "swus"},     {"spaincentral", "spc"},    {"taiwannorth", "twn"},
      {"taiwannorthwest", "tnw"},
  };
  for (const auto& [name, code] : of_public) {
    const auto codes = geo_codes_for(Names{name}, Cloud::public_cloud);
    ASSERT_TRUE(codes) << codes.error().message;
    EXPECT_EQ(*codes, Names{code}) << name;
    EXPECT_TRUE(notes_on_regions(Names{name}).empty()) << name;
  }
  EXPECT_EQ(*geo_codes_for(Names{"chinanorth3", "China East 3"}, Cloud::china),
            (Names{"bjb3", "sha3"}));
}

/// A region that is new in a tag file fails here, and not at a user's.
TEST(Regions, of_the_carried_tags_are_all_known) {
  const auto no_regions = region_file().at("no_regions").get<std::set<std::string>>();
  for (const Cloud cloud : all_clouds()) {
    std::set<std::string> spellings;
    const ServiceTags tags = embedded_service_tags(cloud).value();
    for (const ServiceTag& tag : tags.tags) {
      const std::string suffix = to_lower(region_suffix(tag));
      if (!suffix.empty() && !no_regions.contains(suffix)) {
        spellings.insert({suffix, to_lower(tag.region)});
      }
    }
    EXPECT_GE(spellings.size(), cloud == Cloud::public_cloud ? 60U : 5U) << name_of(cloud);
    for (const std::string& spelling : spellings) {
      const auto codes = geo_codes_for(Names{spelling}, cloud);
      EXPECT_TRUE(codes) << name_of(cloud) << ": " << spelling
                         << " is in no list of codes: docs/updating-facts.md, \"Regions\"";
      EXPECT_EQ(region_names_for(Names{spelling}).size(), 1U) << spelling;
    }
  }
}

TEST(Regions, whose_code_is_doubtful_or_the_callers_own_are_remarked_on) {
  EXPECT_EQ(notes_on_regions(Names{"westeurope", "China North 3", "code:sha3", "code:\x1b[2J"}),
            (Names{"the code bjb3 of China North 3 is doubtful, it comes from a Bicep map of "
                   "privatelink zones by a third party; no list of Microsoft's or 21Vianet's has "
                   "the code; where its hosts do not exist, give the code in the vault's host "
                   "names as -r code:XYZ",
                   "the code sha3 of China East 3 is doubtful, it comes from a Bicep map of "
                   "privatelink zones by a third party; no list of Microsoft's or 21Vianet's has "
                   "the code; where its hosts do not exist, give the code in the vault's host "
                   "names as -r code:XYZ",
                   "code:\\x1b[2J is in no list that netprobe has: its hosts are named by that "
                   "code as it was given"}));
  EXPECT_TRUE(notes_on_regions(Names{}).empty());
}

TEST(Regions, that_are_wrong_are_met_with_what_was_expected) {
  const std::string expected = ", expected an Azure region of the {} cloud or its backup geo code";
  const auto of = [&](std::string_view cloud, std::string_view near, std::string_view zone) {
    std::string text = expected + std::string(near);
    text.replace(text.find("{}"), 2, cloud);
    return text + "; a region that is newer than this list of " + geo_codes_date() +
           " is taken as code:XYZ, the code that stands in the host names of its vaults "
           "(pod01-manag1.XYZ.backup.windowsazure." +
           std::string(zone) +
           ") and in Microsoft's list of geo codes "
           "(learn.microsoft.com/azure/backup/scripts/geo-code-list)";
  };
  const std::string code_of_8 =
      ", expected code: and a geo code of at most 8 letters and digits, such as code:we";
  struct Row {
    std::string name, text;
    Cloud cloud;
    std::string error;  ///< behind "--region: found "
  };
  const std::vector<Row> rows = {
      {"a slip", "westeurop", Cloud::public_cloud,
       "\"westeurop\"" + of("public", "; did you mean westeurope (we)?", "com")},
      {"a slip in another spelling", "Wset Europe", Cloud::public_cloud,
       "\"Wset Europe\"" + of("public", "; did you mean westeurope (we)?", "com")},
      {"nothing near", "atlantis-upon-sea", Cloud::public_cloud,
       "\"atlantis-upon-sea\"" + of("public", "", "com")},
      {"nothing", "", Cloud::public_cloud, "\"\"" + of("public", "", "com")},
      {"the end of a line", "x\x1b[2J", Cloud::public_cloud,
       "\"x\\x1b[2J\"" + of("public", "", "com")},
      {"a region of the government that nobody knows", "usgovmoonbase", Cloud::us_government,
       "\"usgovmoonbase\"" + of("usgov", "", "us")},
      {"a region of China that nobody knows", "atlantis", Cloud::china,
       "\"atlantis\"" + of("china", "", "cn")},
      {"another cloud's", "usgovvirginia", Cloud::public_cloud,
       "\"usgovvirginia\", a region of the usgov cloud, expected one of the public cloud (see "
       "--cloud)"},
      {"another cloud's code", "we", Cloud::china,
       "\"we\", a region of the public cloud, expected one of the china cloud (see --cloud)"},
      {"another cloud's code, said to be one", "code:BJB2", Cloud::public_cloud,
       "\"code:BJB2\", a region of the china cloud, expected one of the public cloud (see "
       "--cloud)"},
      {"a paired copy's code", "wer", Cloud::public_cloud,
       "\"wer\", the code of a paired copy, expected the region's own code: we"},
      {"a paired copy's code, said to be one", "code:WER", Cloud::public_cloud,
       "\"code:WER\", the code of a paired copy, expected the region's own code: we"},
      {"a code that is empty", "code:", Cloud::public_cloud, "\"code:\"" + code_of_8},
      {"a code with a dot", "code:a.b", Cloud::public_cloud, "\"code:a.b\"" + code_of_8},
      {"a code that goes on", "code:we.x", Cloud::public_cloud, "\"code:we.x\"" + code_of_8},
      {"a code with a hyphen", "code:-a", Cloud::public_cloud, "\"code:-a\"" + code_of_8},
      {"a code with a place for one", "code:{geo}", Cloud::public_cloud,
       "\"code:{geo}\"" + code_of_8},
      {"a code with a blank", "code: we", Cloud::public_cloud, "\"code: we\"" + code_of_8},
      {"a code beyond ASCII", "code:w\xc3\xa9", Cloud::public_cloud,
       "\"code:w\xc3\xa9\"" + code_of_8},
      {"a code with the end of a line", "code:w\nx", Cloud::public_cloud,
       "\"code:w\\x0ax\"" + code_of_8},
      {"a code that is too long", "code:abcdefghi", Cloud::public_cloud,
       "\"code:abcdefghi\"" + code_of_8},
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

}  // namespace regions_test
}  // namespace netprobe
