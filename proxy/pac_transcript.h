#pragma once

#include "netprobe/core/child_end.h"
#include "proxy/pac.h"

#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// How the child that runs a script tells what happens, by records. Whatever is in them comes from
/// a stranger's script.
enum class PacRecord : char {
  ready = 'R',       ///< the script was read
  unreadable = 'X',  ///< it was not; the engine's words
  asked = 'Q',       ///< the next question is being put
  answer = 'A',      ///< what the script answered to it
  failed = 'F',      ///< it gave no answer; the engine's words
  names = 'N',       ///< what it looked up, with blanks between
  function = 'E',    ///< which function was asked, where it is not FindProxyForURL
};

std::string pac_record(PacRecord kind, std::string_view bytes);

/// What the child said before it ended, and what its end means. A record that is cut off ends it.
PacOutcome read_pac_transcript(const ChildEnd& end, const std::vector<PacQuestion>& questions,
                               const PacSandbox& sandbox);

/// The clause for what pacparser prints about an error ("JSERROR: PAC script:3:\n SyntaxError: …").
std::string pac_error_clause(std::string_view printed);

}  // namespace netprobe
