#include "netprobe/probe/child_task.h"

#include <gmock/gmock.h>

/// What is tested starts its own program anew, which here is the test.
int main(int argc, char** argv) {
  if (const auto task = netprobe::child_task(argc, argv)) {
    netprobe::do_probe_task(*task, argc, argv);
    return 1;  // it would else test within a test, without end
  }
  testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
