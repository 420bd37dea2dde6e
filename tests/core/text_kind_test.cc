// What people hand over in place of JSON, told by what it is.

#include "netprobe/core/text_kind.h"

#include "netprobe/core/json_reader.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace netprobe {
namespace text_kind_test {

using testing::HasSubstr;

struct Row {
  std::string text;
  std::string kind;  ///< what the words hold; empty: nothing is said
};

TEST(TextKind, says_what_is_no_json) {
  const std::vector<Row> rows = {
      {"{\n  \x1b[94m\"name\"\x1b[39;49;00m: \"nsg\"\n}\n", "the colour codes of a terminal"},
      {"WARNING: This command is in preview.\n{\"a\": 1}\n",
       "before the JSON, which begins in line 2, stands a message of the program that wrote it, "
       "\"WARNING: This command is in preview.\""},
      {"\x1b[93mWARNING: old\x1b[0m\n[\n]\n", "before the JSON, which begins in line 2"},
      {"{\"a\": \"}\"}\nThere is a new version.\n", "behind the JSON, in line 2"},
      {"{\"a\": 1}\n\x1b[93mThere is a new version.\x1b[0m\n", "behind the JSON, in line 2"},
      {"{\"a\": 1}\n{\"a\": 2}\n", "two documents, and the second begins in line 2"},
      {"[1]\n\n[2]\n", "two documents, and the second begins in line 3"},
      {"Name  Rule\n----  ----\nnsg   deny\n", "a table, as az prints it with --output table"},
      {"name: nsg\nrules:\n- access: Deny\n", "YAML"},
      {"- access: Deny\n  name: deny\n", "YAML"},
      {"\nName          : nsg\nSecurityRules : {deny}\n", "the list that PowerShell shows"},
      {"Priority,Name,Port\n100,deny,443\n", "CSV"},
      {"nsg\tdeny\t443\n", "--output tsv"},
      {"<!DOCTYPE html><html></html>", "a web page"},
      {"<rules/>", "it is XML"},
      {"param name string\nresource nsg 'x@1' = {\n}\n", "Bicep's source"},
      {"resource \"azurerm_network_security_group\" \"x\" {\n}\n", "Terraform's source"},
      {"ERROR: (ResourceNotFound) nsg\n", "an error message of az"},
      {"{\"a\": ", ""},
      {"{\"a\": 1,}", ""},
      {"{\"a\" 1} tail", ""},
      {"{\"a\": 1} /* ", ""},
      {"\x1b[2J", ""},
      {"word", ""},
      {"", ""},
  };
  for (const Row& row : rows) {
    const std::string words = what_text_is(row.text);
    EXPECT_THAT(words, HasSubstr(row.kind)) << row.text;
    EXPECT_EQ(words.empty(), row.kind.empty()) << row.text << words;
  }
}

std::string repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) {
    out += text;
  }
  return out;
}

TEST(JsonReader, looks_at_the_form_before_the_depth) {
  const std::string coloured = "{\n" + repeated(" \x1b[94m\"a\"\x1b[39m: 1,\n", 100) + "}";
  EXPECT_THAT(parse_json(coloured, "a.json").error().message,
              HasSubstr("a.json:2:2: not JSON: it has the colour codes"));
  EXPECT_EQ(parse_json(repeated("[", 100'000), "a.json").error().message,
            "a.json: it is nested deeper than 64 levels");
  EXPECT_EQ(parse_json(repeated("[", 65) + repeated("]", 65), "a.json").error().message,
            "a.json: it is nested deeper than 64 levels");
  EXPECT_TRUE(parse_json(repeated("[", 64) + "1" + repeated("]", 64), "a.json"));
  EXPECT_THAT(parse_json("[x" + repeated("[", 100), "a.json").error().message,
              HasSubstr("a.json:1:2: not JSON"));
}

}  // namespace text_kind_test
}  // namespace netprobe
