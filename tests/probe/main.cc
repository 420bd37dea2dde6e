#include "netprobe/probe/child_task.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

/// What is tested starts its own program anew, which here is the test.
int main(int argc, char** argv) {
  const std::vector<std::string> call(argv, argv + argc);
  if (const auto task = netprobe::child_task(call)) {
    netprobe::do_probe_task(*task, call);
    return 1;  // it would else test within a test, without end
  }
  testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
