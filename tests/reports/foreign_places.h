#pragma once

#include "netprobe/core/report.h"
#include "reports/render.h"

#include <functional>
#include <string>
#include <vector>

namespace netprobe::testing_reports {

/// A small report in which every place has something.
Report base();

/// Where a report holds text of strangers.
struct Place {
  std::string name;
  std::function<void(Report&, const std::string&)> put;
};

std::vector<Place> places();

/// The text at every place at once: a pair of place and text that goes wrong shows in what differs.
Report with_everywhere(const std::string& text);

/// What may not depend on foreign text.
std::string structure_of(Format format, const std::string& text);

/// No control character but the line ends of the format, nothing that is unseen, nothing that is no
/// UTF-8.
bool is_harmless(Format format, const std::string& text);

}  // namespace netprobe::testing_reports
