// `netprobe tags` from outside: how it ends, and what it prints. It sends nothing.

#include "tests/cli/program.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace netprobe {
namespace tags_command_test {

const std::string files = "tests/endpoints/service_tags/ServiceTags_";

TEST(TagsCommand, ends_as_its_answer_says) {
  struct Row {
    std::string arguments;
    int status = 0;
    std::string says;
  };
  const std::string old_file = files + "AzureGovernment_20200601.json ";
  const std::string new_file = files + "AzureGovernment_20260720.json ";
  for (const Row& row : {
           Row{"tags lookup 13.69.65.40", 0, "AzureBackup.WestEurope"},
           Row{"tags lookup 13.69.65.40 8.8.8.8", 1, "8.8.8.8   in no tag"},
           Row{"tags lookup 13.69.65.40 -c usgov", 1, "in no tag"},
           Row{"tags lookup 52.127.3.5 --service-tags " + new_file, 0, "AzureBackup.USGovArizona"},
           Row{"tags lookup 52.127.3.5 -c AzureUSGovernment --service-tags " + new_file, 0,
               "52.127.3.0/26"},
           Row{"tags lookup 52.127.3.5 -c china --service-tags " + new_file, 2, ""},
           Row{"tags list -r we", 0, "3 tags of we"},
           Row{"tags show azurebackup.westeurope", 0, "13.69.65.32/27"},
           Row{"tags show azurebackup.westeurope -f csv", 0,
               "AzureBackup.WestEurope,13.69.65.32/27\r\n"},
           Row{"tags show azurebackup -c china", 0,
               "netprobe carries only the tags that backup needs"},
           Row{"tags diff " + old_file + new_file, 1, "AzureBackup.USGovIowa  tag removed"},
           Row{"tags diff " + new_file + old_file, 1, "OLD is the newer file"},
           Row{"tags diff " + old_file + old_file, 0, "no difference in 3 tags"},
           Row{"tags diff --all " + new_file + new_file, 0, "no difference in 3 tags"},
           Row{"tags diff -w sql " + new_file + new_file, 0, "no difference in 2 tags"},
           Row{"tags diff -w none " + new_file + new_file, 2, ""},
           Row{"tags diff " + new_file + files + "China_20260720.json", 2, ""},
           Row{"tags diff - " + new_file, 2, ""},
       }) {
    const Ended ended = call(row.arguments);
    EXPECT_EQ(ended.status, row.status) << row.arguments << "\n" << ended.errors;
    EXPECT_NE(ended.output.find(row.says), std::string::npos) << row.arguments << "\n"
                                                              << ended.output;
    EXPECT_EQ(ended.output.empty(), row.status == 2) << row.arguments;
    EXPECT_EQ(ended.errors.empty(), row.status != 2) << row.arguments << "\n" << ended.errors;
  }
}

TEST(TagsCommand, says_in_json_where_the_tags_are_from) {
  const auto source = [](const std::string& arguments) {
    return nlohmann::json::parse(call(arguments + " -f json").output).at("source");
  };
  const auto carried = source("tags lookup 13.69.65.40");
  EXPECT_EQ(carried.at("embedded"), true);
  EXPECT_TRUE(carried.at("date").is_string());
  const auto file = source("tags list --service-tags " + files + "China_20260720.json");
  EXPECT_EQ(file.at("embedded"), false);
  EXPECT_EQ(file.at("date"), "2026-07-20");
  EXPECT_EQ(file.at("change_number"), 405);
}

/// A file without an end, and one that is only said to be large, in a tenth of their size of
/// memory.
TEST(TagsCommand, refuses_files_that_are_too_large_without_reading_them) {
  const std::string path = file_with("sparse.json", "");
  std::filesystem::resize_file(path, std::uintmax_t{257} * 1024 * 1024);
  const Ended ended = call("tags list --service-tags " + path);
  EXPECT_EQ(ended.status, 2);
  EXPECT_NE(ended.errors.find("larger than 256 MB"), std::string::npos) << ended.errors;
  std::filesystem::remove(path);
}

TEST(TagsCommand, names_the_place_in_a_file_that_is_wrong) {
  struct Row {
    std::string text;
    std::string says;
  };
  std::string deep;
  for (int i = 0; i < 100'000; ++i) {
    deep += R"({"x":)";
  }
  for (const Row& row : {
           Row{"{", "tags.json:1:2: not JSON"},
           Row{R"({"values": [{"name": "X", "properties": {"addressPrefixes": ["x"]}}]})",
               "tags.json: /values/0/properties/addressPrefixes/0: found \"x\", expected a prefix"},
           Row{std::string("\xff\xfe{\0}\0", 6), "UTF-16"},
           Row{deep, "nested deeper than 64 levels"},
           Row{std::string(100'000, '['), "expected a service tag"},
       }) {
    const Ended ended = call("tags list --service-tags " + file_with("tags.json", row.text));
    EXPECT_EQ(ended.status, 2) << row.says;
    EXPECT_EQ(ended.output, "") << row.says;
    EXPECT_NE(ended.errors.find(row.says), std::string::npos) << ended.errors;
  }
}

}  // namespace tags_command_test
}  // namespace netprobe
