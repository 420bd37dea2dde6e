// Calls, right and wrong, as people type them: the first line that each prints, and its exit
// status, as somebody has read them (calls.txt). NETPROBE_REWRITE_GOLDEN writes what is printed
// today; the change is then reviewed like code. None of these calls sends anything to anywhere but
// this machine.

#include "netprobe/core/text.h"
#include "tests/cli/program.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

namespace netprobe {
namespace calls_test {

constexpr const char* table = "tests/cli/calls.txt";

struct Call {
  std::string typed;     ///< "NETPROBE_RETRIES=many netprobe check"
  std::string expected;  ///< "2  netprobe check: …"
};

std::vector<Call> calls() {
  std::ifstream file(table);
  std::vector<Call> all;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("$ ")) {
      all.push_back({line.substr(2), ""});
    } else if (!line.empty() && !all.empty()) {
      all.back().expected = line;
    }
  }
  return all;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

/// The exit status, and the first line of what is printed, or else of what is said about it.
std::string outcome(const std::string& typed) {
  const std::size_t program = typed.find("netprobe");
  const std::string arguments =
      typed.substr(std::min(typed.size(), program + std::string_view("netprobe ").size()));
  const Ended ended = call(arguments, typed.substr(0, program));
  return fmt::format("{}  {}", ended.status,
                     first_line(ended.output.empty() ? ended.errors : ended.output));
}

TEST(Calls, end_as_somebody_has_read) {
  const std::vector<Call> all = calls();
  EXPECT_GE(all.size(), 60U);
  std::string today;
  for (const Call& one : all) {
    const std::string ended = outcome(one.typed);
    EXPECT_EQ(ended, one.expected) << one.typed;
    today += fmt::format("{}$ {}\n{}\n", today.empty() ? "" : "\n", one.typed, ended);
  }
  if (std::getenv("NETPROBE_REWRITE_GOLDEN") != nullptr) {
    std::ofstream(table) << today;
  }
}

}  // namespace calls_test
}  // namespace netprobe
