#include "reports/html.h"

#include "tests/reports/samples.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

/// Whatever strangers write into a report, in every place at once, the page has the same markup and
/// no byte that acts.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace netprobe;
  const auto count = [](const std::string& page, char c) {
    return std::count(page.begin(), page.end(), c);
  };
  // What begins like a link would be one.
  const auto page_of = [](const std::string& text) {
    return write_html(testing_reports::hostile_report("x" + text));
  };
  static const std::string harmless = page_of("");
  const std::string page = page_of(std::string(data, data + size));
  for (const char c : {'<', '>', '"'}) {
    if (count(page, c) != count(harmless, c)) {
      std::abort();
    }
  }
  const bool acts = std::any_of(page.begin(), page.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\n';
  });
  if (acts) {
    std::abort();
  }
  return 0;
}
