#include "reports/foreign.h"

#include "netprobe/core/text.h"

#include <algorithm>

namespace netprobe {

std::string as_saved(std::string_view text) {
  constexpr std::size_t longest = 4096;
  constexpr std::string_view ellipsis = "…";
  const bool is_plain = text.size() <= longest && std::all_of(text.begin(), text.end(), [](char c) {
                          return static_cast<unsigned char>(c) < 0x80;
                        });
  if (is_plain) {
    return std::string(text);
  }
  // A byte that is no UTF-8 becomes three: what is kept of a megabyte is in its beginning.
  std::string whole = valid_utf8(text.substr(0, longest + 1));
  if (whole.size() <= longest) {
    return whole;
  }
  std::size_t end = longest - ellipsis.size();
  while (end > 0 && (static_cast<unsigned char>(whole[end]) & 0xc0U) == 0x80U) {
    --end;  // not in the middle of a character
  }
  return whole.substr(0, end) + std::string(ellipsis);
}

std::string harmless(std::string_view text, std::size_t limit) {
  return printable(as_saved(text), limit);
}

}  // namespace netprobe
