// Foreign text, in each format, at each place where a report holds some: it changes nothing but
// the words there.

#include "netprobe/core/text.h"
#include "reports/json.h"
#include "reports/render.h"
#include "reports/saved_report.h"
#include "tests/reports/foreign_places.h"
#include "tests/reports/samples.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace netprobe {
namespace formats_test {

using namespace std::string_literals;
using testing_reports::base;
using testing_reports::is_harmless;
using testing_reports::Place;
using testing_reports::places;
using testing_reports::structure_of;
using testing_reports::with_everywhere;

std::vector<std::string> hostile_texts() {
  return {"\x1b[31mred",
          "\x1b]0;owned\x07",
          "<script>alert(1)</script>",
          "<!-- ",
          "x]]>y",
          "&amp;&#60;b&#62;",
          "=cmd|' /C calc'!A0",
          "+1",
          "-1",
          "@SUM(1)",
          "\t=1",
          "\r=1",
          " =1+1",
          "＝1+1",
          "a;=1+1",
          "a\n=1+1",
          "a\r\nb",
          "\"double\" 'single'",
          "\"",
          "back\\slash\\",
          "`code` ``two``",
          "```\n# heading",
          "~~~",
          "a|b | c",
          "{{template}} {code}",
          "[x](javascript:alert(1)) ![i](https://e.example/i)",
          "https://evil.example/ www.evil.example",
          "@everyone",
          "# heading",
          "**bold** _it_ $x$",
          std::string(10000, 'A'),
          "\xff\xfe",
          "\xc0\x80\xed\xa0\x80",
          "\xe2\x82",
          "a\0b"s,
          "\xe2\x80\xae"
          "desrever",
          "\xe2\x81\xa6\xe2\x80\x8b",
          "\xef\xbb\xbf=1+1",
          "x\xef\xbf\xbe\xef\xbf\xbf",
          "\x7f\xc2\x9b"
          "31m\xc2\x85",
          std::string(4095, 'a') + "\xc3\xa9\xc3\xa9",
          "%s%n${jndi:ldap://x}"};
}

TEST(Formats, are_built_alike_whatever_a_stranger_wrote_anywhere) {
  const Report honest = with_everywhere("xx");
  for (const FormatRow& row : all_formats()) {
    const std::string expected = structure_of(row.format, render(honest, row.format, {}));
    for (const std::string& text : hostile_texts()) {
      const std::string written = render(with_everywhere(text), row.format, {});
      EXPECT_TRUE(is_harmless(row.format, written)) << row.name << ": " << printable(text, 80);
      EXPECT_EQ(structure_of(row.format, written), expected)
          << row.name << ": " << printable(text, 80);
    }
  }
}

/// Were a place forgotten, the test above would pass for want of an attack.
TEST(Formats, have_each_place_in_their_hostile_test) {
  const Report honest = base();
  for (const Place& place : places()) {
    Report report = base();
    place.put(report, "somewhere else");
    EXPECT_NE(report, honest) << place.name;
  }
}

TEST(Formats, are_the_same_from_a_saved_report_whatever_a_stranger_wrote) {
  for (const std::string& text : hostile_texts()) {
    const Report report = with_everywhere(text);
    const auto read = read_report(render_json(report), "r.json");
    ASSERT_TRUE(read) << read.error().message;
    for (const FormatRow& row : all_formats()) {
      EXPECT_EQ(render(*read, row.format, {}), render(report, row.format, {}))
          << row.name << ": " << printable(text, 80);
    }
  }
}

TEST(Formats, are_the_same_from_a_saved_report_of_each_shape) {
  for (const testing_reports::Sample& sample : testing_reports::samples()) {
    if (sample.name == "hostile") {
      continue;  // its proxy has a name that no proxy can have, and is not read back
    }
    const auto read = read_report(render_json(sample.report), "r.json");
    ASSERT_TRUE(read) << sample.name << ": " << read.error().message;
    for (const FormatRow& row : all_formats()) {
      for (const bool set : {false, true}) {
        TextStyle style;
        style.verbose = style.fail_on_warning = set;
        style.indent = !set;
        EXPECT_EQ(render(*read, row.format, style), render(sample.report, row.format, style))
            << sample.name << " as " << row.name;
      }
    }
  }
}

}  // namespace formats_test
}  // namespace netprobe
