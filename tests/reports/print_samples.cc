#include "reports/json.h"
#include "tests/reports/samples.h"

#include <fmt/format.h>

/// The sample reports as one JSON list, for `validate.py`.
int main() {
  using namespace netprobe;
  fmt::print("[{},\n{},\n{}]\n", render_json(samples::ready()), render_json(samples::blocked()),
             render_json(samples::hostile()));
}
