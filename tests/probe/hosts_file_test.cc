#include "netprobe/probe/hosts_file.h"

#include <gmock/gmock.h>

#include <ostream>
#include <string>
#include <vector>

namespace netprobe {
namespace hosts_file_test {

struct Row {
  std::string name;
  std::string text;
  std::string asked;
  std::vector<std::string> found;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class Hosts : public testing::TestWithParam<Row> {};

TEST_P(Hosts, finds) {
  const Row& row = GetParam();
  std::vector<std::string> found;
  for (const IpAddress& address : HostsFile::parse(row.text).find(row.asked)) {
    found.push_back(address.to_string());
  }
  EXPECT_EQ(found, row.found);
}

INSTANTIATE_TEST_SUITE_P(
    Lines, Hosts,
    testing::Values(
        Row{"a name", "10.0.0.1 a.test\n", "a.test", {"10.0.0.1"}},
        Row{"an alias, by tabs", "10.0.0.1\ta.test\tb.test c.test\n", "c.test", {"10.0.0.1"}},
        Row{"in any letter case", "10.0.0.1 Login.Test\n", "LOGIN.test", {"10.0.0.1"}},
        Row{"with the final dot", "10.0.0.1 a.test\n", "a.test.", {"10.0.0.1"}},
        Row{"both families, in order",
            "2001:db8::1 a.test\n10.0.0.1 a.test\n",
            "a.test",
            {"2001:db8::1", "10.0.0.1"}},
        Row{"the same line twice", "10.0.0.1 a.test\n10.0.0.1 a.test\n", "a.test", {"10.0.0.1"}},
        Row{"without a final newline", "10.0.0.1 a.test", "a.test", {"10.0.0.1"}},
        Row{"with Windows line ends", "10.0.0.1 a.test\r\n", "a.test", {"10.0.0.1"}},
        Row{"a comment behind it", "10.0.0.1 a.test # b.test\n", "a.test", {"10.0.0.1"}}));

INSTANTIATE_TEST_SUITE_P(
    Nothing, Hosts,
    testing::Values(Row{"another name", "10.0.0.1 a.test\n", "b.test", {}},
                    Row{"what is commented out", "#10.0.0.1 a.test\n", "a.test", {}},
                    Row{"what stands in a comment", "10.0.0.1 a.test # b.test\n", "b.test", {}},
                    Row{"a line without an address", "a.test 10.0.0.1\n", "10.0.0.1", {}},
                    Row{"an address that is none", "10.0.0.256 a.test\n", "a.test", {}},
                    Row{"a name under the one that is there", "10.0.0.1 test\n", "a.test", {}},
                    Row{"bytes that are no text", std::string("\0\xff 1 a\n", 8), "a", {}},
                    Row{"an empty file", "", "a.test", {}}));

INSTANTIATE_TEST_SUITE_P(
    Localhost, Hosts,
    testing::Values(
        Row{"is always there", "", "localhost", {"127.0.0.1", "::1"}},
        Row{"so are names under it", "", "a.localhost", {"127.0.0.1", "::1"}},
        Row{"unless the file says so", "127.0.0.9 localhost\n", "localhost", {"127.0.0.9"}}));

}  // namespace hosts_file_test
}  // namespace netprobe
