#include "reports/tags.h"

#include "netprobe/core/version.h"
#include "reports/csv_cell.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace netprobe {
namespace tags_test {

std::vector<Cidr> cidrs(const std::vector<std::string>& texts) {
  std::vector<Cidr> out;
  for (const std::string& text : texts) {
    out.push_back(Cidr::parse(text).value());
  }
  return out;
}

const TagOrigin snapshot = {"", "Public", 375, "2025-10-28",
                            "Public service tags of 2025-10-28 (change 375), carried by netprobe"};
const TagOrigin bare_file = {"t.json", "", 0, "", "service tags, from t.json"};

const TagFacts west_europe = {
    "AzureBackup.WestEurope", "AzureBackup", "WestEurope", 2, 8, 3, 832, {0, {0, 384}}};
const TagFacts everywhere = {"AzureBackup", "AzureBackup", "",    53,
                             280,           234,           24576, {0, {0, 29952}}};
const TagFacts entra = {"AzureActiveDirectory", "AzureAD", "", 19, 158, 58, 65000,
                        {0, {1U << 20U, 0}}};
const TagFacts hostile = {"=cmd|'/c calc'!A1\x1b[2J\r\n", "<script>,\"", "", 0, 1, 0, 1, {}};

const std::vector<std::string> carried_note = {
    "netprobe carries only the tags that backup needs; --service-tags reads all of a file"};

struct Sample {
  std::string name;
  TagsReport report;
};

std::vector<Sample> samples() {
  const Cidr backup = Cidr::parse("13.69.65.40/32").value();
  const Cidr nowhere = Cidr::parse("8.8.8.8/32").value();
  const Cidr wide = Cidr::parse("20.190.0.0/16").value();
  const Cidr six = Cidr::parse("2603:1006:2000::1/128").value();
  return {
      {"lookup",
       {TagLookupReport{
            snapshot,
            {{"13.69.65.40",
              backup,
              {{west_europe, cidrs({"13.69.65.32/27"})},
               {everywhere, cidrs({"13.69.65.32/27", "13.69.65.0/24"})}},
              {}},
             {"2603:1006:2000::1", six, {{entra, cidrs({"2603:1006:2000::/48"})}}, {}},
             {"20.190.0.0/16",
              wide,
              {},
              {{"AzureActiveDirectory", {0, {0, 16384}}}, {"AzureBackup", {0, {0, 64}}}}},
             {"8.8.8.8", nowhere, {}, {}}}},
        carried_note}},
      {"list", {TagListReport{snapshot, "we", {west_europe}}, carried_note}},
      {"list-empty", {TagListReport{bare_file, "", {}}, {}}},
      {"show",
       {TagShowReport{snapshot,
                      everywhere,
                      cidrs({"13.69.65.32/27", "13.69.65.64/27", "2603:1020:206:402::200/121"}),
                      2,
                      {west_europe}},
        {"the tags are old"}}},
      {"diff",
       {TagDiffReport{
            bare_file,
            snapshot,
            {"AzureBackup", "Storage"},
            12,
            {{TagChange::Kind::changed, "AzureBackup.WestEurope",
              IpSet(cidrs({"13.69.65.32/27", "13.69.65.64/26", "2603:1020:206:402::200/121"})),
              IpSet(cidrs({"52.236.187.0/27"}))},
             {TagChange::Kind::removed, "Storage.USGovIowa", {}, IpSet(cidrs({"10.0.0.0/8"}))},
             {TagChange::Kind::added, "Storage.X", IpSet(cidrs({"::/0"})), {}}}},
        {}}},
      {"diff-none", {TagDiffReport{bare_file, bare_file, {}, 1, {}}, {"OLD is the newer file"}}},
      {"hostile",
       {TagShowReport{{"\x1b]0;x\a.json", "\xff\xfe", 1, "", "service tags, from \x1b]0;x\a.json"},
                      hostile,
                      cidrs({"10.0.0.4/32"}),
                      1,
                      {hostile}},
        {"note\x1b[31m"}}},
  };
}

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Set NETPROBE_REWRITE_GOLDEN to write what the renderers say today; the change is then reviewed
/// like code.
void expect_golden(const std::string& name, const std::string& actual) {
  const std::string path = "tests/reports/golden_tags/" + name;
  if (std::getenv("NETPROBE_REWRITE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << actual;
  }
  EXPECT_EQ(actual, read(path)) << path;
}

TEST(TagsReport, is_what_it_was) {
  for (const Sample& sample : samples()) {
    expect_golden(sample.name + ".txt", tags_text(sample.report, {80, false, true}));
    expect_golden(sample.name + ".json", tags_json(sample.report));
    expect_golden(sample.name + ".csv", tags_csv(sample.report));
  }
}

TEST(TagsReport, holds_nothing_that_a_terminal_would_obey) {
  const auto is_plain = [](const std::string& text, bool with_return) {
    return std::all_of(text.begin(), text.end(), [&](char c) {
      return (c >= ' ' && c != '\x7f') || c == '\n' || (with_return && c == '\r');
    });
  };
  for (const Sample& sample : samples()) {
    EXPECT_TRUE(is_plain(tags_text(sample.report, {80, false, false}), false)) << sample.name;
    EXPECT_TRUE(is_plain(tags_json(sample.report), false)) << sample.name;
    EXPECT_TRUE(is_plain(tags_csv(sample.report), true)) << sample.name;
  }
}

TEST(TagsReport, keeps_to_the_width) {
  for (const Sample& sample : samples()) {
    for (const int width : {80, 100, 120}) {
      std::istringstream lines(tags_text(sample.report, {width, false, false}));
      for (std::string line; std::getline(lines, line);) {
        EXPECT_LE(line.size(), static_cast<std::size_t>(width)) << line;
      }
    }
  }
}

TEST(CsvCell, is_read_back_as_the_text_and_never_run) {
  struct Row {
    const char* text;
    const char* cell;
  };
  for (const Row& row :
       {Row{"plain", "plain"}, Row{"", ""}, Row{"a,b", "\"a,b\""},
        Row{"say \"hi\"", "\"say \"\"hi\"\"\""}, Row{"=1+1", "'=1+1"}, Row{"+1", "'+1"},
        Row{"-1", "'-1"}, Row{"@x", "'@x"}, Row{"\tx", "'\\x09x"}, Row{"a\nb", "a\\x0ab"},
        Row{"=a,b", "\"'=a,b\""}, Row{"\x1b[2J", "\\x1b[2J"}}) {
    EXPECT_EQ(csv_cell(row.text), row.cell);
  }
  EXPECT_EQ(csv_line({"a", "", "b,c"}), "a,,\"b,c\"\r\n");
}

}  // namespace tags_test
}  // namespace netprobe
