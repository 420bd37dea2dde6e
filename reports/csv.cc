#include "reports/csv.h"

#include "netprobe/core/failover.h"
#include "netprobe/core/text.h"
#include "reports/csv_cell.h"
#include "reports/probe_words.h"
#include "reports/row_view.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace netprobe {

namespace {

using Cells = std::vector<std::string>;

void append(Cells& cells, Cells more) {
  for (std::string& cell : more) {
    cells.push_back(std::move(cell));
  }
}

std::string yes_or_no(bool truth) { return truth ? "true" : "false"; }

std::string milliseconds_cell(const std::optional<Micros>& time) {
  if (!time) {
    return "";
  }
  const auto count = time->count();
  return count % 1000 == 0 ? fmt::format("{}", count / 1000)
                           : fmt::format("{:.3f}", static_cast<double>(count) / 1000.0);
}

Cells headings() {
  return {"run",         "host",      "started",     "part",        "endpoint",
          "name",        "port",      "required",    "status",      "role",
          "in_force",    "route",     "proxy",       "target",      "address",
          "outcome",     "stage",     "cause",       "detail",      "retries",
          "dns_ms",      "tcp_ms",    "proxy_ms",    "tls_ms",      "first_byte_ms",
          "total_ms",    "resolver",  "cname",       "tls_version", "certificate_subject",
          "issuer",      "not_after", "http_status", "http_server", "proxy_status",
          "proxy_reason"};
}

Cells cells_of(const Timings& timings) {
  return {milliseconds_cell(timings.dns),        milliseconds_cell(timings.tcp),
          milliseconds_cell(timings.proxy),      milliseconds_cell(timings.tls),
          milliseconds_cell(timings.first_byte), milliseconds_cell(timings.total)};
}

Cells cells_of(const std::optional<TlsFacts>& tls) {
  if (!tls) {
    return Cells(4);
  }
  const CertificateFacts* leaf = tls->chain.empty() ? nullptr : &tls->chain.front();
  return leaf == nullptr
             ? Cells{tls->version, "", "", ""}
             : Cells{tls->version, leaf->subject, leaf->issuer, format_rfc3339(leaf->not_after)};
}

/// How it ended: the same cells for each part of the report.
Cells cells_of(const Observation& seen) {
  const auto& failure = seen.failure;
  Cells cells = {std::string(name_of(seen.route)),
                 seen.proxy.value_or(""),
                 seen.target,
                 seen.address ? seen.address->to_string() : "",
                 std::string(name_of(seen.outcome)),
                 failure ? std::string(name_of(failure->stage)) : "",
                 failure ? std::string(name_of(failure->cause)) : "",
                 failure ? failure->detail : seen.skipped_because,
                 std::to_string(seen.retries)};
  append(cells, cells_of(seen.timings));
  append(cells, {seen.dns ? seen.dns->server.value_or("") : "",
                 seen.dns ? join(seen.dns->cname, " ") : ""});
  append(cells, cells_of(seen.tls));
  append(cells, {seen.http ? std::to_string(seen.http->status) : "",
                 seen.http ? seen.http->server.value_or("") : "",
                 seen.proxy_answer ? std::to_string(seen.proxy_answer->status) : "",
                 seen.proxy_answer ? seen.proxy_answer->reason : ""});
  return cells;
}

/// The lines of a report, each of which begins alike.
class CsvLines {
 public:
  explicit CsvLines(const RunInfo& run)
      : run_{run.id, run.host, format_rfc3339(run.started)}, text_(csv_line(headings())) {}

  /// `about` are the cells between those of the run and those of the attempt.
  void add(Cells about, const Observation& seen) {
    Cells cells = run_;
    append(cells, std::move(about));
    append(cells, cells_of(seen));
    text_ += csv_line(cells);
  }
  [[nodiscard]] std::string take() && { return std::move(text_); }

 private:
  Cells run_;
  std::string text_;
};

void add_row(const RowView& view, CsvLines& lines) {
  const PlannedRow& row = *view.row;
  const auto about = [&](const RowAttempt& attempt, const char* part) -> Cells {
    return {part,
            row.id,
            row.name,
            std::to_string(row.port),
            yes_or_no(view.result.required),
            std::string(name_of(view.result.status)),
            std::string(name_of(attempt.probe->role)),
            yes_or_no(is_in_force(*attempt.probe, attempt.seen->task))};
  };
  for (const RowAttempt& attempt : view.attempts) {
    lines.add(about(attempt, "attempt"), *attempt.seen);
  }
  for (const RowAttempt& attempt : view.follow_ups) {
    lines.add(about(attempt, "follow-up"), *attempt.seen);
  }
}

}  // namespace

std::string render_csv(const Report& report) {
  CsvLines lines(report.run);
  const std::vector<RowView> rows = rows_of(report);
  for (const RowView& view : rows) {
    add_row(view, lines);
  }
  const auto of_no_row = [](const char* part, std::string_view role) {
    return Cells{part, "", "", "", "", "", std::string(role), ""};
  };
  for (const Observation& seen : report.observations) {
    if (seen.control) {
      lines.add(of_no_row("control", name_of(*seen.control)), seen);
    }
  }
  for (const OtherAttempt& other : unlisted_attempts(report, rows)) {
    lines.add(of_no_row("other", ""), *other.seen);
  }
  return std::move(lines).take();
}

}  // namespace netprobe
