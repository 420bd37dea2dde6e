#pragma once

#include "netprobe/core/diagnosis.h"

#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// What a rule says to a person. "{proxy}", "{source}", "{hosts}", "{reason}", "{reporter}",
/// "{hop}", "{elsewhere}", "{component}", "{ways}", "{fix}", "{names}", "{names_fix}", "{record}"
/// and
/// "{zone}" stand for
/// what was seen.
struct Wording {
  std::string title;
  std::string explanation;
  Remedy remedy;
  std::vector<std::string> related_errors;
};

/// The words of a rule (`Rule::id`) for a cause.
Wording wording_of(std::string_view rule, Cause cause);

}  // namespace netprobe
