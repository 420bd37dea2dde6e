#pragma once

#include "netprobe/core/vocabulary.h"
#include "reports/layout.h"
#include "reports/row_view.h"

#include <string>
#include <vector>

namespace netprobe {

/// What the attempts on one way amount to, in a few characters.
struct Cell {
  std::string text;   ///< "✓   41 ms", "✗ tcp.timeout", "✗ 3/5 tls.reset", "–"
  std::string sense;  ///< the same without what may differ between two that went alike: the time
  Paint paint = Paint::none;
  bool in_force = false;  ///< marked: the row will use this route, and others use another
};

/// The attempts that say something about the row, follow-ups left out: a sampled address of a range
/// that stays silent proves nothing, unless the row was judged by it.
std::vector<const Observation*> telling_attempts(const RowView& view, const Way& way);

/// The cell of a row, or of those attempts of it that `view` holds.
Cell cell_of(const RowView& view, const Way& way, const TextStyle& style);

/// The cause that most of the attempts failed with, the earlier stage where several did; nothing
/// when none failed.
std::optional<Cause> main_cause(const std::vector<const Observation*>& attempts);

}  // namespace netprobe
