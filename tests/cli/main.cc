#include "netprobe/child_tasks.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

/// What is tested starts its own program anew, which here is the test.
int main(int argc, char** argv) {
  netprobe::do_child_task(std::vector<std::string>(argv, argv + argc));
  testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
