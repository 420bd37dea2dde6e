#include "tests/rules/types.h"

#include "tests/rules/tree.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

namespace netprobe::rules {
namespace types_test {

struct Row {
  std::string name;
  std::vector<SourceFile> files;
  std::size_t found;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class Types : public testing::TestWithParam<Row> {};

TEST_P(Types, have_names_of_their_own) {
  EXPECT_EQ(types_of_one_name(GetParam().files).size(), GetParam().found);
}

std::string in_netprobe(const std::string& text) {
  return "namespace netprobe {\n\n" + text + "\n}  // namespace netprobe\n";
}
std::string unnamed(const std::string& text) {
  return in_netprobe("namespace {\n\n" + text + "\n}  // namespace\n");
}

const std::string line = "struct Line {\n  int a;\n};\n";

INSTANTIATE_TEST_SUITE_P(
    Files, Types,
    testing::Values(
        Row{"two of one name",
            {{"a/a.cc", in_netprobe(line)}, {"b/b.h", in_netprobe("class Line final : X {\n};\n")}},
            1},
        Row{"three",
            {{"a", in_netprobe(line)}, {"b", in_netprobe(line)}, {"c", in_netprobe(line)}},
            3},
        Row{"one of them is nobody else's",
            {{"a/a.cc", in_netprobe(line)}, {"b/b.cc", unnamed(line)}},
            0},
        Row{"after an unnamed namespace the named one goes on",
            {{"a/a.cc", in_netprobe(line)},
             {"b/b.cc",
              in_netprobe(
                  "namespace {\n\nstruct X {};\n\n}  // namespace\n\nenum class Line {\n")}},
            1},
        Row{"in another namespace",
            {{"a/a.cc", in_netprobe(line)},
             {"b/b.cc",
              "namespace netprobe::rules {\n" + line + "}  // namespace netprobe::rules\n"}},
            0},
        Row{"within another type",
            {{"a/a.cc", in_netprobe(line)},
             {"b/b.cc", in_netprobe("struct B {\n  struct Line {\n")}},
            0},
        Row{"declared, not defined",
            {{"a/a.cc", in_netprobe(line)}, {"b/b.cc", in_netprobe("struct Line;\n")}},
            0},
        Row{"twins for platforms",
            {{"a/a_posix.cc", in_netprobe(line)}, {"a/a_win32.cc", in_netprobe(line)}},
            0},
        Row{"a test's and the product's",
            {{"a/a.cc", in_netprobe(line)}, {"tests/a/b.cc", in_netprobe(line)}},
            1},
        Row{"of two tests",
            {{"tests/a/a.cc", in_netprobe(line)}, {"tests/b/b.cc", in_netprobe(line)}},
            0},
        Row{"twice in one test",
            {{"tests/a/a.cc", in_netprobe(line)}, {"tests/a/b.cc", in_netprobe(line)}},
            1}));

TEST(Tree, has_no_two_types_of_one_name) {
  const std::vector<SourceFile> files = sources_below(std::filesystem::current_path());
  ASSERT_FALSE(files.empty()) << "run from the root of the sources";
  for (const std::string& fault : types_of_one_name(files)) {
    ADD_FAILURE() << fault;
  }
}

}  // namespace types_test
}  // namespace netprobe::rules
