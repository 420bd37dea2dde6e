// The program from outside: every wrong call ends with exit status 2, nothing on standard output,
// and one sentence that names the place. None of these calls gets as far as sending a packet.

#include "tests/cli/program.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace netprobe {
namespace bad_input_test {

struct Row {
  std::string arguments;
  std::string says;  // what the sentence must hold
  std::string variables;
};

void expect_refused(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    const Ended ended = call(row.arguments, row.variables);
    EXPECT_EQ(ended.status, 2) << row.arguments << "\n" << ended.errors;
    EXPECT_EQ(ended.output, "") << row.arguments;
    EXPECT_NE(ended.errors.find(row.says), std::string::npos) << row.arguments << "\n"
                                                              << ended.errors;
    EXPECT_LT(std::count(ended.errors.begin(), ended.errors.end(), '\n'), 4) << ended.errors;
  }
}

TEST(BadInput, of_every_option_is_refused_with_its_name) {
  expect_refused({
      {"chek", "did you mean check", ""},
      {"chekc", "did you mean check", ""},
      {"xyz", "expected one of check, plan", ""},
      {"nsg", "expected one of evaluate, explain", ""},
      {"nsg evlauate", "did you mean evaluate", ""},
      {"help chekc", "did you mean check", ""},
      {"help nsg eval", "did you mean evaluate", ""},
      {"help exit", "did you mean exit-status", ""},
      {"check --conect-timeout 1", "did you mean --connect-timeout", ""},
      {"check extra", "extra", ""},
      {"check --workload", "--workload", ""},
      {"check -w mers", "did you mean mars", ""},
      {"check -w none", "--host", ""},
      {"check -w none,mars", "none", ""},
      {"check -c moon", "--cloud", ""},
      {"check -r westeurop", "westeurope", ""},
      {"check -r westeurope -c china", "westeurope", ""},
      {"check --ports 0", "--ports", ""},
      {"check --ports 443,x", "\"x\"", ""},
      {"check --ports 65536", "65536", ""},
      {"check --host 'bad host'", "bad host", ""},
      {"check --host example.com:99999", "99999", ""},
      {"check --targets /nonexistent", "/nonexistent", ""},
      {"check --targets /tmp", "directory", ""},
      {"check --depth deep", "--depth", ""},
      {"check --samples -1", "--samples", ""},
      {"check --catalog /nonexistent", "--catalog", ""},
      {"check --proxy ftp://proxy", "--proxy", ""},
      {"check --proxy http://user:hunter2@:80", "--proxy", ""},
      {"check --proxy http://proxy:port", "--proxy", ""},
      {"check --pac /nonexistent", "--pac", ""},
      {"check --pac /tmp", "directory", ""},
      {"check --pac ftp://pac.corp/x", "--pac: found the scheme \"ftp\"", ""},
      {"check --pac http://u:hunter2@pac.corp/x", "found user information", ""},
      {"check --pac http://", "--pac", ""},
      {"check --pac file://server/x", "file:///PATH", ""},
      {"check --pac /dev/null --proxy http://p:1", "--pac: found --proxy", ""},
      {"check --wpad --proxy http://p:1", "--wpad: found --proxy", ""},
      {"check --wpad --pac /dev/null", "--wpad: found --pac", ""},
      {"check --wpad --proxy-user ann", "--wpad: found --proxy-user", ""},
      {"check --proxy http://p:1", "NETPROBE_PAC", "NETPROBE_PAC=/dev/null"},
      {"plan --pac /nonexistent", "--pac", ""},
      {"check --proxy-auth weird", "--proxy-auth", ""},
      {"check --proxy http://p:1 --proxy-user u --proxy-password-file /nonexistent",
       "--proxy-password-file", ""},
      {"check --route sideways", "--route", ""},
      {"check --route proxy", "--proxy", ""},
      {"check --route system", "system", ""},
      {"check --dns-server example.com", "--dns-server", ""},
      {"check --ca-file /nonexistent", "--ca-file", ""},
      {"check --expected-root /dev/null", "--expected-root", ""},
      {"check -4 -6", "excludes", ""},
      {"check --connect-timeout 0", "--connect-timeout", ""},
      {"check --timeout -5", "--timeout", ""},
      {"check --deadline soon", "--deadline", ""},
      {"check --retries 1000", "--retries", ""},
      {"check -j 0", "--concurrency", ""},
      {"check --format yaml", "--format", ""},
      {"check --report json", "FORMAT=FILE", ""},
      {"check --report json=/nonexistent/x.json", "/nonexistent/x.json", ""},
      {"check --report yaml=/tmp/x", "yaml", ""},
      {"check --fail-on never", "--fail-on", ""},
      {"check --progress maybe", "--progress", ""},
      {"check --color maybe", "--color", ""},
      {"check --config /nonexistent", "--config", ""},
      {"check", "NETPROBE_RETRIES", "NETPROBE_RETRIES=many"},
      {"check", "--cloud", "NETPROBE_CLOUD=moon NETPROBE_UNUSED=1"},
      {"check --proxy-user ann", "--proxy-user: found no proxy", "NETPROBE_PROXY_PASSWORD=x"},
      {"check", "variable NETPROBE_PROXY_AUTH: --proxy-auth: found no proxy",
       "NETPROBE_PROXY_AUTH=ntlm"},
      {"check --proxy http://p:1 --proxy-auth basic --route direct", "--route direct beside it",
       ""},
      {"check --proxy http://p:1 --proxy-ca-file LICENSE", "LICENSE", ""},
      {"check --proxy http://p:1 --route direct", "--proxy: found --route direct", ""},
      {"check --pac /dev/null --route direct", "--pac: found --route direct", ""},
      {"plan --wpad --route direct", "--wpad: found --route direct", ""},
      {"plan --format xml", "--format", ""},
      {"check --format junti", "did you mean junit?", ""},
      {"plan --format junit", "found \"junit\", expected one of text, json", ""},
      {"endpoints list --format csv", "found \"csv\", expected one of text, json", ""},
      {"endpoints list --needs --format csv", "found \"csv\", expected one of text, json", ""},
      {"endpoints show entra-login --format ndjson", "expected one of text, json", ""},
      {"endpoints diff built-in built-in --format markdown", "expected one of text, json", ""},
      {"proxy show --format markdown", "expected one of text, json", ""},
      {"tags list --format markdown", "expected one of text, json, csv", ""},
      {"nsg evaluate /dev/null --format sarif", "expected one of text, json, csv, markdown", ""},
      {"nsg explain --nsg /dev/null --format csv 10.0.0.1", "expected one of text, json", ""},
      {"endpoints", "list", ""},
      {"endpoints show storage-blo", "storage-blob", ""},
      {"endpoints validate /nonexistent", "/nonexistent", ""},
      {"tags", "lookup", ""},
      {"tags lookup", "address", ""},
      {"tags lookup 10.0.0.0.1", "10.0.0.0.1", ""},
      {"tags lookup 20.190.128.1/18", "did you mean 20.190.128.0/18", ""},
      {"tags lookup 10.0.0.1 -c moon", "--cloud", ""},
      {"tags lookup 10.0.0.1 --service-tags /nonexistent", "/nonexistent", ""},
      {"tags lookup 10.0.0.1 --service-tags /dev/null", "empty", ""},
      {"tags lookup 10.0.0.1 --service-tags /dev/zero", "256 MB", ""},
      {"tags lookup 10.0.0.1 --format xml", "--format", ""},
      {"tags list --region westeurop", "did you mean westeurope", ""},
      {"tags show AzureBakup", "did you mean AzureBackup", ""},
      {"tags show Internet", "no file has it", ""},
      {"tags diff /dev/null", "new", ""},
      {"tags diff /dev/null /dev/null", "empty", ""},
      {"explain tcp.tmeout", "did you mean one of tcp.timeout", ""},
      {"explain tcp.timeout 1", "FINDING", ""},
      {"explain /nonexistent.json", "/nonexistent.json", ""},
      {"report", "show", ""},
      {"report show", "file", ""},
      {"report show /nonexistent", "/nonexistent", ""},
      {"report show -q -f json /dev/null", "--quiet", ""},
      {"report show -q -v /dev/null", "--verbose", ""},
      {"report show -v -f json /dev/null", "--verbose", ""},
      {"report show --report json=- --report text=- /dev/null", "text=-", ""},
      {"report show -f json --report text=- /dev/null", "text=-", ""},
      {"report show -o /nonexistent/x /dev/null", "--output", ""},
      {"report show /dev/null", "empty", ""},
      {"report show --format yaml /dev/null", "--format", ""},
      {"report convert", "format", ""},
      {"report convert csv", "file", ""},
      {"report convert cvs /dev/null", "FORMAT: found \"cvs\"", ""},
      {"report convert csv /dev/null", "empty", ""},
      {"report convert csv -v /dev/null", "--verbose", ""},
      {"report convert csv --fail-on warning /dev/null", "--fail-on", ""},
      {"report convert csv -o /nonexistent/x /dev/null", "--output", ""},
      {"remedy", "report", ""},
      {"remedy /dev/null", "empty", ""},
      {"remedy", "no folder where the last one would be kept", ""},
      {"report show", "HOME is not set", "HOME=relative"},
      {"explain 1", "no run of netprobe check has kept one", "XDG_STATE_HOME=/nonexistent"},
      {"remedy /dev/null --for squit", "did you mean squid", ""},
      {"remedy /dev/null --for az", "empty", ""},
      {"remedy /nonexistent --for az", "/nonexistent", ""},
      {"remedy - --for ticket", "empty", ""},
      {"remedy LICENSE --for az", "LICENSE", ""},
      {"remedy /dev/null --for az --chain 'inet filter forward'", "--chain", ""},
      {"remedy /dev/null --for nftables --chain 'filter; reboot'", "FAMILY TABLE CHAIN", ""},
      {"remedy /dev/null", "--for", "NETPROBE_FOR=cisco"},
      {"endpoints export --for cisco", "--for", ""},
      {"endpoints export --for az -w none", "--workload", ""},
      {"endpoints export -w mers", "did you mean mars", ""},
      {"endpoints list --list 2020", "today, 2022, 2021, 2019", ""},
      {"endpoints list --needs --list 2019", "--needs", ""},
      {"endpoints export --for az -w hana --list 2019", "hana in the public cloud", ""},
      {"check --list 2020", "--list", ""},
      {"plan --list 2019 -c usgov", "expected today, 2022, 2021", ""},
      {"endpoints export -w mars", "--for", ""},
      {"endpoints export --optional", "--for", ""},
      {"endpoints export --for az -r atlantis", "atlantis", ""},
  });
}

/// What C takes for a number, and people do not.
TEST(BadInput, of_numbers_is_refused_wherever_they_stand) {
  const std::vector<std::string> never = {
      "nan", "-nan", "inf",  "-inf", "1e400", "0x10", "-1",   "1,5",
      "5s",  "1_0",  "'5 '", "' 5'", "+5",    "''",   "many", "99999999999999999999999999"};
  const std::vector<std::string> never_whole = {"1.5", "1e1", "0b1"};
  std::vector<Row> rows;
  for (const char* option : {"--connect-timeout", "--timeout", "--deadline"}) {
    for (const std::string& value : never) {
      rows.push_back({fmt::format("check {}={}", option, value), option, ""});
    }
    rows.push_back({fmt::format("check {} nan", option),
                    fmt::format("{}: found \"nan\", expected seconds from 0.001 to 86400", option),
                    ""});
  }
  for (const char* option : {"--retries", "--concurrency", "--samples", "--ports"}) {
    for (const auto* values : {&never, &never_whole}) {
      for (const std::string& value : *values) {
        if (value != "1,5" ||
            option != std::string("--ports")) {  // two of them, where a list is due
          rows.push_back({fmt::format("plan {}={}", option, value), option, ""});
        }
      }
    }
  }
  rows.push_back({"check -j 0x10",
                  "--concurrency: found \"0x10\", expected a whole number from 1 to 100000", ""});
  rows.push_back({"check", "NETPROBE_TIMEOUT", "NETPROBE_TIMEOUT=nan"});
  rows.push_back({"check", "NETPROBE_SAMPLES", "NETPROBE_SAMPLES=0x10"});
  for (const char* value : {"nan", "inf", "\"nan\"", "0x10", "[4, 5]", "-1"}) {
    rows.push_back(
        {"check --config " + file_with("number.toml", fmt::format("\ntimeout = {}\n", value)),
         "number.toml:2: timeout", ""});
    expect_refused(rows);
    rows.clear();
  }
}

TEST(Numbers, are_decimal_whatever_they_begin_with) {
  for (const char* option : {"--retries 08", "--retries=008"}) {
    const Ended ended = call(std::string("plan ") + option);
    EXPECT_EQ(ended.status, 0) << ended.errors;
    EXPECT_NE(ended.output.find("is repeated at most 8 times"), std::string::npos) << option;
  }
  EXPECT_NE(call("plan --retries 07").output.find("at most 7 times"), std::string::npos);
  EXPECT_NE(call("plan --retries 010").output.find("at most 10 times"), std::string::npos);
}

TEST(BadInput, never_repeats_a_password) {
  const Ended ended = call("check --proxy http://user:hunter2@:80");
  EXPECT_EQ(ended.errors.find("hunter2"), std::string::npos) << ended.errors;
  EXPECT_EQ(ended.status, 2);
}

TEST(BadInput, in_a_file_is_refused_with_its_place) {
  const std::string bom16("\xff\xfe{\0}\0", 6);
  const std::vector<std::pair<std::string, std::string>> catalogs = {
      {"", "empty"},
      {"{", ":1"},
      {"[1,2]", "expected"},
      {R"({"rows":[{"id":"x","ports":["y"]}]})", "/rows/0"},
      {R"({"rows":[{"id":"x","prots":[443]}]})", "prots"},
      {bom16, "UTF-16"},
      {std::string(100000, '['), "nest"},
      {std::string("{\"rows\":[]\0}", 12), "NUL"},
  };
  for (const auto& [text, says] : catalogs) {
    expect_refused({{"check --catalog " + file_with("bad_catalog.json", text), says, ""},
                    {"endpoints validate " + file_with("bad_catalog.json", text), says, ""}});
  }
  expect_refused({
      {"check --targets " + file_with("bad_targets", "good.example\nbad host\n"), "bad_targets:2",
       ""},
      {"check --config " + file_with("bad.toml", "depth = \"tcp\"\nnonsense = 1\n"), "bad.toml:2",
       ""},
      {"check --ca-file " + file_with("bad.pem", "-----BEGIN CERTIFICATE-----\n!!!\n"), "bad.pem",
       ""},
  });
}

TEST(BadInput, does_not_disturb_help_and_version) {
  EXPECT_EQ(call("--help").status, 0);
  EXPECT_NE(call("--help").output.find("check"), std::string::npos);
  EXPECT_NE(call("check --help").output.find("--workload"), std::string::npos);
  EXPECT_EQ(call("--version").output.rfind("netprobe ", 0), 0U);
}

}  // namespace bad_input_test
}  // namespace netprobe
