#include "netprobe/core/version.h"
#include "netprobe/remedy/from_catalog.h"
#include "netprobe/remedy/from_findings.h"
#include "netprobe/remedy/writers.h"
#include "tests/remedy/scene.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace netprobe {
namespace golden_test {

using testing_remedy::blocked_report;
using testing_remedy::ready_report;
using testing_remedy::small_catalog;

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Set NETPROBE_REWRITE_GOLDEN to write what is written today; the change is then reviewed like
/// code.
void expect_golden(const std::string& name, AllowList list, Syntax syntax,
                   const WriteOptions& options = {}) {
  list.tool_version = "0.1.0";
  const std::string actual = write(list, syntax, options);
  const std::string path =
      "tests/remedy/golden/" + name + "." + std::string(name_of(syntax)) + ".txt";
  if (std::getenv("NETPROBE_REWRITE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << actual;
  }
  EXPECT_EQ(actual, read(path)) << path;
}

TEST(Golden, the_least_that_helps_a_blocked_run) {
  for (const Syntax syntax : all_syntaxes()) {
    expect_golden("blocked", from_findings(blocked_report(), syntax, false), syntax);
  }
}

TEST(Golden, the_whole_list_of_a_workload) {
  CatalogChoice choice{{Workload::mars}, {"we", "ne"}, {"westeurope", "northeurope"}, false};
  for (const Syntax syntax : all_syntaxes()) {
    expect_golden("list", from_catalog(small_catalog(), choice, syntax), syntax);
  }
}

TEST(Golden, nothing_to_be_done) {
  for (const Syntax syntax : {Syntax::az, Syntax::bicep, Syntax::squid, Syntax::ticket}) {
    expect_golden("ready", from_findings(ready_report(), syntax, false), syntax);
  }
}

TEST(Golden, is_the_same_text_for_the_same_report) {
  for (const Syntax syntax : all_syntaxes()) {
    EXPECT_EQ(write(from_findings(blocked_report(), syntax, true), syntax),
              write(from_findings(blocked_report(), syntax, true), syntax));
  }
}

}  // namespace golden_test
}  // namespace netprobe
