#include "reports/ndjson.h"

#include "reports/certificate_table.h"
#include "reports/json_attempt.h"
#include "reports/json_parts.h"
#include "reports/row_view.h"

#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

namespace netprobe {

namespace {

/// The lines so far, and the certificates that they have told already.
class JsonLines {
 public:
  /// `object` goes on behind the keys of `head`.
  void add(Json head, const Json& object) {
    head.update(object);
    constexpr bool ascii_only = true;
    text_ += head.dump(-1, ' ', ascii_only, Json::error_handler_t::replace) + "\n";
  }

  void add_attempt(Json head, const Json& attempt) {
    const Json& all = certificates_.json();
    for (; certificates_told_ < all.size(); ++certificates_told_) {
      const auto certificate =
          std::next(all.begin(), static_cast<std::ptrdiff_t>(certificates_told_));
      add({{"type", "certificate"}, {"sha256", certificate.key()}}, certificate.value());
    }
    add(std::move(head), attempt);
  }

  CertificateTable& certificates() { return certificates_; }
  [[nodiscard]] std::string take() && { return std::move(text_); }

 private:
  std::string text_;
  CertificateTable certificates_;
  std::size_t certificates_told_ = 0;
};

void add_row(const RowView& view, const ProbePlan& plan, JsonLines& lines) {
  for (const auto* attempts : {&view.attempts, &view.follow_ups}) {
    for (const RowAttempt& attempt : *attempts) {
      lines.add_attempt(
          {{"type", "attempt"}, {"endpoint", own_text(view.row->id)}},
          json_of_attempt(*attempt.seen, *attempt.probe, attempt.task, lines.certificates()));
    }
  }
  Json row = json_of_row(view, plan, nullptr);
  row.erase("attempts");
  lines.add({{"type", "endpoint"}}, row);
}

}  // namespace

std::string render_ndjson(const Report& report) {
  JsonLines lines;
  lines.add({{"type", "run"}},
            {{"schema", "netprobe.report/1"},
             {"tool", {{"name", "netprobe"}, {"version", own_text(report.tool_version)}}},
             {"run", json_of_run(report.run, report.plan)},
             {"environment", json_of_environment(report)}});
  const std::vector<RowView> rows = rows_of(report);
  for (const RowView& view : rows) {
    add_row(view, report.plan, lines);
  }
  for (const Observation& seen : report.observations) {
    if (seen.control) {
      lines.add_attempt({{"type", "control"}}, json_of_control(seen, lines.certificates()));
    }
  }
  for (const OtherAttempt& other : unlisted_attempts(report, rows)) {
    lines.add_attempt({{"type", "other_attempt"}},
                      json_of_other(*other.seen, other.experiment, lines.certificates()));
  }
  for (const Finding& finding : report.diagnosis.findings) {
    lines.add({{"type", "finding"}}, json_of_finding(finding));
  }
  lines.add({{"type", "summary"}}, json_of_summary(report.diagnosis.summary));
  return std::move(lines).take();
}

}  // namespace netprobe
