// What the program says of itself. None of these calls sends a packet.

#include "tests/cli/program.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

namespace netprobe {
namespace help_test {

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

TEST(Help, is_printed_where_it_is_asked_for) {
  struct Row {
    std::string arguments;
    std::string begins;
  };
  const std::string program = "Says what blocks Azure Backup traffic on this network";
  const std::string evaluate = "what the rules do to all that a workload needs";
  const std::vector<Row> rows = {
      {"", program},
      {"help", program},
      {"--help", program},
      {"-h", program},
      {"help check", "test the required endpoints and say what blocks them"},
      {"help nsg", "exported NSG rules and routes"},
      {"help nsg evaluate", evaluate},
      {"nsg evaluate --help", evaluate},
      {"help exit-status", "Exit status"},
      {"help environment", "Environment; an empty variable counts as not set"},
      {"help formats", "Formats of a report"},
      {"version", "netprobe "},
      {"--version", "netprobe "},
      {"-V", "netprobe "},
  };
  for (const Row& row : rows) {
    const Ended ended = call(row.arguments);
    EXPECT_EQ(ended.status, 0) << row.arguments << "\n" << ended.errors;
    EXPECT_EQ(ended.errors, "") << row.arguments;
    EXPECT_TRUE(ended.output.starts_with(row.begins)) << row.arguments << "\n"
                                                      << first_line(ended.output);
  }
}

TEST(Help, of_a_command_is_the_same_either_way) {
  for (const std::string command :
       {"check", "remedy", "nsg evaluate", "tags diff", "report show", "report convert"}) {
    EXPECT_EQ(call("help " + command).output, call(command + " --help").output) << command;
  }
}

TEST(Help, keeps_within_80_columns) {
  for (const std::string command : {"",
                                    "check",
                                    "plan",
                                    "explain",
                                    "remedy",
                                    "endpoints",
                                    "endpoints list",
                                    "endpoints show",
                                    "endpoints validate",
                                    "endpoints export",
                                    "endpoints diff",
                                    "nsg",
                                    "nsg evaluate",
                                    "nsg explain",
                                    "proxy",
                                    "proxy show",
                                    "tags",
                                    "tags lookup",
                                    "tags list",
                                    "tags show",
                                    "tags diff",
                                    "report",
                                    "report show",
                                    "report convert",
                                    "help",
                                    "version",
                                    "help exit-status",
                                    "help environment",
                                    "help formats"}) {
    std::istringstream lines(
        call(command.starts_with("help ") ? command : command + " --help").output);
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
      EXPECT_LE(line.size(), 80U) << command << ": " << line;
    }
    EXPECT_GT(count, 3) << command;
  }
}

}  // namespace help_test
}  // namespace netprobe
