#include "tests/rules/rules.h"
#include "tests/rules/tree.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <ostream>
#include <set>
#include <string>
#include <vector>

namespace netprobe::rules {
namespace includes_test {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Row {
  std::string name;
  std::string path;
  std::string text;
  std::string breach;  ///< part of the one sentence expected; empty when the file is fine
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class Rules : public testing::TestWithParam<Row> {};

TEST_P(Rules, judge_one_file) {
  const Row& row = GetParam();
  const std::vector<std::string> found = breaches({.path = row.path, .text = row.text});
  if (row.breach.empty()) {
    EXPECT_THAT(found, IsEmpty());
  } else {
    EXPECT_THAT(found, ElementsAre(HasSubstr(row.breach)));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Includes, Rules,
    testing::Values(
        Row{"own folder", "proxy/bypass.cc", "#include \"proxy/bypass.h\"\n", ""},
        Row{"core from anywhere", "proxy/bypass.cc", "#include \"netprobe/core/url.h\"\n", ""},
        Row{"a sibling", "proxy/bypass.cc", "#include \"endpoints/catalog.h\"\n",
            "proxy/bypass.cc:1: proxy may not see its sibling endpoints"},
        Row{"a sibling inside netprobe", "netprobe/plan/make_plan.cc",
            "\n#include \"netprobe/probe/loop.h\"\n",
            "netprobe/plan/make_plan.cc:2: netprobe/plan may"},
        Row{"a remedy sees its own folder and the nouns", "netprobe/remedy/az.cc",
            "#include \"netprobe/core/report.h\"\n#include \"netprobe/remedy/writers.h\"\n", ""},
        Row{"a remedy reads no report by itself", "netprobe/remedy/from_findings.cc",
            "#include \"reports/saved_report.h\"\n", "netprobe/remedy may not see its sibling"},
        Row{"core sees nobody", "netprobe/core/url.h",
            "#pragma once\n#include \"netprobe/plan/make_plan.h\"\n", "sibling netprobe/plan"},
        Row{"nobody looks up into run", "reports/json.cc", "#include \"netprobe/run.h\"\n",
            "sibling netprobe"},
        Row{"run sees siblings", "netprobe/run.cc", "#include \"reports/json.h\"\n", ""},
        Row{"main sees siblings", "netprobe/main.cc", "#include \"netprobe/cli/check.h\"\n", ""},
        Row{"a command sees siblings", "netprobe/cli/check.cc", "#include \"netprobe/run.h\"\n",
            ""},
        Row{"product sees tests", "netprobe/run.cc", "#include \"tests/rules/rules.h\"\n",
            "for tests only"},
        Row{"tests see everything", "tests/plan/make_plan_test.cc",
            "#include <uv.h>\n#include \"reports/json.h\"\n", ""},
        Row{"not from the root", "proxy/bypass.cc", "#include \"bypass.h\"\n", "is no path from"},
        Row{"out of the tree", "proxy/bypass.cc", "#include \"../endpoints/catalog.h\"\n",
            "is no path from"},
        Row{"a folder whose name begins alike", "proxy/bypass.cc", "#include \"proxying/a.h\"\n",
            "is no path from"},
        Row{"blanks inside the directive", "proxy/bypass.cc", "  #  include   \"reports/json.h\"\n",
            "sibling reports"},
        Row{"no newline at the end", "proxy/bypass.cc", "#include \"reports/json.h\"",
            "sibling reports"},
        Row{"a comment is no include", "proxy/bypass.cc", "// #include \"reports/json.h\"\n", ""}));

INSTANTIATE_TEST_SUITE_P(
    Links, Rules,
    testing::Values(Row{"a page among the words", "netprobe/diagnosis/wording.cc",
                        "  docs = {\"https://learn.microsoft.com/azure/backup\"};\n",
                        "netprobe/diagnosis/wording.cc:1: a link outside the table of pages"},
                    Row{"one whose path is on the next line", "reports/footer.cc",
                        "  \"https://learn.microsoft.com\"\n", "a link outside the table of pages"},
                    Row{"the second of a line", "reports/footer.cc",
                        "  \"https://HOST/ https://docs.azure.cn/en-us/\"\n",
                        "a link outside the table of pages"},
                    Row{"the table itself", "netprobe/core/documents.h",
                        "#pragma once\n\"https://learn.microsoft.com/azure/backup\"\n", ""},
                    Row{"a scheme alone", "netprobe/cli/options.cc",
                        "  \"http://, https://, socks5://\"\n", ""},
                    Row{"a host that is not known yet", "netprobe/cli/proxy_command.cc",
                        "  fmt::format(\"https://{}/\", host);\n", ""},
                    Row{"an example", "netprobe/cli/options.cc",
                        "  \"https://proxy.corp.example/\"\n", ""},
                    Row{"a test's own", "tests/probe/x.cc", "  \"https://a.contoso.com/\"\n", ""}));

INSTANTIATE_TEST_SUITE_P(
    Libraries, Rules,
    testing::Values(
        Row{"the standard library", "proxy/bypass.cc", "#include <string_view>\n", ""},
        Row{"fmt and expected", "proxy/bypass.cc",
            "#include <fmt/format.h>\n#include <tl/expected.hpp>\n", ""},
        Row{"JSON where it is named", "reports/json.cc", "#include <nlohmann/json.hpp>\n", ""},
        Row{"JSON where it is not", "netprobe/diagnosis/rules.cc", "#include <nlohmann/json.hpp>\n",
            "<nlohmann/json.hpp> is of a library that is not named for netprobe/diagnosis"},
        Row{"curl in probe", "netprobe/probe/transfer.cc", "#include <curl/curl.h>\n", ""},
        Row{"curl in core", "netprobe/core/text.cc", "#include <curl/curl.h>\n", "not named for"},
        Row{"a documented exception", "netprobe/core/url.cc", "#include <curl/curl.h>\n", ""},
        Row{"JSON in core", "netprobe/core/text.cc", "#include <nlohmann/json.hpp>\n",
            "not named for"},
        Row{"the reader of JSON", "netprobe/core/json_reader.h",
            "#pragma once\n#include <nlohmann/json.hpp>\n", ""},
        Row{"pacparser in proxy", "proxy/pac_engine.cc", "#include <pacparser.h>\n", ""},
        Row{"pacparser elsewhere", "netprobe/probe/fetch.cc", "#include <pacparser.h>\n",
            "not named for"},
        Row{"c-ares in a plan", "netprobe/plan/make_plan.cc", "#include <ares.h>\n",
            "not named for"},
        Row{"libuv in a plan", "netprobe/plan/make_plan.cc", "#include <uv.h>\n", "not named for"},
        Row{"OpenSSL in endpoints", "endpoints/vault.cc", "#include <openssl/x509.h>\n", ""},
        Row{"OpenSSL in reports", "reports/text.cc", "#include <openssl/x509.h>\n",
            "not named for"},
        Row{"CLI11 in a command", "netprobe/cli/check.cc", "#include <CLI/CLI.hpp>\n", ""},
        Row{"CLI11 elsewhere", "proxy/settings.cc", "#include <CLI/CLI.hpp>\n", "not named for"},
        Row{"gtest in the product", "proxy/settings.cc", "#include <gtest/gtest.h>\n",
            "belongs to the system"}));

INSTANTIATE_TEST_SUITE_P(
    Platform, Rules,
    testing::Values(Row{"system header in shared code", "endpoints/read.cc",
                        "#include <unistd.h>\n", "<unistd.h> belongs to the system"},
                    Row{"system header in a folder", "endpoints/read.cc", "#include <sys/stat.h>\n",
                        "<sys/stat.h> belongs to the system"},
                    Row{"system header in a twin", "proxy/system_settings_posix.cc",
                        "#include <unistd.h>\n", ""},
                    Row{"system header in probe", "netprobe/probe/connect.cc",
                        "#include <sys/socket.h>\n", ""},
                    Row{"a platform switch", "netprobe/core/time.cc", "#ifdef _WIN32\n#endif\n",
                        "netprobe/core/time.cc:1: a switch on the platform"},
                    Row{"a platform switch by if", "netprobe/probe/a.cc",
                        "#if defined(__linux__)\n#endif\n", "a switch on the platform"},
                    Row{"a platform switch by elif", "netprobe/probe/a.cc",
                        "#if X\n#elif defined(__APPLE__)\n#endif\n",
                        "netprobe/probe/a.cc:2: a switch on the platform"},
                    Row{"a library's version is no platform", "netprobe/probe/a.cc",
                        "#if LIBCURL_VERSION_NUM >= 0x080000\n#endif\n", ""}));

INSTANTIATE_TEST_SUITE_P(
    Shape, Rules,
    testing::Values(Row{"a guarded header", "proxy/a.h", "// why\n#pragma once\n", ""},
                    Row{"an unguarded header", "proxy/a.h", "#include <string>\n",
                        "without #pragma once"},
                    Row{"400 lines", "proxy/a.cc", std::string(400, '\n'), ""},
                    Row{"401 lines", "tests/proxy/a.cc", std::string(401, '\n'),
                        "longer than 400 lines, 401"}));

INSTANTIATE_TEST_SUITE_P(Secrets, Rules,
                         testing::Values(Row{"handed to the library", "netprobe/probe/transfer.cc",
                                             "use(password.reveal());\n", ""},
                                         Row{"where it is declared", "netprobe/core/secret.h",
                                             "#pragma once\nreveal() const;\n", ""},
                                         Row{"in a report", "reports/json.cc",
                                             "json[0] = password.reveal();\n",
                                             "a secret is revealed outside netprobe/probe"}));

TEST(Rules, count_every_breach_of_a_file) {
  EXPECT_THAT(
      breaches({.path = "proxy/a.h", .text = "#include <uv.h>\n#include \"reports/json.h\"\n"}),
      ElementsAre(HasSubstr("proxy/a.h:1: <uv.h>"), HasSubstr("proxy/a.h:2: proxy may not"),
                  HasSubstr("proxy/a.h:1: a header without")));
}

TEST(Listing, finds_names_beside_and_above_the_list_and_platform_twins) {
  const std::set<std::string> listed =
      listed_in("netprobe/cli", "netprobe_library(a SOURCES check.cc \"../run.cc\" PLATFORM pipe)");
  EXPECT_TRUE(listed.contains("netprobe/cli/check.cc"));
  EXPECT_TRUE(listed.contains("netprobe/run.cc"));
  EXPECT_TRUE(listed.contains("netprobe/cli/pipe.cc"));
  EXPECT_TRUE(listed.contains("netprobe/cli/pipe_posix.cc"));
  EXPECT_TRUE(listed.contains("netprobe/cli/pipe_win32.cc"));
  EXPECT_FALSE(listed.contains("netprobe/cli/plan.cc"));
}

TEST(Tree, keeps_the_rules) {
  const std::vector<SourceFile> files = sources_below(std::filesystem::current_path());
  ASSERT_FALSE(files.empty()) << "run from the root of the sources";
  for (const SourceFile& file : files) {
    for (const std::string& breach : breaches(file)) {
      ADD_FAILURE() << breach;
    }
  }
}

TEST(Tree, builds_every_source_it_has) {
  const std::filesystem::path root = std::filesystem::current_path();
  const std::set<std::string> listed = listed_below(root);
  for (const SourceFile& file : sources_below(root)) {
    if (!listed.contains(file.path)) {
      ADD_FAILURE() << file.path << " is in no CMakeLists.txt";
    }
  }
}

}  // namespace includes_test
}  // namespace netprobe::rules
