#pragma once

#include "netprobe/core/vocabulary.h"

#include <string>
#include <string_view>

namespace netprobe {

/// What a rule says to a person, whoever that is. "{proxy}", "{source}", "{hosts}", "{host}",
/// "{reason}", "{reporter}", "{hop}", "{direction}", "{subnets}", "{elsewhere}", "{component}",
/// "{ways}", "{fix}", "{names}", "{names_fix}", "{record}" and "{zone}" stand for what was seen,
/// "{ports}", "{tags}", "{in_nsg}", "{inspection}" and "{requests}" for whom and what it is about,
/// "{server}" for the resolver, as dig wants it. A command may be one of `commands.h`.
struct Wording {
  std::string title;
  std::string explanation;
  std::string fix;
  std::string command;  ///< empty: none
};

/// The words of a rule (`Rule::id`) for a cause.
Wording wording_of(std::string_view rule, Cause cause);

}  // namespace netprobe
