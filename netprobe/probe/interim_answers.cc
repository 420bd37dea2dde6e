#include "netprobe/probe/interim_answers.h"

#include "netprobe/core/text.h"

namespace netprobe {

namespace {

/// "HTTP/1.1 100": who has sent less is not judged by it.
bool begins_interim(std::string_view text) {
  constexpr std::string_view shape = "HTTP/1.1 ";
  constexpr std::size_t digits = 3;
  if (text.size() < shape.size() + digits || !starts_with_ignoring_case(text, "HTTP/1.") ||
      text[shape.size() - 1] != ' ') {
    return false;
  }
  const auto status = parse_number<int>(text.substr(shape.size(), digits));
  return status && is_interim(*status);
}

}  // namespace

std::size_t InterimAnswers::take(std::string_view waiting) {
  std::size_t taken = 0;
  while (taken < waiting.size() && (within_ || begins_interim(waiting.substr(taken)))) {
    within_ = true;
    const char c = waiting[taken++];
    const bool ends_line = c == '\n';
    within_ = !(ends_line && at_line_start_);
    at_line_start_ = ends_line || (at_line_start_ && c == '\r');
  }
  return taken;
}

}  // namespace netprobe
