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
  std::string out;
  for (const std::string& part :
       {verdict(report, style), findings_text(report.diagnosis.findings, rows, style),
        endpoint_table(report.plan, rows, style), footer(report, style)}) {
    out += out.empty() || part.empty() ? "" : "\n";
    out += part;
  }
  return out;
}

}  // namespace netprobe
