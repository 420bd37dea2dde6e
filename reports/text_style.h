#pragma once

namespace netprobe {

/// How a report may look on the terminal or in the file that receives it.
struct TextStyle {
  int width = 100;      ///< columns; a report keeps it between 80 and 120
  bool color = false;   ///< ANSI colours
  bool unicode = true;  ///< false: nothing but ASCII is written
  bool indent = true;   ///< false: JSON is one line, for the program that reads it
  /// Every note, fact and host; else what a screen has room for: 24 lines where all is well.
  bool verbose = false;
  /// Of nagios alone: a warning of a run that is ready is one of the plugin, too (`--fail-on`).
  bool fail_on_warning = false;
};

}  // namespace netprobe
