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
namespace endpoints_command_test {

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The exported catalog of a cloud, of an older date and without its first row.
std::string older_catalog(const std::string& cloud) {
  auto json = nlohmann::ordered_json::parse(call("endpoints export -c " + cloud).output);
  json["date"] = "2020-01-01";
  json["rows"].erase(0);
  return file_with("older-" + cloud + ".json", json.dump());
}

TEST(EndpointsDiff, ends_as_its_answer_says) {
  const std::string same = file_with("same.json", call("endpoints export").output);
  const std::string listed = file_with("listed.json", call("endpoints list -f json").output);
  const std::string older = older_catalog("public");
  const std::string of_china = older_catalog("china");
  const std::string overlay = file_with("overlay.json", R"({"rows": []})");
  const std::string broken = file_with("broken.json", R"({"schema": )");
  const std::string wrong =
      file_with("wrong.json",
                R"({"schema": "netprobe.catalog/1", "cloud": "public", "rows": [{"id": "x"}]})");
  struct Row {
    std::string arguments;
    int status = 0;
    std::string says;
  };
  for (const Row& row : {
           Row{"built-in built-in", 0, "no difference in "},
           Row{"built-in " + same, 0, "no difference in "},
           Row{same + " " + listed, 0, "no difference in "},
           Row{older + " built-in", 1, "\n+ backup-control "},
           Row{older + " " + same, 1, "1 added, 0 removed, 0 changed"},
           Row{"built-in " + older, 1, "0 added, 1 removed, 0 changed"},
           Row{"built-in " + older, 1, " -> 2020-01-01"},
           Row{of_china + " built-in", 1, "The china catalog\n"},
           Row{"-c china " + of_china + " built-in", 1, "The china catalog\n"},
           Row{"-c AzureUSGovernment built-in built-in", 0, "The usgov catalog\n"},
           Row{"-c usgov " + of_china + " built-in", 2, "--cloud: found usgov, expected china"},
           Row{"-c moon built-in built-in", 2, "--cloud: found \"moon\""},
           Row{older + " " + of_china, 2, "NEW: found a catalog of the china cloud"},
           Row{older + " no-such-file.json", 2, "NEW: "},
           Row{"- built-in", 2, "standard input"},  // which is empty
           Row{overlay + " built-in", 2, "expected a whole catalog"},
           Row{broken + " built-in", 2, "broken.json"},
           Row{"built-in " + wrong, 2, "/rows/0"},
           Row{"built-in README.md", 2, "README.md"},
           Row{"built-in", 2, "new"},
           Row{"built-in built-in -f yaml", 2, "--format"},
       }) {
    const Ended ended = call("endpoints diff " + row.arguments);
    EXPECT_EQ(ended.status, row.status) << row.arguments << "\n" << ended.errors;
    const std::string& text = row.status == 2 ? ended.errors : ended.output;
    EXPECT_NE(text.find(row.says), std::string::npos) << row.arguments << "\n" << text;
    EXPECT_EQ(ended.output.empty(), row.status == 2) << row.arguments;
    EXPECT_EQ(ended.errors.empty(), row.status != 2) << row.arguments << "\n" << ended.errors;
  }
}

TEST(EndpointsDiff, says_in_json_what_differs) {
  const std::string older = older_catalog("public");
  const auto answer =
      nlohmann::json::parse(call("endpoints diff -f json " + older + " built-in").output);
  EXPECT_EQ(answer.at("schema"), "netprobe.catalog-diff/1");
  EXPECT_EQ(answer.at("cloud"), "public");
  EXPECT_EQ(answer.at("old").at("file"), older);
  EXPECT_EQ(answer.at("old").at("date"), "2020-01-01");
  EXPECT_EQ(answer.at("new").at("embedded"), true);
  EXPECT_EQ(answer.at("same"), false);
  EXPECT_EQ(answer.at("settings").at(0).at("field"), "date");
  ASSERT_EQ(answer.at("rows").size(), 1U);
  EXPECT_EQ(answer.at("rows").at(0).at("change"), "added");
  EXPECT_EQ(answer.at("rows").at(0).at("row").at("id"), answer.at("rows").at(0).at("id"));
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

}  // namespace endpoints_command_test
}  // namespace netprobe
