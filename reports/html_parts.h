#pragma once

#include "netprobe/core/report.h"
#include "reports/html_values.h"
#include "reports/row_view.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// The parts of the page, each as the template wants it.

/// What is wrong, whom to call, what to type.
HtmlData html_verdict(const Report& report);

/// The ways to Azure, beside each other, with the broken joint marked.
HtmlData html_picture(const Report& report, const std::vector<RowView>& rows);

/// The findings, errors first; `html_anchor_of_finding` is where the one of that place stands.
HtmlData html_findings(const Report& report, const std::vector<RowView>& rows);
std::string html_anchor_of_finding(std::size_t place);

/// Which rows have details of their own on the page: those that do not work come first where there
/// are too many. Runs parallel to the rows.
std::vector<bool> html_rows_with_details(const std::vector<RowView>& rows);

/// The endpoints by the ways to them.
HtmlData html_matrix(const Report& report, const std::vector<RowView>& rows);

/// What is folded: attempts, names, certificates, answers of proxies, hops, experiments.
HtmlData html_details(const Report& report, const std::vector<RowView>& rows);
HtmlData html_controls(const Report& report);

/// Of one row: its attempts, and what they saw.
HtmlData html_row_details(const Report& report, const RowView& view, std::size_t place);
/// The experiments about what failed on a row, hops apart; false without any.
HtmlData html_experiments(const RowView& view);
HtmlData html_hops(const Report& report, const RowView& view);

/// Of one attempt: "proxy http://proxy.corp:3128", "✗ tcp.timeout at tcp: …", and the class that
/// colours it.
std::string html_way_of(const Observation& seen);
std::string html_ending_of(const Observation& seen);
std::string_view html_class_of(Outcome outcome);

/// When, where and with what the run was made.
HtmlData html_run(const Report& report);

}  // namespace netprobe
