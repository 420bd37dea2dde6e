#include "proxy/systemd_unit.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace netprobe {
namespace systemd_unit_test {

using Values = std::map<std::string, std::string>;

Values values_of(const Variables& variables) {
  Values values;
  for (const auto& [name, variable] : variables) {
    values[name] = variable.value;
  }
  return values;
}

struct Row {
  std::string name;
  std::vector<std::string> texts;  ///< the fragment, then the drop-ins
  Values expected;
  std::string note = {};
};

const std::vector<Row> rows = {
    {"no environment", {"[Service]\nExecStart=/bin/true\n"}, {}},
    {"one variable",
     {"[Service]\nEnvironment=https_proxy=http://p:1\n"},
     {{"https_proxy", "http://p:1"}}},
    {"several, with quotes",
     {"[Service]\nEnvironment=\"no_proxy=a, b\" 'http_proxy=x' https_proxy=y A=b\n"},
     {{"no_proxy", "a, b"}, {"http_proxy", "x"}, {"https_proxy", "y"}}},
    {"quotes round the value",
     {"[Service]\nEnvironment=no_proxy=\"a b\"\n"},
     {{"no_proxy", "a b"}}},
    {"another section does not count",
     {"[Unit]\nEnvironment=https_proxy=x\n[Install]\nEnvironment=http_proxy=x"},
     {}},
    {"comments", {"[Service]\n#Environment=https_proxy=a\n;Environment=https_proxy=b\n"}, {}},
    {"a joined line",
     {"[Service]\nEnvironment=http_proxy=a \\\n  https_proxy=b\n"},
     {{"http_proxy", "a"}, {"https_proxy", "b"}}},
    {"a comment between joined lines",
     {"[Service]\nEnvironment=http_proxy=a \\\n# why\n  https_proxy=b\n"},
     {{"http_proxy", "a"}, {"https_proxy", "b"}}},
    {"a drop-in wins",
     {"[Service]\nEnvironment=https_proxy=a\n", "[Service]\nEnvironment=https_proxy=b\n"},
     {{"https_proxy", "b"}}},
    {"an empty value takes back",
     {"[Service]\nEnvironment=https_proxy=a\n", "[Service]\nEnvironment=\n"},
     {}},
    {"unset takes away",
     {"[Service]\nEnvironment=https_proxy=a http_proxy=b\nUnsetEnvironment=https_proxy\n"},
     {{"http_proxy", "b"}}},
    {"unset of another value does not",
     {"[Service]\nEnvironment=https_proxy=a\nUnsetEnvironment=https_proxy=b\n"},
     {{"https_proxy", "a"}}},
    {"unset of that value does",
     {"[Service]\nEnvironment=https_proxy=a\nUnsetEnvironment=https_proxy=a\n"},
     {}},
    {"a percent sign is written twice",
     {"[Service]\nEnvironment=https_proxy=http://b:p%%40@p:1\n"},
     {{"https_proxy", "http://b:p%40@p:1"}}},
    {"a percent sign alone is systemd's",
     {"[Service]\nEnvironment=https_proxy=http://b:secret%40@p:1\n"},
     {},
     "unit:2: https_proxy is not evaluated: systemd fills in"},
    {"a quote that stays open",
     {"[Service]\nEnvironment=\"https_proxy=secret\n"},
     {},
     "quote is not closed"},
    {"a file by a pattern", {"[Service]\nEnvironmentFile=/etc/proxy/*.env\n"}, {}, "no plain path"},
    {"no sections at all", {"Environment=https_proxy=a\n"}, {}},
};

TEST(SystemdUnit, gives_the_environment_of_its_processes) {
  for (const Row& row : rows) {
    UnitEnvironment unit;
    for (const std::string& text : row.texts) {
      unit = with_unit_file(std::move(unit), text, "unit");
    }
    EXPECT_EQ(values_of(service_variables({}, unit, {})), row.expected) << row.name;
    EXPECT_EQ(unit.notes.size(), row.note.empty() ? 0U : 1U) << row.name;
    for (const std::string& note : unit.notes) {
      EXPECT_NE(note.find(row.note), std::string::npos) << note;
      EXPECT_EQ(note.find("secret"), std::string::npos) << note;
    }
  }
}

TEST(SystemdUnit, names_its_files_and_its_pid_file) {
  UnitEnvironment unit = with_unit_file(
      {}, "[Service]\nEnvironmentFile=/etc/a\nEnvironmentFile=-/etc/b\nPIDFile=/run/x.pid\n", "u");
  EXPECT_EQ(unit.files, (std::vector<UnitEnvironment::File>{{"/etc/a", false}, {"/etc/b", true}}));
  EXPECT_EQ(unit.pid_file, "/run/x.pid");
  unit = with_unit_file(unit, "[Service]\nEnvironmentFile=\nEnvironmentFile=/etc/c", "u");
  EXPECT_EQ(unit.files, (std::vector<UnitEnvironment::File>{{"/etc/c", false}}));
}

TEST(SystemdUnit, is_laid_over_the_defaults_and_its_files_over_it) {
  const auto defaults = read_system_conf(
      "[Manager]\nDefaultEnvironment=http_proxy=default https_proxy=default no_proxy=default\n",
      "/etc/systemd/system.conf");
  const auto unit =
      with_unit_file({}, "[Service]\nEnvironment=https_proxy=unit no_proxy=unit\n", "/etc/unit");
  const auto files = read_environment_file("no_proxy=file\n", "/etc/default/x");
  EXPECT_EQ(service_variables(defaults.set, unit, files.set),
            (Variables{{"http_proxy", {"default", "/etc/systemd/system.conf:2"}},
                       {"https_proxy", {"unit", "/etc/unit:2"}},
                       {"no_proxy", {"file", "/etc/default/x:1"}}}));
}

TEST(SystemConf, has_defaults_in_its_manager_section) {
  EXPECT_TRUE(read_system_conf("[Service]\nDefaultEnvironment=http_proxy=a\n", "f").set.empty());
  EXPECT_TRUE(read_system_conf("[Manager]\nManagerEnvironment=http_proxy=a\n", "f").set.empty());
  EXPECT_TRUE(
      read_system_conf("[Manager]\nDefaultEnvironment=http_proxy=a\nDefaultEnvironment=\n", "f")
          .set.empty());
}

TEST(ServiceName, is_safe_to_hand_on) {
  const std::vector<std::pair<std::string, std::string>> names = {
      {"backup", "backup.service"},
      {"backup.service", "backup.service"},
      {"getty@tty1", "getty@tty1.service"},
      {"dev-disk-by\\x2did.service", "dev-disk-by\\x2did.service"},
      {"", ""},
      {"-H", ""},
      {".", ""},
      {"..", ""},
      {"../../etc/shadow", ""},
      {"a/b", ""},
      {"a b", ""},
      {"a;reboot", ""},
      {"a'b", ""},
      {"$(reboot)", ""},
      {"a\nb", ""},
      {std::string(300, 'a'), ""},
  };
  for (const auto& [text, expected] : names) {
    EXPECT_EQ(service_unit_name(text), expected) << text;
  }
}

}  // namespace systemd_unit_test
}  // namespace netprobe
