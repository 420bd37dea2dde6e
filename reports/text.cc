#include "reports/text.h"

#include "reports/endpoint_table.h"
#include "reports/finding_text.h"
#include "reports/footer.h"
#include "reports/row_view.h"
#include "reports/verdict.h"

#include <algorithm>

namespace netprobe {

std::string render_text(const Report& report, const TextStyle& wanted) {
  TextStyle style = wanted;
  style.width = std::clamp(wanted.width, 80, 120);
  const std::vector<RowView> rows = rows_of(report);
  // What an interrupted run has not decided is what it has to tell.
  TextStyle table = style;
  table.verbose = style.verbose || report.diagnosis.summary.status == RunStatus::incomplete;
  std::string out;
  for (const std::string& part :
       {verdict(report, style), findings_text(report.diagnosis.findings, rows, style),
        endpoint_table(report.plan, rows, table), footer(report, rows, style)}) {
    out += out.empty() || part.empty() ? "" : "\n";
    out += part;
  }
  return out;
}

}  // namespace netprobe
