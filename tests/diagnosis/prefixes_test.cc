#include "netprobe/diagnosis/prefixes.h"

#include <gmock/gmock.h>

#include <ostream>
#include <string>
#include <vector>

namespace netprobe {
namespace prefixes_test {

struct Row {
  std::string name;
  std::vector<std::string> failing, passing, parts;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

std::vector<IpAddress> addresses(const std::vector<std::string>& texts) {
  std::vector<IpAddress> parsed;
  for (const std::string& text : texts) {
    parsed.push_back(IpAddress::parse(text).value());
  }
  return parsed;
}

class BlockedParts : public testing::TestWithParam<Row> {};

TEST_P(BlockedParts, are_what_failed_and_no_more) {
  const Row& row = GetParam();
  std::vector<std::string> found;
  for (const Cidr& part : blocked_parts(addresses(row.failing), addresses(row.passing))) {
    found.push_back(part.to_string());
  }
  EXPECT_EQ(found, row.parts);
}

INSTANTIATE_TEST_SUITE_P(
    Prefixes, BlockedParts,
    testing::Values(Row{"nothing fails", {}, {"20.190.129.1"}, {}},
                    Row{"one address is itself", {"20.190.129.10"}, {}, {"20.190.129.10/32"}},
                    Row{"two neighbours without a passing one between them",
                        {"20.190.129.10", "20.190.132.2"},
                        {"20.190.151.7", "20.190.160.14"},
                        {"20.190.128.0/21"}},
                    Row{"a passing address in the middle splits them",
                        {"20.190.129.10", "20.190.132.2"},
                        {"20.190.130.1"},
                        {"20.190.129.10/32", "20.190.132.2/32"}},
                    Row{"the order and repeats of what came in do not matter",
                        {"20.190.132.2", "20.190.129.10", "20.190.132.2"},
                        {},
                        {"20.190.128.0/21"}},
                    Row{"an address that both fails and passes counts as failing, alone",
                        {"20.190.129.10", "20.190.129.11"},
                        {"20.190.129.10"},
                        {"20.190.129.10/32", "20.190.129.11/32"}},
                    Row{"families are kept apart",
                        {"20.190.129.10", "2603:1006:2000::10", "2603:1006:2000::11"},
                        {},
                        {"20.190.129.10/32", "2603:1006:2000::10/127"}},
                    Row{"addresses that share no bit are the whole space",
                        {"1.1.1.1", "200.1.1.1"},
                        {},
                        {"0.0.0.0/0"}}),
    [](const auto& row) { return "row_" + std::to_string(row.index); });

}  // namespace prefixes_test
}  // namespace netprobe
