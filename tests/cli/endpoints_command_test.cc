// `netprobe endpoints`, and regions, from outside: how it ends, and what it prints. It sends
// nothing.

#include "netprobe/core/json_reader.h"
#include "tests/cli/program.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <iterator>
#include <map>
#include <string>

namespace netprobe {
namespace {

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The whole table, by name: what the service lists today and what the tags name.
TEST(Regions, are_all_taken_by_plan_and_export_and_fill_the_host_names) {
  const auto table = parse_json(text_of("endpoints/data/regions.json"), "regions.json").value();
  std::map<std::string, std::map<std::string, std::string>> clouds;
  for (const auto& region : table.at("regions")) {
    clouds[region.at("cloud")].emplace(region.at("name"), region.at("geo_code"));
  }
  EXPECT_EQ(clouds.size(), 3U);
  for (const auto& [cloud, regions] : clouds) {
    std::string names;
    for (const auto& [name, code] : regions) {
      names += (names.empty() ? "" : ",") + name;
    }
    const Ended plan = call("plan -c " + cloud + " -r '" + names + "'");
    EXPECT_EQ(plan.status, 0) << plan.errors;
    for (const auto& [name, code] : regions) {
      EXPECT_NE(plan.output.find("pod01-manag1." + code + ".backup.windowsazure."),
                std::string::npos)
          << cloud << ": " << name;
    }
    EXPECT_EQ(plan.output.find("is doubtful") != std::string::npos, cloud == "china") << cloud;
    EXPECT_EQ(call("endpoints export --for ticket -c " + cloud + " -r '" + names + "'").status, 0);
  }
}

TEST(Regions, that_netprobe_does_not_know_are_taken_by_their_code_alone) {
  struct Row {
    std::string arguments;
    int status = 0;
    std::string says;
  };
  for (const Row& row : {
           Row{"plan -r code:XYZ", 0, "pod01-manag1.xyz.backup.windowsazure.com"},
           Row{"plan -r code:XYZ", 0, "Note: code:XYZ is in no list that netprobe has"},
           Row{"plan -c usgov -r CODE:xyz", 0, "pod01-manag1.xyz.backup.windowsazure.us"},
           Row{"plan -c china -r code:xyz,chinaeast2", 0, "pod01-manag1.sha2."},
           Row{"endpoints export --for ticket -r code:xyz", 0, "-c public -r code:xyz"},
           Row{"tags list -r code:we", 0, "3 tags of code:we"},
           Row{"plan -r atlantis", 2,
               "is taken as code:XYZ, the code that stands in the host names"},
           Row{"check -r westeurop", 2, "did you mean westeurope (we)?"},
           Row{"plan -r code:x.y", 2, "at most 8 letters and digits"},
           Row{"plan -r code:bjb", 2, "(see --cloud)"},
           Row{"tags list -r code:xyz", 2, "no tag is named by a code"},
       }) {
    const Ended ended = call(row.arguments);
    EXPECT_EQ(ended.status, row.status) << row.arguments << "\n" << ended.errors;
    const std::string& text = row.status == 2 ? ended.errors : ended.output;
    EXPECT_NE(text.find(row.says), std::string::npos) << row.arguments << "\n" << text;
  }
}

}  // namespace
}  // namespace netprobe
