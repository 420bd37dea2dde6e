#pragma once

#include "netprobe/core/report.h"

#include <string>
#include <vector>

namespace netprobe::testing_reports {

/// A report of each shape that a reader meets; the name is that of its golden files.
struct Sample {
  std::string name;
  Report report;
};
std::vector<Sample> samples();

/// Everything that a server, a file or a resolver can put into a report is an attack in this one:
/// terminal escapes, line ends, bytes that are no UTF-8, markup, a header of a megabyte.
Report hostile_report();
/// The same with an attack of one's own.
Report hostile_report(const std::string& attack);

}  // namespace netprobe::testing_reports
