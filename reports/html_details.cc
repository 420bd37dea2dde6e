#include "reports/html_parts.h"
#include "reports/layout.h"
#include "reports/probe_words.h"

#include <algorithm>
#include <iterator>

namespace netprobe {

namespace {

constexpr std::size_t most_controls = 60;

HtmlData html_control(const Observation* seen) {
  return HtmlFields{{"outcome", html_text(html_class_of(seen->outcome))},
                    {"kind", html_text(name_of(*seen->control))},
                    {"way", html_text(html_way_of(*seen), 200)},
                    {"target", html_text(seen->target, 300)},
                    {"address", html_text(seen->address ? seen->address->to_string() : "–")},
                    {"ending", html_text(html_ending_of(*seen))}};
}

}  // namespace

HtmlData html_details(const Report& report, const std::vector<RowView>& rows) {
  const std::vector<bool> chosen = html_rows_with_details(rows);
  kainjow::mustache::list details;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (chosen[i]) {
      details.push_back(html_row_details(report, rows[i], i));
    }
  }
  return HtmlData(details);
}

HtmlData html_controls(const Report& report) {
  std::vector<const Observation*> controls;
  for (const Observation& seen : report.observations) {
    if (seen.control && !seen.follow_up) {
      controls.push_back(&seen);
    }
  }
  const std::size_t all = controls.size();
  controls.resize(std::min(all, most_controls));
  if (controls.empty()) {
    return HtmlData(false);
  }
  return HtmlFields{{"control_words", html_text(counted(all, "attempt", "attempts"))},
                    {"items", html_list(controls, html_control)}};
}

}  // namespace netprobe
