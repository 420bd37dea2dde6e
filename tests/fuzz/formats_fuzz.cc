#include "reports/json.h"
#include "reports/saved_report.h"
#include "tests/reports/foreign_places.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

/// What a stranger wrote, at every place of a report, as every writer writes it: nothing but the
/// words is his, and from the saved report it is the same again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace netprobe;
  using namespace netprobe::testing_reports;
  const std::string text(data, data + size);
  if (text.empty()) {
    return 0;  // what says nothing is left out
  }
  const Report honest = with_everywhere("xx");
  const Report report = with_everywhere(text);
  const auto read = read_report(render_json(report), "r.json");
  if (!read) {
    std::abort();
  }
  for (const FormatRow& row : all_formats()) {
    const std::string written = render(report, row.format, {});
    // A page is a link in Markdown, where it is one.
    const bool is_link = row.format == Format::markdown && text.starts_with("https://");
    const bool is_alike = is_link || structure_of(row.format, written) ==
                                         structure_of(row.format, render(honest, row.format, {}));
    if (!is_harmless(row.format, written) || !is_alike ||
        render(*read, row.format, {}) != written) {
      std::abort();
    }
  }
  return 0;
}
